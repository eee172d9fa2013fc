/**
 * What an event can be found by that no column has, as words: a store that knows the words of many events together passes over all of
 * them at once where they lack one that is asked for. A hint only: `matches` decides.
 */
import { parseAddressRange, type AddressRange } from './address-range.ts';
import { contentOf, type EventQuery } from './event-query.ts';

const named = (name: string): string => `n ${name}`;
/** Of a grant its id, of all else what it is and where it stands: an identity policy may be named as a key is. */
const decided = (source: string, policy: string): string =>
  source === 'GRANT' ? `g ${policy}` : `d ${source} ${policy}`;
const said = (sid: string): string => `s ${sid}`;
const paired = (name: string, value: string): string => `p ${JSON.stringify([name, value])}`;
/** One word for every spelling of an address; null for a block of several. */
const addressed = ({ exact, bits, first, last }: AddressRange): string | null =>
  exact !== null ? `a ${exact}` : first === last ? `a ${bits} ${first}` : null;

/** A log has millions of events, few addresses, and few statements. */
const MOST_REMEMBERED = 10_000;
const addresses = new Map<string, string | null>();

function addressOf(source: string): string | null {
  let term = addresses.get(source);
  if (term === undefined) {
    const range = parseAddressRange(source);
    term = range === null ? null : addressed(range);
    if (addresses.size < MOST_REMEMBERED) addresses.set(source, term);
  }
  return term;
}

const NONE: readonly string[] = [];
const deciders = new Map<string, readonly string[]>();

/** Words of what decided: each policy and grant, each name of a statement. None of what is no list of them. */
function decidersIn(text: string): readonly string[] {
  const known = deciders.get(text);
  if (known !== undefined) return known;
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return NONE;
  }
  const terms = new Set<string>();
  for (const each of Array.isArray(list) ? (list as readonly unknown[]) : []) {
    if (typeof each !== 'object' || each === null) continue;
    const { source, policy, sid } = each as Readonly<Record<string, unknown>>; // an object of any members
    if (typeof source === 'string' && typeof policy === 'string') terms.add(decided(source, policy));
    if (typeof sid === 'string') terms.add(said(sid));
  }
  const words = [...terms];
  if (deciders.size < MOST_REMEMBERED) deciders.set(text, words);
  return words;
}

/** Words of an event: its address, what decided, each name of its encryption context, each pair. */
export function termsOf(bytes: Uint8Array): readonly string[] {
  const { source, context, decidedBy } = contentOf(bytes);
  const terms: string[] = decidedBy === undefined ? [] : [...decidersIn(decidedBy)];
  const address = typeof source === 'string' ? addressOf(source) : null;
  if (address !== null) terms.push(address);
  if (!Array.isArray(context)) return terms;
  for (const each of context as readonly unknown[]) {
    if (!Array.isArray(each)) continue;
    const [name, value] = each as readonly unknown[];
    if (typeof name !== 'string') continue;
    terms.push(named(name));
    if (typeof value === 'string') terms.push(paired(name, value));
  }
  return terms;
}

/** Words that every event has which matches the query; none where it asks for no such thing, or for a block of addresses. */
export function termsAsked({ source, context, grant, decider }: EventQuery): readonly string[] {
  const address = source === undefined ? null : addressed(source);
  const terms = address === null ? [] : [address];
  if (grant !== undefined) terms.push(decided('GRANT', grant));
  if (decider?.source !== undefined && decider.policy !== undefined)
    terms.push(decided(decider.source, decider.policy));
  if (decider?.sid !== undefined) terms.push(said(decider.sid));
  if (context !== undefined)
    terms.push(context.value === null ? named(context.name) : paired(context.name, context.value));
  return terms;
}
