/** What somebody can do on no key: the other half of what it would mean to lose their credentials. Pure. */
import { ACTIONS, type AccessLevel } from '../../../domain/policy/actions.ts';
import type { Output } from '../../query/contract.ts';
import type { Decider } from './decider-words.ts';

type DeskAction = NonNullable<Output<'ListEffectiveAccess'>['DeskActions']>[number];

interface Level {
  readonly words: string;
  /** Without their namespace. */
  readonly actions: readonly string[];
}

export interface Power {
  readonly id: string;
  readonly deciders: readonly Decider[];
  /** What weighs most first. */
  readonly levels: readonly Level[];
}

/** Who may write policies and hand out credentials can do all else: that comes first. */
const LEVELS: readonly { readonly words: string; readonly of: readonly AccessLevel[] }[] = [
  { words: 'decide who may do what', of: ['Permissions management'] },
  { words: 'change', of: ['Write', 'Tagging'] },
  { words: 'read', of: ['Read', 'List'] },
];
const LEVEL_OF: ReadonlyMap<string, AccessLevel> = new Map(ACTIONS.map(({ name, level }) => [name, level]));

const weightOf = ({ levels }: Power): number => LEVELS.findIndex(({ words }) => words === levels[0]?.words);

/** Actions by the statements that allow them, in the order of what weighs most. */
export function powersOf(actions: readonly DeskAction[]): readonly Power[] {
  const groups = Map.groupBy(actions, ({ DecidedBy }) => JSON.stringify(DecidedBy));
  return [...groups]
    .map(([id, of]) => ({
      id,
      deciders: of[0]?.DecidedBy ?? [],
      levels: LEVELS.flatMap((level) => {
        const among = of.filter(({ Action }) => level.of.some((each) => each === LEVEL_OF.get(Action)));
        return among.length === 0
          ? []
          : [{ words: level.words, actions: among.map(({ Action }) => Action.replace(/^\w+:/, '')) }];
      }),
    }))
    .toSorted((a, b) => weightOf(a) - weightOf(b));
}
