/**
 * A refused PIN leaves a salted marker: the next start with the same PIN stops without trying it, because a restart loop must not lock a
 * real HSM. Another PIN, or removing the file, tries again.
 */
import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PinRefusedError } from '../vault-pkcs11/errors.ts';

const FILE = 'pin-refused';

export class PinMarker {
  readonly #path: string;
  readonly #token: string;

  constructor(dataDirectory: string, tokenLabel: string) {
    this.#path = join(dataDirectory, FILE);
    this.#token = tokenLabel;
  }

  #digest(salt: Buffer, pin: string): Buffer {
    return scryptSync(`${this.#token}\0${pin}`, salt, 32);
  }

  /** Throws PinRefusedError when the token refused this very PIN before. */
  refuseKnownBad(pin: string): void {
    if (!existsSync(this.#path)) return;
    const [salt = '', digest = ''] = readFileSync(this.#path, 'utf8').trim().split('\n');
    const known = Buffer.from(digest, 'base64');
    const now = this.#digest(Buffer.from(salt, 'base64'), pin);
    if (known.length === now.length && timingSafeEqual(known, now)) {
      throw new PinRefusedError(
        this.#token,
        null,
        ` A real HSM locks after a few tries. Correct the PIN, or remove ${this.#path} to try it once more.`,
      );
    }
  }

  /** The token refused this PIN. */
  note(pin: string): void {
    const salt = randomBytes(16);
    writeFileSync(this.#path, `${salt.toString('base64')}\n${this.#digest(salt, pin).toString('base64')}\n`, {
      mode: 0o600,
    });
  }
}
