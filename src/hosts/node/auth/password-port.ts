import { ServiceError } from '../../../service/errors.ts';
import type { Passwords } from '../../../service/operation.ts';
import { passwordProblem } from '../../../domain/people/password-rules.ts';
import { PasswordHasher, QueueFullError } from './passwords.ts';

/** argon2id with its queue, as the operations want it. */
export function createPasswords(): Passwords {
  const hasher = new PasswordHasher();
  const queued = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof QueueFullError)
        throw new ServiceError('TooManyRequestsException', error.message, { retryAfter: 3 });
      throw error;
    }
  };
  return {
    hash: (password) => queued(() => hasher.hashPassword(password)),
    verify: (password, hash) => queued(() => hasher.verifyPassword(password, hash)),
    refuse: (password, name) => passwordProblem(password, name) ?? null,
  };
}
