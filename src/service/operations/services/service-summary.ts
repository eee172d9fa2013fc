import * as z from 'zod';
import type { PrincipalEntity } from '../../../domain/state/entities.ts';
import type { State } from '../../../domain/state/state.ts';
import type { Desk } from '../../operation.ts';
import { principalOf } from '../../principals.ts';
import { timestamp } from '../../schema.ts';

export const accessKeySummary = z.object({
  AccessKeyId: z.string(),
  Status: z.enum(['Active', 'Inactive']),
  CreationDate: timestamp,
});

export const serviceSummary = z.object({
  PrincipalId: z.string(),
  Arn: z.string(),
  Name: z.string(),
  Policies: z.array(z.string()),
  CreationDate: timestamp,
  LastUsedDate: timestamp.optional(),
  AccessKeys: z.array(accessKeySummary),
});

export function summaryOf(
  desk: Desk,
  state: State,
  service: PrincipalEntity,
): z.output<typeof serviceSummary> {
  const { arn } = principalOf(desk.meta.accountId, service).caller;
  const last = state.usage.lastSeen(arn);
  return {
    PrincipalId: service.id,
    Arn: arn,
    Name: service.name,
    Policies: [...service.policies],
    CreationDate: new Date(service.createdAt),
    ...(last === null ? {} : { LastUsedDate: new Date(last) }),
    AccessKeys: [...state.all('accessKey')]
      .filter((accessKey) => accessKey.principalId === service.id)
      .sort((a, b) => a.createdAt - b.createdAt)
      .map((accessKey) => ({
        AccessKeyId: accessKey.id,
        Status: accessKey.status,
        CreationDate: new Date(accessKey.createdAt),
      })),
  };
}
