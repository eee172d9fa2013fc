import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { KeySummary, PrincipalSummary } from '../query/contract.ts';
import { query, usePrefetched } from '../query/query.ts';
import { ComboBox } from '../ui/combo-box.tsx';
import { useSettled } from '../ui/use-settled.ts';
import {
  keyOf,
  keyOptions,
  principalOf,
  principalOptions,
  showsKey,
  showsPrincipal,
} from './choice-rules.ts';

const SETTLE_MS = 200;
/** More is not read in a list of choices: a longer word finds less. */
const MOST = 50;
/** As long a text as the desk searches for. */
const MOST_TEXT = 256;

interface Chosen {
  /** Without it, what a filter says that does not filter. */
  readonly placeholder?: string;
  readonly chosen: string | null;
  readonly onChange: (value: string | null) => void;
}

/** One key. Searched for on the desk as one types, as there may be more of them than a page holds; one that is destroyed by its id or ARN. */
export function ChooseKey({
  keys,
  chosen,
  placeholder = 'Any key',
  onChange,
}: Chosen & { readonly keys: readonly KeySummary[] }) {
  const [typed, setTyped] = useState('');
  const chosenLabel = keyOptions(keys, keys, [chosen]).find(({ value }) => value === chosen)?.label;
  // What was chosen stands in the box, too.
  const wanted = typed === chosenLabel ? '' : typed.trim().slice(0, MOST_TEXT);
  const asked = useSettled(wanted, SETTLE_MS);
  const search = useQuery({
    ...query('SearchKeys', { Text: asked, Limit: MOST }),
    enabled: asked !== '',
  });
  const found = asked === '' || asked !== wanted ? undefined : search.data?.Keys;
  return (
    <ComboBox
      label="Key"
      labelled
      placeholder={placeholder}
      value={chosen}
      options={keyOptions(found ?? keys, keys, [chosen, keyOf(typed)])}
      onTyped={setTyped}
      shows={showsKey(found === undefined ? '' : asked, chosenLabel)}
      onChange={onChange}
    />
  );
}

/** Whoever acted: people and services of the desk, the account, the scheduler, and by their ARN those who have gone. */
export function ChoosePrincipal({
  principals,
  chosen,
  placeholder = 'Anybody',
  onChange,
}: Chosen & { readonly principals: readonly PrincipalSummary[] }) {
  const [typed, setTyped] = useState('');
  const { AccountId } = usePrefetched('DescribeDesk', {});
  const arns = principals.map(({ Arn }) => Arn);
  return (
    <ComboBox
      label="Principal"
      labelled
      placeholder={placeholder}
      value={chosen}
      options={principalOptions(arns, AccountId, [chosen, principalOf(typed)])}
      onTyped={setTyped}
      shows={showsPrincipal}
      onChange={onChange}
    />
  );
}
