import * as z from 'zod';
import { checkOf } from '../../../domain/posture/checks.ts';
import { acceptanceId } from '../../../domain/posture/acceptance.ts';
import { put } from '../../../domain/state/entities.ts';
import { ServiceError } from '../../errors.ts';
import { effect, operation } from '../../operation.ts';
import { postureOf } from '../../posture/posture.ts';
import { nothing, timestamp } from '../../schema.ts';

const DAY_MS = 86_400_000;
/** Nobody accepts anything for longer than a year: then it is looked at again. */
export const MOST_DAYS = 366;

/** Bears a finding until a date, with a reason. It leaves the failed ones, and comes back by itself when the date has passed. */
export const acceptFinding = operation.onAccount({
  name: 'AcceptFinding',
  class: 'management',
  input: z.object({
    Check: z.string().min(1).max(64),
    /** The object's id, as DescribePosture names it. */
    Object: z.string().min(1).max(256),
    Until: timestamp,
    Reason: z.string().min(1).max(500),
  }),
  output: nothing,
  errors: ['NotFoundException'],
  permissions: () => [{ action: 'keydesk:AcceptFinding', key: null, resource: '*' }],
  parameters: ({ Check, Object, Until }) => [
    ['Check', Check],
    ['Object', Object],
    ['Until', Until.toISOString()],
  ],
  plan: ({ state, desk, call, input }) => {
    const reason = input.Reason.trim();
    const until = input.Until.getTime();
    const now = desk.wallClock.now();
    if (reason === '') throw new ServiceError('ValidationException', 'Reason must say why it is accepted.');
    if (until <= now) throw new ServiceError('ValidationException', 'Until must be in the future.');
    if (until > now + MOST_DAYS * DAY_MS)
      throw new ServiceError('ValidationException', `Until must be within ${MOST_DAYS} days.`);
    if (checkOf(input.Check) === undefined)
      throw new ServiceError('NotFoundException', 'There is no such check.');
    return effect(
      ({ policies, keeper }) => postureOf({ state, desk, policies, keeper }),
      ({ results }) => {
        const result = results.find(({ check }) => check.code === input.Check);
        const found = [...(result?.findings ?? []), ...(result?.accepted ?? [])];
        if (!found.some(({ id }) => id === input.Object))
          throw new ServiceError('NotFoundException', 'The check does not find that object now.');
        const acceptance = {
          code: input.Check,
          object: input.Object,
          reason,
          until,
          acceptedAt: now,
          acceptedBy: call.principal.caller.arn,
        };
        return {
          output: {},
          changes: [put('acceptance', acceptanceId(input.Check, input.Object), acceptance)],
          event: { reason },
        };
      },
    );
  },
});
