import type { Change, PrincipalEntity } from '../../../domain/state/entities.ts';
import { wouldBeAllowed } from '../../is-allowed.ts';
import type { Context } from '../../operation.ts';
import { principalOf } from '../../principals.ts';
import { closedSandbox } from './close-sandbox.ts';

const PRACTISE = { action: 'keydesk:OpenDeskSandbox', key: null, resource: '*' } as const;

const may = (context: Context<unknown>, entity: PrincipalEntity): boolean =>
  wouldBeAllowed(context, principalOf(context.desk.meta.accountId, entity), PRACTISE);

/**
 * Changes that close the practice keys of somebody who may practise no more once their policies or tags are others: the keys' own
 * policies let the person in, so they would outlive the permission.
 */
export const endedPractice = (
  context: Context<unknown>,
  before: PrincipalEntity,
  then: Context<unknown>,
  after: PrincipalEntity,
): readonly Change[] => (may(then, after) || !may(context, before) ? [] : closedSandbox(context, after.id));
