/**
 * Passwords: the rules, and their hashing with argon2id (RFC 9106) at 64 MiB, t=3, p=1 (about 0.2 s). Stored in the PHC string form
 * `$argon2id$v=19$m=65536,t=3,p=1$salt$hash`. argon2 runs in libuv's pool, which the HSM's slow calls share: so one at a time, behind
 * a short queue.
 */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { PasswordTurns, type Asker } from './password-turns.ts';
import { normalise } from '../../../domain/people/password-rules.ts';

/** Who has proven something already: a session, a one-time link. */
const PROVEN: Asker = { lane: 'proven', networks: [] };

interface Parameters {
  /** KiB. */
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

const CURRENT: Parameters = { memory: 65_536, passes: 3, parallelism: 1 };
const SALT_LENGTH = 16;
const HASH_LENGTH = 32;

/** argon2id: the tag of `length` bytes. */
export type Argon2id = (
  message: string,
  salt: Uint8Array,
  parameters: Parameters,
  length: number,
) => Promise<Uint8Array>;

const nodeArgon2id: Argon2id = (message, nonce, { memory, passes, parallelism }, tagLength) =>
  new Promise((resolve, reject) => {
    argon2('argon2id', { message, nonce, memory, passes, parallelism, tagLength }, (error, tag) => {
      if (error) reject(error);
      else resolve(tag);
    });
  });

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replaceAll('=', '');

function fromBase64(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64');
  return base64(bytes) === text ? bytes : undefined;
}

interface StoredHash extends Parameters {
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
}

const formatHash = ({ memory, passes, parallelism, salt, hash }: StoredHash): string =>
  `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(hash)}`;

/** Throws when the string is not ours to check; the limits keep a forged one from taking the machine's memory. */
function parseHash(phc: string): StoredHash {
  const match =
    /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]{1,88})\$([A-Za-z0-9+/]{1,88})$/.exec(
      phc,
    );
  const [, m, t, p, saltText = '', hashText = ''] = match ?? [];
  const [memory, passes, parallelism] = [Number(m), Number(t), Number(p)];
  const salt = fromBase64(saltText);
  const hash = fromBase64(hashText);
  const within =
    parallelism >= 1 &&
    parallelism <= 4 &&
    memory >= 8 * parallelism &&
    memory <= 262_144 &&
    passes >= 1 &&
    passes <= 10;
  if (!match || !within || !salt || !hash || salt.length < 8 || hash.length < 16) {
    throw new Error('A stored password hash is malformed.');
  }
  return { memory, passes, parallelism, salt, hash };
}

/** Hashes and checks passwords, one at a time, in turns; who finds no room gets QueueFullError at once. */
export class PasswordHasher {
  readonly #argon2id: Argon2id;
  /** Stands in for unknown names: the same work, and no password fits. */
  readonly #dummy: string = formatHash({
    ...CURRENT,
    salt: randomBytes(SALT_LENGTH),
    hash: randomBytes(HASH_LENGTH),
  });
  readonly #turns = new PasswordTurns();

  /** `argon2id` stands in for node:crypto's in tests of the queue. */
  constructor(argon2id: Argon2id = nodeArgon2id) {
    this.#argon2id = argon2id;
  }

  /** The PHC string of a new password. Call `passwordProblem` first: throws RangeError for text that is none. */
  async hashPassword(password: string): Promise<string> {
    const text = normalise(password);
    if (text === undefined) throw new RangeError('The password is not usable text.');
    const salt = randomBytes(SALT_LENGTH);
    const hash = await this.#turns.run(PROVEN, () => this.#argon2id(text, salt, CURRENT, HASH_LENGTH));
    return formatHash({ ...CURRENT, salt, hash });
  }

  /**
   * Whether the password fits the stored PHC string; `stored` is null for a name that does not exist, which takes the same work and
   * is never true. Throws QueueFullError, and Error for a malformed stored string.
   */
  async verifyPassword(password: string, stored: string | null, asker: Asker = PROVEN): Promise<boolean> {
    const { salt, hash, ...parameters } = parseHash(stored ?? this.#dummy);
    const text = normalise(password);
    // Unusable text takes the same work too.
    const computed = await this.#turns.run(asker, () =>
      this.#argon2id(text ?? '', salt, parameters, hash.length),
    );
    return timingSafeEqual(computed, hash) && text !== undefined && stored !== null;
  }
}
