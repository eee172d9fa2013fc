import { recognise } from '../../domain/find/recognise.ts';
import type { Option } from '../ui/field.tsx';
import { shortAlias, shortArn } from '../ui/shorten.ts';

/** The key that a text names by its form, whether there is one or not: the log of a destroyed key stays. */
export function keyOf(text: string): string | null {
  const named = recognise(text);
  return named?.form === 'uuid' || named?.form === 'key' ? named.id : null;
}

/** The principal that a text names by its form: what somebody did stays in the log after they have gone. */
export function principalOf(text: string): string | null {
  const named = recognise(text);
  return named?.form === 'principal' ? named.arn : null;
}

interface NamedKey {
  readonly KeyId: string;
  readonly Aliases: readonly string[];
}

/** Keys to choose from, under their first alias. Those that are `meant` (chosen, or typed by id) are always there, whether they exist or not. */
export function keyOptions(
  listed: readonly NamedKey[],
  named: readonly NamedKey[],
  meant: readonly (string | null)[],
): readonly Option[] {
  const more = new Set(meant).difference(new Set([null, ...listed.map(({ KeyId }) => KeyId)]));
  const keys = [...more].map(
    (id) => named.find(({ KeyId }) => KeyId === id) ?? { KeyId: id ?? '', Aliases: [] },
  );
  return [...keys, ...listed].map(({ KeyId, Aliases: [alias] }) => ({
    value: KeyId,
    label: alias === undefined ? KeyId : shortAlias(alias),
  }));
}

/** People and services of the desk, the account itself and the scheduler, which no list has; first those that are `meant` and have gone. */
export function principalOptions(
  arns: readonly string[],
  accountId: string,
  meant: readonly (string | null)[],
): readonly Option[] {
  const account = `arn:aws:iam::${accountId}`;
  const there = [...arns, `${account}:root`, `${account}:role/keydesk/scheduler`];
  const gone = meant.filter((arn) => arn !== null && !there.includes(arn));
  return [...new Set([...gone, ...there])].flatMap((arn) =>
    arn === null ? [] : [{ value: arn, label: shortArn(arn) }],
  );
}

const contains = (label: string, typed: string): boolean =>
  label.toLowerCase().includes(typed.trim().toLowerCase());

/**
 * Which keys the box shows. The desk also finds by id, description and tag, so what it found for `asked` is shown whatever its label; the
 * chosen one stands beside them only when it is meant, and until the answer is there, so do they.
 */
export const showsKey =
  (asked: string, chosenLabel: string | undefined) =>
  (label: string, typed: string): boolean =>
    contains(label, keyOf(typed) ?? typed) || (typed.trim() === asked && label !== chosenLabel);

/** Which principals the box shows: an ARN is its last part there. */
export const showsPrincipal = (label: string, typed: string): boolean => {
  const arn = principalOf(typed);
  return arn === null ? contains(label, typed) : label === shortArn(arn);
};
