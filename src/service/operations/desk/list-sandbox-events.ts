import * as z from 'zod';
import type { EventPage } from '../../../domain/ports/store.ts';
import { effect, operation } from '../../operation.ts';
import { entryOf, logEntry } from '../audit/log-entry.ts';
import { sandboxIdsOf } from './sandbox.ts';

const MOST = 50;
const NONE: Pick<EventPage, 'leaves'> = { leaves: [] };

/**
 * What the caller did with their own practice keys, newest first: the log line of each step at the envelope desk, for who may not read
 * the log. Nobody else's events are in it. An event is there as soon as its request was answered.
 */
export const listSandboxEvents = operation.onSelf({
  name: 'ListSandboxEvents',
  class: 'read',
  input: z.object({
    /** Of this request only. */
    RequestId: z.string().min(1).max(64).optional(),
    /** 10 without it. */
    Limit: z.int().min(1).max(MOST).optional(),
  }),
  output: z.object({ Events: z.array(logEntry) }),
  errors: [],
  plan: ({ state, desk, call, input }) => {
    const keys = sandboxIdsOf(state, call.principal.id);
    return effect(
      ({ store }) =>
        keys.length === 0
          ? NONE
          : store.search({
              principals: [call.principal.caller.arn],
              // A request that was refused before its key was looked for (too large a payload) names none.
              ...(input.RequestId === undefined ? { keys } : { request: input.RequestId }),
              limit: input.Limit ?? 10,
              enough: 0,
            }),
      ({ leaves }) => ({
        output: {
          Events: leaves
            .map((leaf) => entryOf(desk.sha256, leaf))
            .filter((event) => 'Altered' in event || event.KeyId === undefined || keys.includes(event.KeyId)),
        },
      }),
    );
  },
});
