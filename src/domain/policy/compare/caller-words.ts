/** Callers in words: those of the desk by name, the classes of all others by what the policies say of them. */
import type { PolicyWorld } from '../world.ts';
import { wildcard } from '../wildcard.ts';
import { BudgetSpent, type Meter } from '../meter.ts';
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

const KINDS: readonly (Kind | null)[] = [null, 'user', 'role'];
const ARN = /^arn:aws:iam::([0-9]{12}|\*):(user|role|\*)\/(.+)$/s;

const inAccount = (account: string, world: PolicyWorld): string =>
  account === world.accountId ? 'of this account' : `of ${account}`;

/** Looks of patterns at callers: what more patterns would say is said without them. */
const MOST_MATCHES = 200_000;

/** The sets of callers that have a plain name, the plainest first. */
function regionsOf({ all, accounts, patterns }: Callers, world: PolicyWorld): readonly Region[] {
  const mostPatterns = Math.floor(MOST_MATCHES / (1 + all.length));
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
  for (const pattern of patterns.filter((each) => /[*?]/.test(each)).slice(0, mostPatterns)) {
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

/** All regions by number, the plainest first, with who is in them. */
class Atlas {
  readonly regions: readonly Region[];
  readonly members: readonly (readonly Who[])[];
  /** The regions of each. */
  readonly of: ReadonlyMap<Who, readonly number[]>;

  constructor(callers: Callers, world: PolicyWorld) {
    const { all } = callers;
    const byAccount = Map.groupBy(all, ({ caller }) => caller.accountId);
    const of = new Map(all.map((who) => [who, [] as number[]]));
    this.regions = regionsOf(callers, world);
    this.members = this.regions.map(({ account, has }, number) => {
      const own = (account === null ? all : (byAccount.get(account) ?? [])).filter(has);
      for (const who of own) of.get(who)?.push(number);
      return own;
    });
    this.of = of;
  }
}

const atlases = new WeakMap<Callers, Map<boolean, Atlas>>();

/** Of all callers, or of those whom the directory does not know. */
function atlasOf(callers: Callers, world: PolicyWorld, isOpen: boolean): Atlas {
  let known = atlases.get(callers);
  if (known === undefined) atlases.set(callers, (known = new Map<boolean, Atlas>()));
  let atlas = known.get(isOpen);
  if (atlas === undefined) {
    const own = isOpen ? { ...callers, all: callers.all.filter(({ entry }) => entry === null) } : callers;
    known.set(isOpen, (atlas = new Atlas(own, world)));
  }
  return atlas;
}

/** What some callers come to in each region: looked at by caller, so that regions without any cost nothing. */
class Cover {
  readonly #atlas: Atlas;
  readonly #chosen: ReadonlySet<Who>;
  readonly #world: PolicyWorld;
  /** By region: how many are chosen, and of those that are still to be told how many there are, and are a class. */
  readonly #among = new Map<number, { readonly chosen: number; left: number; open: number }>();
  readonly #words = new Map<number, readonly string[] | null>();

  constructor(atlas: Atlas, chosen: ReadonlySet<Who>, world: PolicyWorld) {
    this.#atlas = atlas;
    this.#chosen = chosen;
    this.#world = world;
    const counts = new Map<number, readonly [all: number, open: number]>();
    for (const who of chosen)
      for (const number of atlas.of.get(who) ?? []) {
        const [all, open] = counts.get(number) ?? [0, 0];
        counts.set(number, [all + 1, open + (who.single ? 0 : 1)]);
      }
    for (const [number, [all, open]] of [...counts].toSorted(([a], [b]) => a - b))
      this.#among.set(number, { chosen: all, left: all, open });
  }

  /** Regions that are looked at for the best one. */
  get size(): number {
    return this.#among.size;
  }

  tell(who: Who): void {
    for (const number of this.#atlas.of.get(who) ?? []) {
      const among = this.#among.get(number);
      if (among === undefined) continue;
      among.left--;
      if (!who.single) among.open--;
    }
  }

  /** The region that tells most of what is left and has few exceptions. */
  best(): { readonly number: number; readonly words: string } | null {
    let best: { readonly number: number; readonly except: readonly string[]; readonly score: number } | null =
      null;
    for (const [number, { chosen, left, open }] of this.#among) {
      if (open === 0) continue;
      const score = left - (this.#size(number) - chosen) / 2;
      if (best !== null && score <= best.score) continue;
      const except = this.#exceptions(number);
      if (except !== null) best = { number, except, score };
    }
    if (best === null) return null;
    const { number, except } = best;
    const words = this.#atlas.regions[number]?.words ?? '';
    return { number, words: except.length === 0 ? words : `${words}, except ${listed(except, 'and')}` };
  }

  #size(number: number): number {
    return this.#atlas.members[number]?.length ?? 0;
  }

  #exceptions(number: number): readonly string[] | null {
    let words = this.#words.get(number);
    if (words === undefined) this.#words.set(number, (words = this.#exceptionWords(number)));
    return words;
  }

  /** Exceptions by name, or whole regions of them; null when they have no short name. */
  #exceptionWords(number: number): readonly string[] | null {
    const { regions, members, of } = this.#atlas;
    const except = (members[number] ?? []).filter((who) => !this.#chosen.has(who));
    const inside = new Set(except);
    const whole = new Set<number>();
    let left: readonly Who[] = except;
    for (let one = left.find(({ single }) => !single); one !== undefined;) {
      const found = of
        .get(one)
        ?.find(
          (other) =>
            !this.#among.has(other) &&
            this.#size(other) <= except.length &&
            members[other]?.every((who) => inside.has(who)) === true,
        );
      if (found === undefined || whole.size === MOST_EXCEPTIONS) return null;
      whole.add(found);
      left = left.filter((who) => regions[found]?.has(who) !== true);
      one = left.find(({ single }) => !single);
    }
    if (whole.size + left.length > MOST_EXCEPTIONS) return null;
    const isOfKind = /^any (?:user|role)(?! or)/.test(regions[number]?.words ?? '');
    return [
      ...[...whole].toSorted((a, b) => a - b).map((each) => regions[each]?.words ?? ''),
      ...left.map((who) => (isOfKind ? shortName(who, this.#world) : callerName(who, this.#world))),
    ];
  }
}

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
  callers: Callers,
  world: PolicyWorld,
  by: Unknown | null,
  work: Meter,
): readonly CallerClass[] {
  if (chosen.size === 0) return [];
  const such = by === null ? '' : SUCH[by];
  const left = new Set(chosen);
  const out: CallerClass[] = [...chosen].some(({ single }) => !single)
    ? regionsOfAll(chosen, left, atlasOf(callers, world, by === 'policy'), world, work).map(
        ({ number, words, existing }) => ({
          words: (by === 'policy' && hasEntries(number, callers, world) ? other(words) : words) + such,
          arn: null,
          existing,
          open: true,
        }),
      )
    : [];
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

/** Classes that have no single member to be named by, as regions; takes them, and all that are in the regions, off `left`. */
function regionsOfAll(
  chosen: ReadonlySet<Who>,
  left: Set<Who>,
  atlas: Atlas,
  world: PolicyWorld,
  work: Meter,
): readonly { readonly number: number; readonly words: string; readonly existing: readonly string[] }[] {
  const cover = new Cover(atlas, chosen, world);
  const roles = rolesOf(chosen);
  const out: { readonly number: number; readonly words: string; readonly existing: readonly string[] }[] = [];
  while (affords(work, cover.size)) {
    const best = cover.best();
    if (best === null) break;
    const inside = (atlas.members[best.number] ?? []).filter((who) => chosen.has(who));
    for (const who of inside) if (isSaidWithRole(who, roles) && left.delete(who)) cover.tell(who);
    const existing = inside.flatMap(({ entry, caller }) => (entry === null ? [] : [caller.arn]));
    out.push({ ...best, existing });
  }
  return out;
}

/** Whether somebody of the directory would be in the region: all regions are there in both atlases, under the same numbers. */
const hasEntries = (number: number, callers: Callers, world: PolicyWorld): boolean =>
  (atlasOf(callers, world, false).members[number] ?? []).some(({ entry }) => entry !== null);

/** Those of whom not only a session is there. */
const rolesOf = (chosen: ReadonlySet<Who>): ReadonlySet<string> =>
  new Set([...chosen].flatMap(({ caller }) => (caller.sessionArn === undefined ? [caller.arn] : [])));

/** A session is among a class only where its role is: if the role is an exception, it would be taken for one, too. */
const isSaidWithRole = ({ caller }: Who, roles: ReadonlySet<string>): boolean =>
  caller.sessionArn === undefined || roles.has(caller.arn);

const shortName = (who: Who, world: PolicyWorld): string =>
  who.caller.sessionArn === undefined
    ? who.caller.arn.slice(who.caller.arn.lastIndexOf('/') + 1)
    : callerName(who, world);
