/**
 * Questions whose answers stand on this desk alone: each looks the answer up as the page does that shows it, when it is given. What a
 * person types is compared, and goes no further.
 */
import type { Input, OperationName, Output } from '../../../query/contract.ts';

/** Asks the desk. */
export type Read = <N extends OperationName>(name: N, input: Input<N>) => Promise<Output<N>>;

export type Verdict =
  | 'right'
  | 'wrong'
  /** It cannot be what was asked for: no number, no address. */
  | 'unreadable'
  /** There is nothing of it on this desk yet. */
  | 'nothing-yet';

export type Reading = (read: Read, typed: string, person: string) => Promise<Verdict>;

/** A number as a person copies it: `19,714`, `#41`, `Event 41`. */
export function numberIn(typed: string): number | null {
  const digits = /^\s*(?:event)?\s*#?\s*(\d{1,3}(?:[,.\u2009\u00A0\u202F ]\d{3})+|\d{1,12})\s*$/i.exec(
    typed,
  )?.[1];
  return digits === undefined ? null : Number(digits.replace(/\D/g, ''));
}

const same = (is: boolean): Verdict => (is ? 'right' : 'wrong');

/** Is there an event of this number that the filter finds? The walk's own are of practice keys. */
async function eventNumber(read: Read, typed: string, which: Input<'SearchAuditEvents'>): Promise<Verdict> {
  const filter = { ...which, Sandbox: true };
  const sequence = numberIn(typed);
  if (sequence === null) return 'unreadable';
  const found = await read('SearchAuditEvents', { ...filter, Before: sequence + 1, Limit: 1 });
  if (found.Events[0]?.Sequence === sequence) return 'right';
  const any = await read('SearchAuditEvents', { ...filter, Limit: 1 });
  return any.Events.length === 0 ? 'nothing-yet' : 'wrong';
}

async function count(typed: string, answer: Promise<number>): Promise<Verdict> {
  const given = numberIn(typed);
  return given === null ? 'unreadable' : same(given === (await answer));
}

/** As much of a fingerprint as tells it apart. */
const ENOUGH = 4;

async function logKey(read: Read, typed: string): Promise<Verdict> {
  const given = typed.replace(/[\s:…]/g, '').toLowerCase();
  if (given.length < ENOUGH || !/^[0-9a-f]+$/.test(given)) return 'unreadable';
  const { ResidentKeys } = await read('DescribeVault', {});
  const key = ResidentKeys.find(({ Role }) => Role === 'log');
  if (key === undefined || key.Fingerprint === '') return 'nothing-yet';
  return same(key.Fingerprint.toLowerCase().startsWith(given));
}

/** People speak to a desk from more than one address: any of their newest hundred events is as good. */
async function ownAddress(read: Read, typed: string, person: string): Promise<Verdict> {
  const given = typed.trim().toLowerCase();
  if (given === '') return 'unreadable';
  const { Events } = await read('SearchAuditEvents', { Principals: [person], Sandbox: true, Limit: 100 });
  const sources = Events.flatMap((event) => ('Altered' in event ? [] : [event.Source.toLowerCase()]));
  return sources.length === 0 ? 'nothing-yet' : same(sources.includes(given));
}

export const READINGS = {
  'own-decrypt': (read, typed, person) =>
    eventNumber(read, typed, { Operations: ['Decrypt'], Outcomes: ['allowed'], Principals: [person] }),
  'a-refusal': (read, typed) => eventNumber(read, typed, { Outcomes: ['denied'] }),
  'own-address': ownAddress,
  'log-key': logKey,
  'access-keys': (read, typed) =>
    count(
      typed,
      read('DescribePosture', { Check: 'old-access-key' }).then(({ Checks }) => Checks[0]?.Looked ?? 0),
    ),
  'without-schedule': (read, typed) =>
    count(
      typed,
      read('ListRotationSchedule', { Limit: 1 }).then(
        ({ ByStatus }) => ByStatus.find(({ Status }) => Status === 'Off')?.Count ?? 0,
      ),
    ),
} as const satisfies Readonly<Record<string, Reading>>;

export type ReadingId = keyof typeof READINGS;
