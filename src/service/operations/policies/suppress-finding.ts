import * as z from 'zod';
import { isOf } from '../../../domain/policy/lint/suppression.ts';
import { MOST_SUPPRESSED_DAYS, suppressionId } from '../../../domain/policy/suppression-id.ts';
import { put } from '../../../domain/state/entities.ts';
import { DAY_MS } from '../../../domain/state/usage-view.ts';
import { ServiceError } from '../../errors.ts';
import { effect, operation } from '../../operation.ts';
import { policyWorldOf, sightOf } from '../../policy-world.ts';
import { arnOfKey, resolveKey } from '../../resolve.ts';
import { keyId, nothing, timestamp } from '../../schema.ts';

/**
 * Bears a finding of a key's policy until a date, with a reason. It comes back by itself when the date has passed. Judged by what the
 * caller may see, as LintKeyPolicy is: what is answered tells nothing of the rest.
 */
export const suppressFinding = operation.onKey({
  name: 'SuppressFinding',
  class: 'management',
  input: z.object({
    KeyId: keyId,
    /** Of the rule. */
    Code: z.string().min(1).max(64),
    /** Sid of the statement; without it, wherever in the policy the rule finds something. */
    Statement: z.string().min(1).max(1024).optional(),
    Reason: z.string().min(1).max(1000),
    Until: timestamp,
  }),
  output: nothing,
  errors: ['InvalidArnException', 'KMSInternalException', 'NotFoundException'],
  resolve: (context) =>
    resolveKey({ ...context, action: 'keydesk:SuppressFinding' }, context.input.KeyId, 'any'),
  actions: ['kms:GetKeyPolicy'],
  permissions: ({ desk, key }) => [
    { action: 'kms:GetKeyPolicy', key, resource: arnOfKey(desk, key.id) },
    { action: 'keydesk:SuppressFinding', key: null, resource: '*' },
  ],
  parameters: ({ Code, Statement, Until }) => [
    ['Code', Code],
    ...(Statement === undefined ? [] : [['Statement', Statement] as const]),
    ['Until', Until.toISOString()],
  ],
  plan: (context) => {
    const { state, desk, call, key, input } = context;
    const reason = input.Reason.trim();
    const until = input.Until.getTime();
    const now = desk.wallClock.now();
    if (reason === '') throw new ServiceError('ValidationException', 'Reason must say why it is suppressed.');
    if (until <= now) throw new ServiceError('ValidationException', 'Until must be in the future.');
    if (until > now + MOST_SUPPRESSED_DAYS * DAY_MS)
      throw new ServiceError('ValidationException', `Until must be within ${MOST_SUPPRESSED_DAYS} days.`);
    const statement = input.Statement ?? null;
    const saved = state.policy(key.id);
    if (saved === undefined) throw new ServiceError('NotFoundException', 'No such policy exists');
    return effect(
      async ({ store }) => ({
        world: await policyWorldOf(store, context, key, sightOf(context, key)),
        linter: await import('./lint-text.ts'),
      }),
      ({ world, linter: { RULES, lintText } }) => {
        if (!RULES.some(({ code }) => code === input.Code))
          throw new ServiceError('NotFoundException', 'The linter has no such rule.');
        const { findings, document } = lintText(saved.body.text, 'key', world, []);
        const statements = document?.statements ?? [];
        if (!findings.some((each) => isOf(each, statements, input.Code, statement)))
          throw new ServiceError(
            'NotFoundException',
            'The linter does not find that in the key’s policy now.',
          );
        return {
          output: {},
          changes: [
            put('suppression', suppressionId(key.id, input.Code, statement), {
              keyId: key.id,
              code: input.Code,
              statement,
              reason,
              until,
              by: call.principal.caller.arn,
              at: call.time,
            }),
          ],
          event: { reason },
        };
      },
    );
  },
});
