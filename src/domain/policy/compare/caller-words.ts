/** Callers in words: those of the desk by name, the classes of all others by what the policies say of them. */
import type { PolicyWorld } from '../world.ts';
import { wildcard } from '../wildcard.ts';
import type { Callers, Who } from './callers.ts';
import type { CallerClass } from './comparison.ts';
import { globWords, listed } from './phrases.ts';

type Kind = 'user' | 'role';

interface Region {
  readonly words: string;
  readonly has: (who: Who) => boolean;
}

const KINDS: readonly (Kind | null)[] = [null, 'user', 'role'];
const ARN = /^arn:aws:iam::([0-9]{12}|\*):(user|role|\*)\/(.+)$/s;

const inAccount = (account: string, world: PolicyWorld): string =>
  account === world.accountId ? 'of this account' : `of ${account}`;

/** The sets of callers that have a plain name, the plainest first. */
function regionsOf({ accounts, patterns }: Callers, world: PolicyWorld): readonly Region[] {
  const regions: Region[] = [
    { words: 'anyone', has: () => true },
    { words: 'any user or role', has: ({ caller }) => caller.kind !== 'root' },
    { words: 'root of any account', has: ({ caller }) => caller.kind === 'root' },
  ];
  for (const account of [null, ...accounts]) {
    for (const kind of KINDS) {
      if (account === null && kind === null) continue;
      const where = account === null ? '' : ` ${inAccount(account, world)}`;
      regions.push({
        words:
          kind === null
            ? `anyone ${inAccount(account ?? '', world).replace('of ', 'in ')}`
            : `any ${kind}${where}`,
        has: ({ caller }) =>
          (account === null || caller.accountId === account) && (kind === null || caller.kind === kind),
      });
      if (kind === null)
        regions.push({
          words: `any user or role${where}`,
          has: ({ caller }) => caller.accountId === account && caller.kind !== 'root',
        });
    }
  }
  for (const pattern of patterns) {
    if (!/[*?]/.test(pattern)) continue;
    const [, account, kind, name] = ARN.exec(pattern) ?? [];
    const matches = wildcard(pattern);
    const has = ({ caller }: Who): boolean => matches(caller.arn);
    if (account === undefined || name === undefined || kind === undefined)
      regions.push({ words: `any principal whose ARN ${globWords(pattern)}`, has });
    else {
      const who = `any ${kind === '*' ? 'user or role' : kind}${account === '*' ? '' : ` ${inAccount(account, world)}`}`;
      regions.push({ words: /^\*+$/.test(name) ? who : `${who} that ${globWords(name)}`, has });
    }
  }
  return regions;
}

/** `role/billing`; of another account the whole ARN. */
export function callerName({ caller }: Who, world: PolicyWorld): string {
  const { arn, accountId, kind, sessionArn } = caller;
  const isOwn = accountId === world.accountId;
  if (kind === 'root') return isOwn ? 'root of this account' : `root of ${accountId}`;
  const name = isOwn ? arn.slice(arn.indexOf(`:${kind}/`) + 1) : arn;
  return sessionArn === undefined
    ? name
    : `session ${sessionArn.slice(sessionArn.lastIndexOf('/') + 1)} of ${name}`;
}

const alone = (who: Who, world: PolicyWorld): CallerClass => ({
  words: callerName(who, world),
  arn: who.caller.sessionArn ?? who.caller.arn,
  existing: who.entry === null ? [] : [who.caller.arn],
  open: who.entry === null && !(who.caller.kind === 'root' && who.caller.accountId === world.accountId),
});

/** More exceptions than this make no name. */
const MOST_EXCEPTIONS = 8;

/** Of a class that the directory has members of, which are told apart. */
const other = (words: string): string =>
  words.replace(/^any(?= )/, 'any other').replace(/^anyone/, 'anyone else');

/** What nobody knows: what identity policies will be, what grants there are. */
export type Unknown = 'policy' | 'grant';
const SUCH: Readonly<Record<Unknown, string>> = {
  policy: ' to whom an identity policy gives it',
  grant: ', if a grant gives it',
};

