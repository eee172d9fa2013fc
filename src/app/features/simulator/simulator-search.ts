/** The simulator's address: everything that is asked stands in it, contexts and other values in its fragment. Pure. */
import { ACTIONS } from '../../../domain/policy/actions.ts';
import { paths } from '../../paths.ts';
import type { Input } from '../../query/contract.ts';
import { pairsOf, pairsText } from '../../query/simulator-link.ts';

export type Pairs = readonly (readonly [string, string])[];

export interface Simulated {
  readonly who: string | null;
  readonly session: string | null;
  readonly action: string | null;
  readonly key: string | null;
  readonly context: Pairs;
  readonly given: Pairs;
  /** By the edit that stands in this tab, where there is one. */
  readonly edited: boolean;
}

const BY_NAME = new Map(ACTIONS.map((row) => [row.name.toLowerCase(), row]));
const textOf = (search: URLSearchParams, name: string): string | null => {
  const text = (search.get(name) ?? '').trim();
  return text === '' ? null : text.slice(0, 2048);
};

/** `search` and `hash` as a location has them. */
export function parseSimulated(from: { readonly search: string; readonly hash: string }): Simulated {
  const search = new URLSearchParams(from.search);
  const fragment = new URLSearchParams(from.hash.slice(1));
  const action = textOf(search, 'action');
  return {
    who: textOf(search, 'who'),
    session: textOf(search, 'session'),
    action: action === null ? null : (BY_NAME.get(action.toLowerCase())?.name ?? action),
    key: textOf(search, 'key'),
    context: pairsOf(fragment.get('context')),
    given: pairsOf(fragment.get('given')),
    edited: search.get('policy') === 'edited',
  };
}

export const simulatedPath = ({ who, session, action, key, context, given, edited }: Simulated): string =>
  paths.simulator({
    who: who ?? undefined,
    session: session ?? undefined,
    action: action ?? undefined,
    key: key ?? undefined,
    context: pairsText(context),
    given: pairsText(given),
    policy: edited ? 'edited' : undefined,
  });

/** Whether the action is on a key: then one must be chosen. */
export const needsKey = (action: string | null): boolean =>
  BY_NAME.get(action?.toLowerCase() ?? '')?.on.includes('key') === true;

/** What is still to be chosen, in words; null when it can be asked. */
export function missing({ who, action, key }: Simulated): string | null {
  if (who === null) return 'Choose who asks';
  if (action === null) return 'Choose what they ask for';
  return needsKey(action) && key === null ? 'Choose a key: the action is on one' : null;
}

/** Values of one key, in the order of the pairs: a key that is named twice has both. */
function valuesOf(given: Pairs): Input<'SimulateAccess'>['ConditionValues'] {
  const values = new Map<string, string[]>();
  for (const [name, value] of given) {
    const key = name.trim();
    if (key === '') continue;
    const of = values.get(key);
    if (of === undefined) values.set(key, [value]);
    else of.push(value);
  }
  return [...values].map(([Key, Values]) => ({ Key, Values }));
}

/** What the desk is asked; null while something is missing. */
export function simulateInput(
  asked: Simulated,
  edited: string | null = null,
): Input<'SimulateAccess'> | null {
  const { who, session, action, key, context, given } = asked;
  if (missing(asked) !== null || who === null || action === null) return null;
  const pairs = context.filter(([name]) => name !== '');
  return {
    PrincipalArn: who,
    ...(session === null ? {} : { SessionArn: session }),
    Action: action,
    ...(key === null || !needsKey(action) ? {} : { KeyId: key }),
    ...(edited === null ? {} : { Policy: edited }),
    ...(pairs.length === 0 ? {} : { EncryptionContext: new Map(pairs) }),
    ConditionValues: valuesOf(given) ?? [],
    WithOthers: true,
  };
}
