import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { allowedActions } from '../../query/can.ts';
import { query } from '../../query/query.ts';
import { stopsFor, type Stop } from './stops.ts';

/** What a tour needs to know does not change while it runs. */
const FRESH_MS = 10 * 60_000;

/** The stops that the person who is signed in can see; null until the desk has said what they may. */
export function useStops(): readonly Stop[] | null {
  const allowed = useQuery({ ...allowedActions(), staleTime: FRESH_MS });
  const actions = allowed.data?.Actions;
  const mayList = actions?.find(({ Action }) => Action === 'keydesk:SearchKeys')?.Allowed === true;
  const keys = useQuery({
    ...query('SearchKeys', { States: ['Enabled'], Limit: 1 }),
    enabled: mayList,
    staleTime: FRESH_MS,
  });
  const key = keys.data?.Keys[0]?.KeyId;
  const onKey = useQuery({ ...allowedActions(key), enabled: key !== undefined, staleTime: FRESH_MS });
  const mayReadPolicy = onKey.data?.Actions.find(({ Action }) => Action === 'kms:GetKeyPolicy')?.Allowed;

  const waiting = allowed.isPending || (mayList && keys.isPending) || (key !== undefined && onKey.isPending);
  return useMemo(() => {
    if (waiting) return null;
    const may = (action: string): boolean =>
      actions?.find(({ Action }) => Action === action)?.Allowed ?? true;
    return stopsFor({ may, keyId: mayReadPolicy === true && key !== undefined ? key : null });
  }, [waiting, actions, key, mayReadPolicy]);
}
