import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMayRead } from '../../../query/can.ts';
import type { Input } from '../../../query/contract.ts';
import { explain } from '../../../query/explain.ts';
import { query } from '../../../query/query.ts';
import { useSettled } from '../../../ui/use-settled.ts';
import type { IdentityComparison } from './gain-words.ts';

/** Between the last change and the question: it looks at every key. */
const PAUSE_MS = 400;

/** What a change that is not saved would do. */
export interface Foreseen {
  readonly comparison: IdentityComparison | null;
  readonly pending: boolean;
  /** Why it cannot be told. */
  readonly problem: string | null;
  /** Nothing more is coming: it is known, or will not be. */
  readonly isKnown: boolean;
}

/** `asked` null: nothing would change. */
export function useForeseen(asked: Input<'CompareIdentityPolicies'> | null): Foreseen {
  const mayGet = useMayRead('keydesk:GetIdentityPolicy');
  const mayList = useMayRead('keydesk:ListEffectiveAccess');
  const wanted = JSON.stringify(asked);
  const settled = useSettled(wanted, PAUSE_MS);
  const refused = mayGet === false || mayList === false;
  const known = mayGet !== undefined && mayList !== undefined;
  const { data, error, isFetching } = useQuery({
    ...query('CompareIdentityPolicies', JSON.parse(settled) ?? {}),
    enabled: asked !== null && settled !== 'null' && known && !refused,
    placeholderData: keepPreviousData,
  });
  if (asked === null) return { comparison: null, pending: false, problem: null, isKnown: true };
  if (refused)
    return {
      comparison: null,
      pending: false,
      problem: `What would change is not shown: none of your policies allows ${mayGet === false ? 'keydesk:GetIdentityPolicy' : 'keydesk:ListEffectiveAccess'}.`,
      isKnown: true,
    };
  const pending = isFetching || !known || settled !== wanted;
  return {
    comparison: data ?? null,
    pending,
    problem:
      error !== null && !pending ? explain('What would change could not be worked out', error).why : null,
    isKnown: !pending,
  };
}
