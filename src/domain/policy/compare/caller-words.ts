/** Callers in words: those of the desk by name, the classes of all others by what the policies say of them. */
import type { PolicyWorld } from '../world.ts';
import { wildcard } from '../wildcard.ts';
import { BudgetSpent, type Meter } from './budget.ts';
import type { Callers, Who } from './callers.ts';
import type { CallerClass } from './comparison.ts';
import { globWords, listed } from './phrases.ts';

type Kind = 'user' | 'role';

interface Region {
  readonly words: string;
  readonly has: (who: Who) => boolean;
  /** Nobody of another account is in it; null: it is not known. */
  readonly account: string | null;
}

/** Regions with those of all callers that are in them, in their order. */
type Members = ReadonlyMap<Region, readonly Who[]>;

function membersOf(regions: readonly Region[], all: readonly Who[]): Members {
  const byAccount = Map.groupBy(all, ({ caller }) => caller.accountId);
  return new Map(
    regions.map((region) => {
      const near = region.account === null ? all : (byAccount.get(region.account) ?? []);
      return [region, near.filter(region.has)];
    }),
  );
}

const KINDS: readonly (Kind | null)[] = [null, 'user', 'role'];
const ARN = /^arn:aws:iam::([0-9]{12}|\*):(user|role|\*)\/(.+)$/s;

const inAccount = (account: string, world: PolicyWorld): string =>
  account === world.accountId ? 'of this account' : `of ${account}`;

/** The sets of callers that have a plain name, the plainest first. */
function regionsOf({ accounts, patterns }: Callers, world: PolicyWorld): readonly Region[] {
  const regions: Region[] = [
    { words: 'anyone', has: () => true, account: null },
    { words: 'any user or role', has: ({ caller }) => caller.kind !== 'root', account: null },
    { words: 'root of any account', has: ({ caller }) => caller.kind === 'root', account: null },
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
        account,
        has: ({ caller }) =>
          (account === null || caller.accountId === account) && (kind === null || caller.kind === kind),
      });
      if (kind === null)
        regions.push({
          words: `any user or role${where}`,
          account,
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
      regions.push({ words: `any principal whose ARN ${globWords(pattern)}`, has, account: null });
    else {
      const who = `any ${kind === '*' ? 'user or role' : kind}${account === '*' ? '' : ` ${inAccount(account, world)}`}`;
      regions.push({
        words: /^\*+$/.test(name) ? who : `${who} that ${globWords(name)}`,
        has,
        account: null,
      });
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

const affords = (work: Meter, looks: number): boolean => {
  try {
    work.spend(looks);
    return true;
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
    return false;
  }
};

/** All of `chosen`, out of all callers there are. `by`: of those, only whom an identity policy of tomorrow or an unknown grant allows. */
export function callerClasses(
  chosen: ReadonlySet<Who>,
  given: Callers,
  world: PolicyWorld,
  by: Unknown | null,
  work: Meter,
): readonly CallerClass[] {
  const isOpen = by === 'policy';
  const such = by === null ? '' : SUCH[by];
  const callers = isOpen ? { ...given, all: given.all.filter(({ entry }) => entry === null) } : given;
  const out: CallerClass[] = [];
  const left = new Set(chosen);
  const members = membersOf(regionsOf(callers, world), callers.all);
  const looks = [...members.values()].reduce((sum, { length }) => sum + length + 1, 0);
  const open = (): boolean => [...left].some(({ single }) => !single);
  while (open()) {
    if (!affords(work, looks)) break;
    const best = bestRegion(members, left, chosen, world);
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
  regions: Members,
  left: ReadonlySet<Who>,
  chosen: ReadonlySet<Who>,
  world: PolicyWorld,
): { readonly region: Region; readonly words: string } | null {
  let best: { readonly region: Region; readonly words: string; readonly score: number } | null = null;
  for (const [region, members] of regions) {
    const covered = members.filter((who) => left.has(who));
    if (!covered.some(({ single }) => !single)) continue;
    const except = members.filter((who) => !chosen.has(who));
    const isOfKind = /^any (?:user|role)(?! or)/.test(region.words);
    const words = exceptionWords(except, isOfKind, regions, world);
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
  regions: Members,
  world: PolicyWorld,
): readonly string[] | null {
  const words: string[] = [];
  let left = except;
  while (left.some(({ single }) => !single)) {
    const inside = new Set(except);
    const found = [...regions].find(
      ([{ has }, members]) =>
        left.some((who) => !who.single && has(who)) && members.every((who) => inside.has(who)),
    );
    if (found === undefined) return null;
    const [region] = found;
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
