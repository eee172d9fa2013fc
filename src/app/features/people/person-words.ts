import { BUILT_IN_POLICIES } from '../../../domain/policy/built-in-policies.ts';
import type { PersonSummary } from '../../query/contract.ts';

/** A policy's title: "Key administrator"; its name where this console does not know it. */
export const policyTitle = (name: string): string =>
  BUILT_IN_POLICIES.find((policy) => policy.name === name)?.title ?? name;

const list = new Intl.ListFormat('en', { type: 'conjunction' });

/** Identity policies in a cell or a sentence. */
export const policiesText = (policies: readonly string[]): string =>
  policies.length === 0 ? 'none, key policies only' : list.format(policies.map(policyTitle));

const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdg\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\//, 'Firefox'],
  [/\b(?:Headless)?Chrome\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];
const MOST = 40;

/** "Chrome on Linux": what the browser says of itself, which anybody can make it say. Something else is shown as it came, cut. */
export function agentWords(agent: string): string {
  if (agent === '') return 'not told';
  const named = (table: typeof BROWSERS): string | undefined =>
    table.find(([pattern]) => pattern.test(agent))?.[1];
  const browser = named(BROWSERS);
  const system = named(SYSTEMS);
  if (browser !== undefined) return system === undefined ? browser : `${browser} on ${system}`;
  return agent.length <= MOST ? agent : `${agent.slice(0, MOST)}…`;
}

/** People whose state and text are wanted; the text is looked for in name and identity policies. */
export const matching = (
  people: readonly PersonSummary[],
  text: string,
  state: PersonSummary['State'] | null,
): readonly PersonSummary[] => {
  const wanted = text.trim().toLowerCase();
  return people.filter(
    (person) =>
      (state === null || person.State === state) &&
      (wanted === '' ||
        [person.Name, ...person.Policies, ...person.Policies.map(policyTitle)].some((each) =>
          each.toLowerCase().includes(wanted),
        )),
  );
};
