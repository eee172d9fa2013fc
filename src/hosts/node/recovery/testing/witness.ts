/**
 * Calls a desk, remembers every answer, and says after a fault whether all of it is true: the log whole, every answered request in it,
 * everything refused not done, every answered ciphertext opening, no object in the token and no row that should not be there.
 */
import { existsSync, cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from '../../../../domain/audit/event.ts';
import type { DeskMeta } from '../../../../domain/ports/store.ts';
import { loadState } from '../../../../domain/state/load.ts';
import { ROW_AUTHENTICATION, type Mac } from '../../../../domain/state/row-mac.ts';
import type { KeyEntity } from '../../../../domain/state/entities.ts';
import type { State } from '../../../../domain/state/state.ts';
import { versionsOf } from '../../../../service/operations/rotation/versions-of.ts';
import { verifyLog } from '../../../../service/verify-log.ts';
import { hmacSha256, sha256, sha256Hex, verifyEd25519 } from '../../start/bytes-node.ts';
import { openSqliteStoreReadOnly } from '../../store-sqlite/read-only-store.ts';
import { removeDirectory, temporaryDirectory, type Answer, type TestDesk } from '../../testing/desk.ts';
import { openPkcs11Vault } from '../../vault-pkcs11/pkcs11-vault.ts';
import { prepareSoftHsm } from '../../vault-pkcs11/softhsm.ts';
import { databaseOf } from './stored.ts';

/** What was answered, or null when the connection broke: then nobody knows. */
export type Told = Answer | null;

/** Keys of the HSM that say whether a copy of the database is this desk's. */
export interface Secrets {
  readonly mac: Mac;
  readonly publicKey: Uint8Array;
}

/** Reads them from the token of a desk, running or not: SoftHSM lets two processes at it. */
export async function secretsOf(dataDirectory: string): Promise<Secrets> {
  const vault = await openPkcs11Vault({
    ...prepareSoftHsm({ dataDirectory, initialise: false }),
    initialise: false,
  });
  try {
    return {
      mac: hmacSha256(await vault.deriveKey(ROW_AUTHENTICATION)),
      publicKey: vault.logPublicKey(),
    };
  } finally {
    await vault.close();
  }
}

export interface Picture {
  readonly meta: DeskMeta;
  readonly state: State;
  /** Request id → outcome, in the order of the log. */
  readonly events: readonly {
    readonly request: string;
    readonly outcome: Outcome;
    readonly operation: string;
    readonly key: string | null;
  }[];
  /** What `keydesk verify-log` would find, and what did not authenticate. */
  readonly findings: readonly string[];
}

/** What is stored now, of a desk that rests or is dead: from a copy, made before this returns, which is not the desk's to lock. */
export async function picture(dataDirectory: string, { mac, publicKey }: Secrets): Promise<Picture> {
  const copy = temporaryDirectory();
  for (const end of ['', '-wal'])
    if (existsSync(databaseOf(dataDirectory) + end))
      cpSync(databaseOf(dataDirectory) + end, databaseOf(copy) + end);
  try {
    const store = await openSqliteStoreReadOnly(databaseOf(copy));
    try {
      const meta = store.meta();
      if (meta === null) throw new Error('the desk was never initialised');
      const { findings } = await verifyLog({ store, meta, sha256, mac, publicKey, verifyEd25519 });
      const { state } = loadState(store, meta, { digest: sha256Hex, mac });
      return {
        meta,
        state,
        events: [...store.leafRecords()].map(({ request, outcome, operation, key }) => ({
          request,
          outcome,
          operation,
          key,
        })),
        findings: [...findings.map(({ message }) => message), ...state.quarantine.values()],
      };
    } finally {
      await store.close();
    }
  } finally {
    removeDirectory(copy);
  }
}

/** Files of objects in the token: SoftHSM keeps one for each. */
export function tokenObjects(dataDirectory: string): number {
  const tokens = join(dataDirectory, 'hsm', 'tokens');
  return readdirSync(tokens, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.object'))
    .length;
}

interface Sealed {
  readonly plaintext: string;
  readonly blob: unknown;
}

/** More than the desk's longest pause between two attempts to open its database. */
const PATIENCE_MS = 15_000;

const UNUSABLE: ReadonlySet<string> = new Set(['DisabledException', 'KMSInvalidStateException']);

/** Reads are not told apart from answers that the log must have: every operation of an access key is an event. */
export class Witness {
  desk: TestDesk;
  readonly #secrets: Secrets;
  readonly #objects: number;
  /** By request id: what was said of it. */
  readonly #answers = new Map<string, Answer>();
  /** Kept by clients: what was answered and must open for ever. */
  readonly #sealed: Sealed[] = [];
  #keys: readonly KeyEntity[] = [];
  /** Keys whose use has been tried. */
  readonly #tried = new Set<string>();

  private constructor(desk: TestDesk, secrets: Secrets) {
    this.desk = desk;
    this.#secrets = secrets;
    this.#objects = tokenObjects(desk.dataDirectory);
  }

  static async of(desk: TestDesk): Promise<Witness> {
    return new Witness(desk, await secretsOf(desk.dataDirectory));
  }

  get answered(): number {
    return this.#answers.size;
  }

  async call(target: string, input: object = {}): Promise<Told> {
    let answer: Answer;
    try {
      answer = await this.desk.call(target, input);
    } catch {
      return null; // the desk died before it answered
    }
    this.#answers.set(answer.headers.get('x-amzn-requestid') ?? '', answer);
    return answer;
  }

  /** A new key's id. Throws when it was not made. */
  async makeKey(): Promise<string> {
    const told = await this.call('CreateKey');
    if (told?.status !== 200) throw new Error(`CreateKey answered ${JSON.stringify(told?.body)}`);
    return (told.body['KeyMetadata'] as { KeyId: string }).KeyId; // its output
  }

  /** A ciphertext that a client keeps, when it was answered. */
  async seal(KeyId: string): Promise<Told> {
    const plaintext = Buffer.from(`record ${this.#answers.size}`).toString('base64');
    const told = await this.call('Encrypt', { KeyId, Plaintext: plaintext });
    if (told?.status === 200) this.#sealed.push({ plaintext, blob: told.body['CiphertextBlob'] });
    return told;
  }

  /** Callers are told what is true as soon as it can be read; what is new waits until something could be written. */
  async #goesOn(): Promise<boolean> {
    for (const began = Date.now(); Date.now() - began < PATIENCE_MS;) {
      if ((await this.call('ListKeys', { Limit: 1 }))?.status === 200) return true;
      await new Promise((done) => setTimeout(done, 20));
    }
    return false;
  }

  picture(): Promise<Picture> {
    return picture(this.desk.dataDirectory, this.#secrets);
  }

  /**
   * Everything that is not as it must be, in words; empty when all is well. The desk must rest, or be dead; it may go on, or be started,
   * as soon as this has returned its promise. `more` compares what the caller knows.
   */
  async stored(more: (state: State) => readonly string[] = () => []): Promise<readonly string[]> {
    const objects = tokenObjects(this.desk.dataDirectory);
    const { state, events, findings } = await this.picture();
    this.#keys = [...state.all('key')];
    const wrong = [...findings, ...more(state)];
    const outcomes = new Map(events.map(({ request, outcome }) => [request, outcome]));
    for (const [request, { status, body }] of this.#answers) {
      const outcome = outcomes.get(request);
      const message = typeof body['message'] === 'string' ? body['message'] : '';
      const say = (what: string): number =>
        wrong.push(`request ${request}, answered ${status} ${message}: ${what}`);
      if (status === 200 && outcome !== 'allowed') say(`the log has ${String(outcome)}`);
      if (status !== 200 && outcome === 'allowed' && !message.includes('cannot yet see'))
        say('the log says that it was allowed');
      if (message.includes('nothing was done: the log has no event')) {
        if (outcome !== undefined) say(`the log has ${outcome}`);
        if (!message.includes(request)) say('it names another request');
      } else if (status !== 200 && outcome === undefined && !message.includes('cannot yet see'))
        say('the log has no event');
      if (message.includes('cannot yet see') && !message.includes(request)) say('it names another request');
    }
    for (const key of state.all('key')) {
      const versions = versionsOf(state, key).map(({ number }) => number);
      const expected =
        key.state === 'Destroyed' ? [] : Array.from({ length: key.currentVersion }, (_, i) => i + 1);
      if (versions.toSorted((a, b) => a - b).join() !== expected.join())
        wrong.push(
          `key ${key.id} (${key.state}, version ${key.currentVersion}) has the versions ${versions.join()}`,
        );
    }
    for (const version of state.all('keyVersion'))
      if (state.key(version.keyId) === undefined) wrong.push(`a version of no key: ${version.keyId}`);
    if (objects !== this.#objects) wrong.push(`the token has ${objects} objects, at first ${this.#objects}`);
    return wrong;
  }

  /**
   * What clients keep opens, and every key that is enabled can be used. The newest ciphertexts and the keys that were not tried before;
   * `all`: every one. Keys as `stored` found them last.
   */
  async usable(all = false): Promise<readonly string[]> {
    const wrong: string[] = [];
    if (!(await this.#goesOn())) return ['the desk does not go on by itself'];
    for (const { blob, plaintext } of all ? this.#sealed : this.#sealed.slice(-5)) {
      const opened = await this.call('Decrypt', { CiphertextBlob: blob });
      const refused = opened?.body['__type'];
      // Its key may have been disabled or scheduled for deletion since.
      if (opened?.body['Plaintext'] !== plaintext && !UNUSABLE.has(String(refused)))
        wrong.push(`an answered ciphertext does not open: ${JSON.stringify(opened?.body)}`);
    }
    for (const { id, state: its } of this.#keys) {
      if (its !== 'Enabled' || (!all && this.#tried.has(id))) continue;
      this.#tried.add(id);
      const told = await this.seal(id);
      if (told?.status !== 200) wrong.push(`key ${id} cannot be used: ${JSON.stringify(told?.body)}`);
    }
    return wrong;
  }
}

/** Requests whose events are on a key, by operation. */
export const operationsOn = ({ events }: Picture, keyId: string): readonly string[] =>
  events
    .filter(({ key, outcome }) => key === keyId && outcome === 'allowed')
    .map(({ operation }) => operation);