/** All of `chosen`, out of all callers there are. `by`: of those, only whom an identity policy of tomorrow or an unknown grant allows. */
export function callerClasses(
  chosen: ReadonlySet<Who>,
  given: Callers,
  world: PolicyWorld,
  by: Unknown | null,
): readonly CallerClass[] {
  const isOpen = by === 'policy';
  const such = by === null ? '' : SUCH[by];
  const callers = isOpen ? { ...given, all: given.all.filter(({ entry }) => entry === null) } : given;
  const out: CallerClass[] = [];
  const left = new Set(chosen);
  const regions = regionsOf(callers, world);
  const open = (): boolean => [...left].some(({ single }) => !single);
  while (open()) {
    const best = bestRegion(regions, left, chosen, callers, world);
    if (best === null) break;
    const inside = [...left].filter((who) => best.region.has(who) && isSaidWithRole(who, chosen));
    for (const who of inside) left.delete(who);
    out.push({
      words:
        (isOpen && given.all.some((who) => who.entry !== null && best.region.has(who))
          ? other(best.words)
          : best.words) + such,
      arn: null,
      existing: [...chosen]
        .filter((who) => who.entry !== null && best.region.has(who))
        .map(({ caller }) => caller.arn),
      open: true,
    });
  }
  for (const who of left)
    out.push(
      who.single
        ? {
            ...alone(who, world),
            ...(by === 'grant' ? { words: `${callerName(who, world)}${such}` } : {}),
          }
        : { words: `callers such as ${callerName(who, world)}${such}`, arn: null, existing: [], open: true },
    );
  return out;
}

/** A session is among a class only where its role is: if the role is an exception, it would be taken for one, too. */
const isSaidWithRole = ({ caller }: Who, chosen: ReadonlySet<Who>): boolean =>
  caller.sessionArn === undefined ||
  [...chosen].some((other) => other.caller.sessionArn === undefined && other.caller.arn === caller.arn);

function bestRegion(
  regions: readonly Region[],
  left: ReadonlySet<Who>,
  chosen: ReadonlySet<Who>,
  { all }: Callers,
  world: PolicyWorld,
): { readonly region: Region; readonly words: string } | null {
  let best: { readonly region: Region; readonly words: string; readonly score: number } | null = null;
  for (const region of regions) {
    const covered = [...left].filter(region.has);
    if (!covered.some(({ single }) => !single)) continue;
    const except = all.filter((who) => region.has(who) && !chosen.has(who));
    const isOfKind = /^any (?:user|role)(?! or)/.test(region.words);
    const words = exceptionWords(except, isOfKind, regions, all, world);
    if (words === null) continue;
    const score = covered.length - except.length / 2;
    if (best === null || score > best.score)
      best = {
        region,
        score,
        words: words.length === 0 ? region.words : `${region.words}, except ${listed(words, 'and')}`,
      };
  }
  return best;
}

/** Exceptions by name, or whole regions of them; null when they have no short name. */
function exceptionWords(
  except: readonly Who[],
  isOfKind: boolean,
  regions: readonly Region[],
  all: readonly Who[],
  world: PolicyWorld,
): readonly string[] | null {
  const words: string[] = [];
  let left = except;
  while (left.some(({ single }) => !single)) {
    const inside = new Set(except);
    const region = regions.find(
      ({ has }) =>
        left.some((who) => !who.single && has(who)) && all.every((who) => !has(who) || inside.has(who)),
    );
    if (region === undefined) return null;
    words.push(region.words);
    left = left.filter((who) => !region.has(who));
  }
  words.push(...left.map((who) => (isOfKind ? shortName(who, world) : callerName(who, world))));
  return words.length > MOST_EXCEPTIONS ? null : words;
}

const shortName = (who: Who, world: PolicyWorld): string =>
  who.caller.sessionArn === undefined
    ? who.caller.arn.slice(who.caller.arn.lastIndexOf('/') + 1)
    : callerName(who, world);
