/** Whose visits: by key and by principal. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { recognise } from '../../../../domain/find/recognise.ts';
import type { KeySummary, PrincipalSummary } from '../../../query/contract.ts';
import { query } from '../../../query/query.ts';
import { ComboBox } from '../../../ui/combo-box.tsx';
import type { Option } from '../../../ui/field.tsx';
import { shortAlias, shortArn, shortId } from '../../../ui/shorten.ts';
import { useSettled } from '../../../ui/use-settled.ts';

/** What is chosen is among the options whether the desk knows it or not: the log of what is gone stays. */
function withChosen(options: readonly Option[], chosen: string | null, label: (value: string) => string) {
  return chosen === null || options.some(({ value }) => value === chosen)
    ? options
    : [{ value: chosen, label: label(chosen) }, ...options];
}

const optionOf = ({ KeyId, Aliases: [alias] }: Pick<KeySummary, 'KeyId' | 'Aliases'>): Option => ({
  value: KeyId,
  label: alias === undefined ? shortId(KeyId) : shortAlias(alias),
});

const SETTLE_MS = 200;
/** As long a text as the desk searches for, and as many keys as a person reads. */
const MOST_TEXT = 256;
const MOST = 50;

/** What is typed is looked for on the desk: it may have more keys than a page holds. `chosen`: the label that stands in the box anyway. */
function useFoundKeys(chosen: string | undefined): {
  readonly found: readonly KeySummary[] | undefined;
  readonly onTyped: (text: string) => void;
} {
  const [typed, setTyped] = useState('');
  const wanted = typed === chosen ? '' : typed.trim().slice(0, MOST_TEXT);
  const asked = useSettled(wanted, SETTLE_MS);
  const { data } = useQuery({
    ...query('SearchKeys', { Text: asked, Limit: MOST }),
    enabled: asked !== '',
  });
  return { found: asked === '' ? undefined : data?.Keys, onTyped: setTyped };
}

interface Props {
  readonly keys: readonly KeySummary[];
  readonly principals: readonly PrincipalSummary[];
  readonly chosenKey: string | null;
  readonly principal: string | null;
  readonly onKey: (key: string | null) => void;
  readonly onPrincipal: (principal: string | null) => void;
}

export function WhoFields({ keys, principals, chosenKey, principal, onKey, onPrincipal }: Props) {
  const chosen = keys.find(({ KeyId }) => KeyId === chosenKey);
  const chosenLabel = chosen === undefined ? undefined : optionOf(chosen).label;
  const { found, onTyped } = useFoundKeys(chosenLabel);
  const named = (found ?? keys).map(optionOf);
  const arns = principals.map(({ Arn }) => ({ value: Arn, label: shortArn(Arn) }));
  return (
    <>
      <ComboBox
        label="Key"
        labelled
        placeholder="Any key"
        value={chosenKey}
        options={withChosen(named, chosenKey, (id) => chosenLabel ?? shortId(id))}
        onTyped={onTyped}
        onChange={onKey}
      />
      <ComboBox
        label="Principal"
        labelled
        placeholder="Anybody"
        value={principal}
        options={withChosen(arns, principal, shortArn)}
        onChange={onPrincipal}
      />
    </>
  );
}

/** A key as the address may name it: by its id or its ARN. */
export function keyIdOf(text: string | null): string | null {
  const named = text === null ? null : recognise(text);
  return named?.form === 'uuid' || named?.form === 'key' ? named.id : text;
}
