import { isStateful, STATE_SENTENCE, stateAnswer } from '../domain/keys/key-state.ts';
import type { KeyEntity } from '../domain/state/entities.ts';
import { ServiceError } from './errors.ts';
import type { Desk } from './operation.ts';
import { arnOfKey } from './resolve.ts';

/** Whether usage and state of a key allow the operation. Throws AWS KMS's refusal. */
export function requireUsable(desk: Desk, name: string, usage: string | undefined, key: KeyEntity): void {
  const arn = arnOfKey(desk, key.id);
  if (usage !== undefined && key.usage !== usage) {
    throw new ServiceError(
      'InvalidKeyUsageException',
      `${arn} key usage is ${key.usage} which is not valid for ${name}.`,
    );
  }
  if (!isStateful(name)) return;
  const answer = stateAnswer(name, key.state);
  if (answer === 'yes') return;
  throw new ServiceError(
    answer === 'disabled' ? 'DisabledException' : 'KMSInvalidStateException',
    `${arn} ${STATE_SENTENCE[answer]}`,
  );
}
