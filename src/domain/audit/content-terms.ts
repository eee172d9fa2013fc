/**
 * What an event can be found by that no column has, as words: a store that knows the words of many events together passes over all of
 * them at once where they lack one that is asked for. A hint only: `matches` decides.
 */
import { parseAddressRange, type AddressRange } from './address-range.ts';
import { contentOf, grantsAmong, type EventQuery } from './event-query.ts';

const named = (name: string): string => `n ${name}`;
const granted = (id: string): string => `g ${id}`;
const paired = (name: string, value: string): string => `p ${JSON.stringify([name, value])}`;
/** One word for every spelling of an address; null for a block of several. */
const addressed = ({ exact, bits, first, last }: AddressRange): string | null =>
  exact !== null ? `a ${exact}` : first === last ? `a ${bits} ${first}` : null;

/** A log has millions of events and few addresses. */
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

/** Words of an event: its address, each grant that decided, each name of its encryption context, each pair. */
export function termsOf(bytes: Uint8Array): readonly string[] {
  const { source, context, decidedBy } = contentOf(bytes);
  const terms: string[] = grantsAmong(decidedBy).map(granted);
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
export function termsAsked({ source, context, grant }: EventQuery): readonly string[] {
  const address = source === undefined ? null : addressed(source);
  const terms = address === null ? [] : [address];
  if (grant !== undefined) terms.push(granted(grant));
  if (context !== undefined)
    terms.push(context.value === null ? named(context.name) : paired(context.name, context.value));
  return terms;
}
