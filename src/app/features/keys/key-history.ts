import type { Output } from '../../query/contract.ts';
import type { IconName } from '../../ui/icon.tsx';
import type { Mark } from '../../ui/use-strip-layout.ts';
import { shortAlias } from '../../ui/shorten.ts';

export type History = Output<'DescribeKeyHistory'>;
export type Change = History['Changes'][number];

const DAY_MS = 86_400_000;
const number = new Intl.NumberFormat('en');

/** What kind of change it is, before its words in the list. */
export const KIND_ICONS: Readonly<Record<Change['Kind'], IconName>> = {
  policy: 'shield',
  rotation: 'rotation',
  state: 'key',
  names: 'tag',
};

const parameter = (change: Change, name: string): string | undefined =>
  change.Parameters.find(([each]) => each === name)?.[1];

/** `env = prod, team = payments`; names alone for tags that were taken away. */
function tagWords(change: Change): string {
  const set = change.Parameters.flatMap(([name, value]) =>
    name.startsWith('Tag ') ? [`${name.slice(4)} = ${value}`] : name === 'TagKey' ? [value] : [],
  );
  const most = 3;
  return set.length <= most
    ? set.join(', ')
    : `${set.slice(0, most).join(', ')} and ${set.length - most} more`;
}

/** A change as a title: "Rotated to version 7", "Alias billing-prod added". */
export function changeTitle(change: Change): string {
  const alias = shortAlias(parameter(change, 'AliasName') ?? '');
  const days = parameter(change, 'RotationPeriodInDays');
  switch (change.Operation) {
    case 'CreateKey':
      return 'Created';
    case 'PutKeyPolicy':
      return 'Policy saved';
    case 'EnableKeyRotation':
      return days === undefined
        ? 'Rotation switched on'
        : `Rotates every ${number.format(Number(days))} days`;
    case 'DisableKeyRotation':
      return 'Rotation switched off';
    case 'RotateKeyOnDemand':
    case 'RotateKey':
      return change.KeyVersion === undefined ? 'Rotated' : `Rotated to version ${change.KeyVersion}`;
    case 'CorrectRotationSchedule':
      return 'Next rotation brought forward';
    case 'EnableKey':
      return 'Enabled';
    case 'DisableKey':
      return 'Disabled';
    case 'ScheduleKeyDeletion':
      return 'Deletion scheduled';
    case 'CancelKeyDeletion':
      return 'Deletion cancelled';
    case 'CreateAlias':
      return `Alias ${alias} added`;
    case 'UpdateAlias':
      return `Alias ${alias} moved`;
    case 'DeleteAlias':
      return `Alias ${alias} deleted`;
    case 'TagResource':
      return `Tagged ${tagWords(change)}`;
    case 'UntagResource':
      return `Tag ${tagWords(change)} removed`;
    case 'UpdateKeyDescription':
      return 'Description changed';
    default:
      return change.Operation;
  }
}

export const marksOf = (changes: readonly Change[]): readonly Mark[] =>
  changes.map((change) => ({
    id: String(change.Sequence),
    words: changeTitle(change),
    day: Math.floor(change.Time.getTime() / DAY_MS),
  }));

const list = new Intl.ListFormat('en', { type: 'conjunction' });
const counted = (count: number, one: string, many: string): string =>
  `${number.format(count)} ${count === 1 ? one : many}`;

const KINDS: readonly (readonly [Change['Kind'], string, string])[] = [
  ['policy', 'policy change', 'policy changes'],
  ['rotation', 'rotation change', 'rotation changes'],
  ['state', 'change of state', 'changes of state'],
  ['names', 'change of aliases, tags or description', 'changes of aliases, tags or description'],
];

/** The strip in one sentence, which says everything that the picture does. */
export function historySentence({ Daily, Changes, Truncated }: History, range: string): string {
  const allowed = Daily.reduce((sum, day) => sum + day.Allowed, 0);
  const refused = Daily.reduce((sum, day) => sum + day.Refused, 0);
  const used = Daily.filter((day) => day.Allowed > 0).length;
  const asked = allowed + refused === 1 ? 'once' : `${number.format(allowed + refused)} times`;
  const use =
    allowed + refused === 0
      ? `Nobody asked for it in ${range}.`
      : `In ${range} it was asked ${asked}: ${number.format(allowed)} allowed${used === 0 ? '' : `, on ${counted(used, 'day', 'days')}`}; ${number.format(refused)} refused.`;
  const kinds = KINDS.flatMap(([kind, one, many]) => {
    const count = Changes.filter(({ Kind }) => Kind === kind).length;
    return count === 0 ? [] : [counted(count, one, many)];
  });
  const changes =
    kinds.length === 0 ? 'Nothing was changed.' : `${Truncated ? 'At least ' : ''}${list.format(kinds)}.`;
  return `${use} ${changes}`;
}
