/** Bytes by which a store can tell, without reading an event, that it does not match. */
import { utf8 } from '../bytes.ts';
import type { EventQuery } from './event-query.ts';

const string = (value: string): string => JSON.stringify(value);

/** A whole address, or the octets that all addresses of an IPv4 block share. None for IPv6, which has many spellings of its zeros. */
function sourceNeedle({ source }: EventQuery): string | null {
  if (source === undefined) return null;
  if (source.exact !== null) return `"source":${string(source.exact)}`;
  if (source.bits !== 32) return null;
  const octets = (value: bigint): string[] =>
    [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 0xffn));
  const first = octets(source.first);
  const last = octets(source.last);
  const differs = first.findIndex((octet, i) => octet !== last[i]);
  if (differs < 0) return `"source":"${first.join('.')}"`;
  return differs === 0 ? null : `"source":"${first.slice(0, differs).join('.')}.`;
}

function contextNeedle({ context }: EventQuery): string | null {
  if (context === undefined) return null;
  const { name, value } = context;
  return value === null ? `[${string(name)},` : `[${string(name)},${string(value)}]`;
}

/** Of the members of a decision, in their order, those that are told: what stands side by side is one needle. */
function deciderNeedles({ decider }: EventQuery): readonly string[] {
  if (decider === undefined) return [];
  const { source, policy, version, sid, statement } = decider;
  const members = [
    source === undefined ? null : `"source":${string(source)},`,
    policy === undefined ? null : `"policy":${string(policy)},`,
    version === undefined ? null : `"version":${version},`,
    null, // the digest is never told
    statement === undefined ? null : `"statement":${statement},`,
    sid === undefined ? null : `"sid":${string(sid)},`,
  ];
  const needles: string[] = [];
  let side = '';
  for (const member of [...members, null]) {
    if (member !== null) side += member;
    else if (side !== '') {
      needles.push(side);
      side = '';
    }
  }
  return needles;
}

/**
 * What the bytes of every event hold that matches the query: its canonical form writes each of them in this one way. An event that
 * holds them need not match.
 */
export function needlesOf(query: EventQuery): readonly Uint8Array[] {
  const envelope = query.envelope === undefined ? null : `"envelope":${string(query.envelope)}`;
  const grant = query.grant === undefined ? null : `"source":"GRANT","policy":${string(query.grant)},`;
  return [envelope, grant, ...deciderNeedles(query), contextNeedle(query), sourceNeedle(query)].flatMap(
    (text) => (text === null ? [] : [utf8(text)]),
  );
}
