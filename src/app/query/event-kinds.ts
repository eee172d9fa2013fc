/**
 * Which kinds of events a list shows. Most of what the console itself causes are reads; they would bury what was done with a key, so a
 * list that asks for nothing more exact leaves them out, and says so.
 */
import type { AuditEvent } from './contract.ts';

type EventClass = AuditEvent['Class'];

export const KINDS = ['management', 'data', 'done', 'read', 'all'] as const;
export type Kind = (typeof KINDS)[number];

/** What was done, without what was looked at. */
export const DONE: readonly EventClass[] = ['management', 'data'];

const WORDS = {
  management: 'Management',
  data: 'Data',
  done: 'Without reads',
  read: 'Reads',
  all: 'All kinds',
} as const satisfies Record<Kind, string>;

/** A chosen kind as a filter's chip. */
export const kindChip = (kind: Kind): { readonly field: string; readonly value: string } =>
  kind === 'all' || kind === 'done'
    ? { field: 'reads', value: kind === 'all' ? 'shown' : 'hidden' }
    : { field: 'kind', value: WORDS[kind].toLowerCase() };

interface Asked {
  readonly kind: Kind | null;
  readonly outcome?: AuditEvent['Outcome'] | 'refused' | null | undefined;
  readonly operation?: string | null;
  readonly request?: string | null;
}

/**
 * Are reads left out without anybody having said so? Not where an operation or a request is named (it has one kind), and not from
 * refusals: who was not let in to look matters as much.
 */
export const hidesReads = ({ kind, outcome = null, operation = null, request = null }: Asked): boolean =>
  kind === null && operation === null && request === null && (outcome === null || outcome === 'allowed');

/** The classes to search for; undefined for every one. */
export function classesOf(asked: Asked): EventClass[] | undefined {
  if (hidesReads(asked) || asked.kind === 'done') return [...DONE];
  return asked.kind === null || asked.kind === 'all' ? undefined : [asked.kind];
}

/** The choices of a filter by kind; the first one is no choice. */
export function kindOptions(asked: Asked): readonly { readonly value: string; readonly label: string }[] {
  const hidden = hidesReads({ ...asked, kind: null });
  return [
    { value: '', label: hidden ? WORDS.done : 'Any kind' },
    // What goes without saying is no choice beside it.
    ...KINDS.filter((kind) => kind !== 'done' || !hidden || asked.kind === 'done').map((kind) => ({
      value: kind,
      label: WORDS[kind],
    })),
  ];
}

export const kindNamed = (name: string | null): Kind | null => KINDS.find((each) => each === name) ?? null;
