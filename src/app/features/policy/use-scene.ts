import { useMemo } from 'react';
import { BUILT_IN_POLICIES } from '../../../domain/policy/built-in-policies.ts';
import type { PolicyWorld } from '../../../domain/policy/world.ts';
import type { KeyOverview, PrincipalSummary } from '../../query/contract.ts';
import { usePrefetched } from '../../query/query.ts';
import type { Scene } from './judge/protocol.ts';

const textOf = (name: string): string | undefined =>
  BUILT_IN_POLICIES.find((policy) => policy.name === name)?.text;

/** What a policy is judged against, of what the console has read. What it has not is null: nobody guesses. */
export function worldOf(
  key: KeyOverview['Key'],
  principals: readonly PrincipalSummary[],
  desk: { readonly AccountId: string; readonly Region: string },
  me: string,
  now: number,
): PolicyWorld {
  return {
    accountId: desk.AccountId,
    region: desk.Region,
    key: {
      id: key.KeyId,
      arn: key.Arn,
      spec: key.KeySpec,
      usage: key.KeyUsage,
      origin: key.Origin,
      tags: key.Tags.map(({ TagKey, TagValue }) => [TagKey, TagValue] as const),
      aliases: key.Aliases,
      createdAt: new Date(key.CreationDate).getTime(),
    },
    principals: principals.map(({ Arn, PrincipalId, Kind, Name, Policies }) => ({
      arn: Arn,
      id: PrincipalId,
      kind: Kind,
      name: Name,
      tags: [],
      policies: Policies.flatMap((name) => {
        const text = textOf(name);
        return text === undefined ? [] : [{ name, text }];
      }),
      active: true,
      lastSeen: null,
    })),
    grants: null,
    usage: null,
    now,
    me,
  };
}

/** The scene of the key's editor; it changes when what it is made of was read anew. */
export function useScene(key: KeyOverview['Key'], saved: string): Scene {
  const { Principals } = usePrefetched('ListPrincipals', {});
  const me = usePrefetched('GetSession', {}).Principal.Arn;
  const desk = usePrefetched('DescribeDesk', {});
  return useMemo(
    () => ({ saved, world: worldOf(key, Principals, desk, me, Date.now()) }),
    [key, saved, Principals, desk, me],
  );
}
