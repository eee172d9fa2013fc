import { ServiceError } from '../../../service/errors.ts';
import type { Passwords } from '../../../service/operation.ts';
import { passwordProblem } from '../../../domain/people/password-rules.ts';
import { networkOf, networksOf } from './addresses.ts';
import { QueueFullError } from './password-turns.ts';
import { PasswordHasher } from './passwords.ts';

/** Networks from which somebody signed in lately. */
const MOST_KNOWN = 10_000;

/** argon2id with its queue, as the operations want it. */
export function createPasswords(hasher = new PasswordHasher()): Passwords {
  const queued = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof QueueFullError)
        throw new ServiceError('TooManyRequestsException', error.message, { retryAfter: 3 });
      throw error;
    }
  };
  const known = new Set<string>();
  const remember = (network: string): void => {
    known.delete(network);
    known.add(network);
    const [oldest = ''] = known;
    if (known.size > MOST_KNOWN) known.delete(oldest);
  };
  return {
    hash: (password) => queued(() => hasher.hashPassword(password)),
    verify: (password, hash, { sessionId, source, device }) =>
      queued(async () => {
        const network = networkOf(source);
        // A session waits with its own few, wherever it is; so does a device that is known.
        const asker =
          sessionId !== null
            ? { lane: 'proven' as const, networks: [`session ${sessionId}`] }
            : device !== undefined
              ? { lane: 'known' as const, networks: [`device ${device}`] }
              : {
                  lane: known.has(network) ? ('known' as const) : ('strangers' as const),
                  networks: networksOf(source),
                };
        const isRight = await hasher.verifyPassword(password, hash, asker);
        if (isRight) remember(network);
        return isRight;
      }),
    refuse: (password, name) => passwordProblem(password, name) ?? null,
  };
}
