import * as z from 'zod';
import type { BuiltInPolicy } from '../../../domain/policy/built-in-policies.ts';
import type { IdentityPolicyEntity, PrincipalEntity } from '../../../domain/state/entities.ts';
import type { Stored } from '../../../domain/state/state.ts';
import { timestamp } from '../../schema.ts';

export const policySummary = z.object({
  /** What principals are given it by. */
  Name: z.string(),
  Description: z.string(),
  /** Part of this program: nobody changes it. */
  BuiltIn: z.boolean(),
  /** Counts up with every change. */
  PolicyVersion: z.int(),
  /** How many have it. */
  People: z.int(),
  Services: z.int(),
  CreationDate: timestamp.optional(),
  LastUpdatedDate: timestamp.optional(),
  /** ARN of who saved it last. */
  UpdatedBy: z.string().optional(),
});

type Summary = z.output<typeof policySummary>;

const countsOf = (holders: readonly PrincipalEntity[]): Pick<Summary, 'People' | 'Services'> => {
  const people = holders.filter(({ kind }) => kind === 'user').length;
  return { People: people, Services: holders.length - people };
};

export const builtInSummary = (policy: BuiltInPolicy, holders: readonly PrincipalEntity[]): Summary => ({
  Name: policy.name,
  Description: policy.description,
  BuiltIn: true,
  PolicyVersion: 1,
  ...countsOf(holders),
});

export const ownSummary = (
  { version, body }: Stored<IdentityPolicyEntity>,
  holders: readonly PrincipalEntity[],
): Summary => ({
  Name: body.name,
  Description: body.description,
  BuiltIn: false,
  PolicyVersion: version,
  ...countsOf(holders),
  CreationDate: new Date(body.createdAt),
  LastUpdatedDate: new Date(body.savedAt ?? body.createdAt),
  ...(body.savedBy === undefined ? {} : { UpdatedBy: body.savedBy }),
});
