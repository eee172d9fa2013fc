/** What the facts say on things, as pure functions. */
import type { Halo, SceneFacts, Vocabulary, Words } from './picture.ts';
import { middleCut } from './writing.ts';

/** A word in the vocabulary asked for. */
export const inWords = (words: Words, vocabulary: Vocabulary): string =>
  typeof words === 'string' ? words : words[vocabulary === 'hotel' ? 0 : 1];

/** Whether each record has a data key of its own, in an envelope. One key in code or environment encrypts all of them itself. */
export const hasEnvelopes = ({ place }: Pick<SceneFacts, 'place'>): boolean =>
  place === 'kms' || place === 'hsm';

/** The facts of the key that the step is about. Of another than the walk's own only the version on the seal is known. */
export const ofItsKey = (facts: SceneFacts): SceneFacts =>
  facts.otherKey === undefined
    ? facts
    : { ...facts, keyName: facts.otherKey, versions: [facts.seal], older: 0, keyState: 'Enabled' };

/** The version that seals: the newest. */
export const newestOf = (facts: SceneFacts): number => facts.versions.at(-1) ?? 1;

/** The version that opens the first envelope. After it was sealed again, the one that had sealed it before. */
export function openingOf(facts: SceneFacts, sealsToo: boolean): number {
  const newest = newestOf(facts);
  return sealsToo && facts.seal === newest ? (facts.versions.at(-2) ?? newest) : facts.seal;
}

/** Versions that have the halo. */
export const haloed = (halo: readonly Halo[], facts: SceneFacts): readonly number[] =>
  halo.map((use) => (use === 'seals' ? newestOf(facts) : openingOf(facts, halo.includes('seals'))));

/** Fills in what only the facts know. */
export function filled(words: string, facts: SceneFacts): string {
  const values: Readonly<Record<string, string>> = {
    seal: String(facts.seal),
    old: String(openingOf(facts, true)),
    newest: String(newestOf(facts)),
    guest: middleCut(facts.guest),
    key: facts.keyName,
    count: String(facts.opened?.count ?? 0),
    of: String(facts.opened?.of ?? 0),
  };
  return words.replaceAll(/\{(\w+)\}/gu, (whole, name: string) => values[name] ?? whole);
}

const HOOKS = 3;

/** What hangs on the rail besides the root key: the newest three, or two and the one in use; `more`: how many others there are. */
export function hanging(
  versions: readonly number[],
  used: readonly number[],
  older = 0,
): { readonly shown: readonly number[]; readonly more: number } {
  const newest = versions.slice(-HOOKS);
  const missing = [...new Set(used)].filter(
    (version) => versions.includes(version) && !newest.includes(version),
  );
  const shown = [...missing, ...newest.slice(missing.length)];
  return { shown: shown.sort((a, b) => a - b), more: versions.length - shown.length + older };
}
