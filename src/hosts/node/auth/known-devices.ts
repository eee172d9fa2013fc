/**
 * Devices from which somebody signed in before (OWASP's "device cookie"): their guesses are counted apart from those of their address, so
 * that whoever shares it with somebody who guesses can still sign in. A device's cookie opens nothing: it says that this desk saw a right
 * password of this person on this device, and gives a count of its own for that one name. Nothing of it is stored. A new password, or the
 * end of the person, ends it: its MAC is over the password's hash.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Mac } from '../../../domain/state/row-mac.ts';
import type { State } from '../../../domain/state/state.ts';
import type { Random } from '../../../domain/ports/random.ts';
import type { PrincipalEntity } from '../../../domain/state/entities.ts';

/** What the vault derives the key for: part of what is permanent. */
export const DEVICE_COOKIES = 'keydesk device cookies v1';

const LABEL = 'keydesk device cookie v1';
export const DEVICE_MS = 180 * 24 * 60 * 60_000;
/** People who share a device, or one with two names. */
const MOST_PEOPLE = 4;
const NONCE_SIZE = 16;
const BETWEEN = '~';
const MARK = /^([A-Za-z0-9]{1,64})\.([0-9a-z]{1,9})\.([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})$/;
/** Longer than any that this desk makes. */
const LONGEST = 1024;

export interface Device {
  /** Of the device and this person: what their guesses are counted by. */
  readonly id: string;
  readonly principalId: string;
}

export interface KnownDevicesTools {
  readonly mac: Mac;
  readonly deskId: string;
  readonly random: Random;
  /** ms */
  readonly now: () => number;
}

export class KnownDevices {
  readonly #tools: KnownDevicesTools;

  constructor(tools: KnownDevicesTools) {
    this.#tools = tools;
  }

  /** Whom the cookie is of, of those whose password is still the same. Anybody's text is none. */
  open(state: State, cookie: string | undefined): readonly Device[] {
    return this.#marksOf(cookie).flatMap((text) => {
      const [, principalId = '', seconds = '', nonce = '', mac = ''] = MARK.exec(text) ?? [];
      const person = state.principal(principalId);
      const age = this.#tools.now() - Number.parseInt(seconds, 36) * 1000;
      if (person?.kind !== 'user' || person.passwordHash === null || !(age < DEVICE_MS)) return [];
      const right = this.#macOf(person.id, seconds, nonce, person.passwordHash);
      return timingSafeEqual(Buffer.from(mac), Buffer.from(right)) ? [{ id: nonce, principalId }] : [];
    });
  }

  /** The cookie of a device on which this person has just given the right password; those of others stay in it. Null: there is no password. */
  remember(state: State, cookie: string | undefined, person: PrincipalEntity): string | null {
    if (person.kind !== 'user' || person.passwordHash === null) return null;
    const seconds = Math.floor(this.#tools.now() / 1000).toString(36);
    const nonce = Buffer.from(this.#tools.random.bytes(NONCE_SIZE)).toString('base64url');
    const mine = [person.id, seconds, nonce, this.#macOf(person.id, seconds, nonce, person.passwordHash)];
    const valid = new Set(this.open(state, cookie).map(({ id }) => id));
    const others = this.#marksOf(cookie).filter((text) => {
      const [, principalId, , id = ''] = MARK.exec(text) ?? [];
      return principalId !== person.id && valid.has(id);
    });
    return [mine.join('.'), ...others].slice(0, MOST_PEOPLE).join(BETWEEN);
  }

  #marksOf(cookie: string | undefined): readonly string[] {
    if (cookie === undefined || cookie.length > LONGEST) return [];
    return cookie
      .split(BETWEEN)
      .slice(0, MOST_PEOPLE)
      .filter((text) => MARK.test(text));
  }

  #macOf(principalId: string, seconds: string, nonce: string, passwordHash: string): string {
    const { mac, deskId } = this.#tools;
    const hash = createHash('sha256').update(passwordHash).digest('hex');
    const signed = [LABEL, deskId, principalId, seconds, nonce, hash].join('\n');
    return Buffer.from(mac(Buffer.from(signed))).toString('base64url');
  }
}
