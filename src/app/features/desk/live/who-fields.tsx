/** Whose visits: by key and by principal. */
import { recognise } from '../../../../domain/find/recognise.ts';
import type { KeySummary, PrincipalSummary } from '../../../query/contract.ts';
import { ComboBox } from '../../../ui/combo-box.tsx';
import type { Option } from '../../../ui/field.tsx';
import { shortAlias, shortArn, shortId } from '../../../ui/shorten.ts';

/** What is chosen is among the options whether the desk knows it or not: the log of what is gone stays. */
function withChosen(options: readonly Option[], chosen: string | null, label: (value: string) => string) {
  return chosen === null || options.some(({ value }) => value === chosen)
    ? options
    : [{ value: chosen, label: label(chosen) }, ...options];
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
  const named = keys.map(({ KeyId, Aliases: [alias] }) => ({
    value: KeyId,
    label: alias === undefined ? shortId(KeyId) : shortAlias(alias),
  }));
  const arns = principals.map(({ Arn }) => ({ value: Arn, label: shortArn(Arn) }));
  return (
    <>
      <ComboBox
        label="Key"
        labelled
        placeholder="Any key"
        value={chosenKey}
        options={withChosen(named, chosenKey, (id) => shortId(id))}
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
