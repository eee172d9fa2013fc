import * as z from 'zod';
import type { PrincipalEntity } from '../../../domain/state/entities.ts';
import type { State } from '../../../domain/state/state.ts';
import type { Desk } from '../../operation.ts';
import { lastSeenOf, principalOf, tagsOf } from '../../principals.ts';
import { tag, timestamp } from '../../schema.ts';

export const accessKeySummary = z.object({
  AccessKeyId: z.string(),
  Status: z.enum(['Active', 'Inactive']),
  CreationDate: timestamp,
  /** The last request that it signed, allowed or not, as far as the desk knows. */
  LastUsedDate: timestamp.optional(),
  LastUsedOperation: z.string().optional(),
  LastUsedSource: z.string().optional(),
  /** Without a last use: since when it is certain that there was none. Absent when that is all of its life. */
  TrackingStartDate: timestamp.optional(),
});

export const serviceSummary = z.object({
  PrincipalId: z.string(),
  Arn: z.string(),
  Name: z.string(),
  Policies: z.array(z.string()),
  Tags: z.array(tag),
  CreationDate: timestamp,
  LastUsedDate: timestamp.optional(),
  AccessKeys: z.array(accessKeySummary),
});

/** Oldest first. */
export const accessKeysOf = (state: State, principalId: string): z.output<typeof accessKeySummary>[] =>
  [...state.all('accessKey')]
    .filter((accessKey) => accessKey.principalId === principalId)
    .sort((a, b) => a.createdAt - b.createdAt)
    .map(({ id, status, createdAt }) => {
      const use = state.credentials.lastUse(id);
      const since = state.credentials.knownSince(id);
      return {
        AccessKeyId: id,
        Status: status,
        CreationDate: new Date(createdAt),
        ...(use !== null
          ? { LastUsedDate: new Date(use.time), LastUsedOperation: use.operation, LastUsedSource: use.source }
          : since > createdAt
            ? { TrackingStartDate: new Date(since) }
            : {}),
      };
    });

export function summaryOf(
  desk: Desk,
  state: State,
  service: PrincipalEntity,
): z.output<typeof serviceSummary> {
  const { arn } = principalOf(desk.meta.accountId, service).caller;
  const last = lastSeenOf(state, desk.meta.accountId, service);
  return {
    PrincipalId: service.id,
    Arn: arn,
    Name: service.name,
    Policies: [...service.policies],
    Tags: tagsOf(service),
    CreationDate: new Date(service.createdAt),
    ...(last === null ? {} : { LastUsedDate: new Date(last) }),
    AccessKeys: accessKeysOf(state, service.id),
  };
}
