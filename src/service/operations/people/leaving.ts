/** What both ways of leaving have in common: a key that nobody else can change is not abandoned without being told to. */
import type { PrincipalEntity } from '../../../domain/state/entities.ts';
import { ServiceError } from '../../errors.ts';
import type { Context } from '../../operation.ts';
import { administeredAlone, keysNaming } from './keys-naming.ts';
import { principalOf } from '../../principals.ts';

type Leaving = Pick<Context<unknown>, 'state' | 'desk' | 'ports' | 'call'>;

/** Throws ValidationException when a key's policy could be changed by nobody any more, unless `abandon`. */
export function requireRehomed(context: Leaving, entity: PrincipalEntity, abandon: boolean): void {
  if (abandon) return;
  const { arn } = principalOf(context.desk.meta.accountId, entity).caller;
  const alone = [...administeredAlone(context, entity, keysNaming(context.state, arn))];
  const [first] = alone;
  if (first === undefined) return;
  const name = context.state.aliasesOf(first)[0]?.name ?? `key ${first}`;
  throw new ServiceError(
    'ValidationException',
    `Nobody but ${entity.name} can change the policy of ${name}${alone.length === 1 ? '' : ` and of ${alone.length - 1} more`}. Name somebody else in it first, or set AbandonKeys.`,
  );
}
