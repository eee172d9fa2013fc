/** Parameters of an event as a person reads them. What an operation was called with is shown as it came; the desk's own events in words. */
type Pairs = readonly (readonly [string, string])[];

const number = new Intl.NumberFormat('en');

/** Of `BeginLogEpoch`, in the order in which it is read. */
const EPOCH_WORDS: readonly (readonly [string, string])[] = [
  ['BackupTime', 'Backup of'],
  ['FromSize', 'Events that came from it'],
  ['FromOrigin', 'Goes on from the log'],
  ['FromRoot', 'At the root'],
  ['EncryptionsJump', 'Encryptions charged to each key version'],
  ['Epoch', 'Epoch'],
  ['Restore', 'Restore id'],
];
const COUNTS: ReadonlySet<string> = new Set(['FromSize', 'EncryptionsJump']);

/** Null for an event whose parameters are shown as they came. */
export function parameterWords(operation: string, via: string, pairs: Pairs): Pairs | null {
  // Nobody but the desk begins an epoch: what somebody calls so is theirs.
  if (operation !== 'BeginLogEpoch' || via !== 'desk') return null;
  const given = new Map(pairs);
  const known = EPOCH_WORDS.flatMap(([name, words]) => {
    const value = given.get(name);
    given.delete(name);
    if (value === undefined) return [];
    return [[words, COUNTS.has(name) ? number.format(Number(value)) : value] as const];
  });
  return [...known, ...given];
}
