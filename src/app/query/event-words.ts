/** An audit event in words. Shared by the audit page and the activity of a key. */
import { shortId } from '../ui/shorten.ts';
import type { AlteredEvent, AuditEntry, AuditEvent } from './contract.ts';

type DecidedBy = AuditEvent['DecidedBy'][number];

/** Of an altered event nothing is known but its place. */
export const isAltered = (entry: AuditEntry): entry is AlteredEvent => 'Altered' in entry;

/** In a column; the tag before it says that the event was altered. */
export const ALTERED = 'not what was recorded: run verify-log';

/** A statement by the author's name for it, else by its place. */
export const statementName = (by: Pick<DecidedBy, 'Sid' | 'Statement'>): string =>
  by.Sid ?? `statement ${by.Statement + 1}`;

/** What decided, by its name: a statement, "grant nightly-reports", the account. */
export function deciderName(by: Pick<DecidedBy, 'Source' | 'Policy' | 'Sid' | 'Statement'>): string {
  if (by.Source === 'ROOT') return 'account root';
  return by.Source === 'GRANT' ? `grant ${by.Sid ?? shortId(by.Policy)}` : statementName(by);
}

/** Where a deciding statement stands: the key's own policy, an identity policy by name, a grant, the account. */
export function sourceName(by: DecidedBy): string {
  switch (by.Source) {
    case 'KEY_POLICY':
      return `key policy, version ${by.Version}`;
    case 'IDENTITY_POLICY':
      return by.Version > 1 ? `policy ${by.Policy}, version ${by.Version}` : `policy ${by.Policy}`;
    case 'GRANT':
      return `grant ${by.Policy}`;
    case 'ROOT':
      return 'the account itself';
  }
}

/** The deciding statement in one column. For `DecidedBy` that is empty: nothing allowed it, or nothing had to. */
export function decidedByText(event: Pick<AuditEvent, 'DecidedBy' | 'Outcome'>): string {
  const [first] = event.DecidedBy;
  if (first === undefined) return event.Outcome === 'denied' ? 'no statement' : '–';
  // Of several (a key policy that delegates, and an identity policy), the last one said the word.
  const by = event.DecidedBy.find((each) => each.Effect === 'Deny') ?? event.DecidedBy.at(-1) ?? first;
  return deciderName(by);
}

/** The key on which a grant that decided stands: of a ReEncrypt the last one is the destination's. Null when the event has no key. */
export function keyOfGrant(
  {
    Operation,
    KeyId,
    Parameters,
    DecidedBy: all,
  }: Pick<AuditEvent, 'Operation' | 'KeyId' | 'Parameters' | 'DecidedBy'>,
  by: DecidedBy,
): string | null {
  const destination = Parameters.find(([name]) => name === 'DestinationKeyId')?.[1];
  if (Operation === 'ReEncrypt' && destination !== undefined && by === all.at(-1)) return destination;
  return KeyId ?? null;
}

/** The reason as a sentence: the service gives the second half of one, or a whole one without its stop. */
export function reasonText({ Outcome, Reason }: Pick<AuditEvent, 'Outcome' | 'Reason'>): string | null {
  if (Reason === undefined) return null;
  const said = Reason.startsWith('because ') ? `It was ${Outcome} ${Reason}` : Reason;
  return /[.!?]$/.test(said) ? said : `${said}.`;
}

/** What an act on no key was about, where its row says so: the directory of a backup, on the desk's machine; whose password was guessed at. */
export function targetOf({
  Operation,
  Parameters,
}: Pick<AuditEvent, 'Operation' | 'Parameters'>): string | null {
  const given = (member: string): string | undefined => Parameters.find(([name]) => name === member)?.[1];
  switch (Operation) {
    case 'BackUpDesk':
      return given('Directory') ?? null;
    case 'RefuseUnverified': {
      const name = given('Name');
      return name === undefined ? null : `user/${name}`;
    }
    default:
      return null;
  }
}

/** Why an act failed, where its row says so: of a backup that did not become whole nothing else tells. */
export const causeOf = (event: Pick<AuditEvent, 'Operation' | 'Outcome' | 'Reason'>): string | null =>
  event.Operation === 'BackUpDesk' && event.Outcome === 'failed' ? reasonText(event) : null;

/** How a call came in: "SDK". */
export const VIA_WORDS: Readonly<Record<AuditEvent['Via'], string>> = {
  console: 'console',
  sdk: 'SDK',
  cli: 'command line',
  scheduler: 'scheduler',
  desk: 'the desk itself',
};

/** What kind of event it is: "data plane". */
export const CLASS_WORDS: Readonly<Record<AuditEvent['Class'], string>> = {
  management: 'management',
  data: 'data plane',
  read: 'read',
};

/** How many further identical reads this event stands for, as the console's own are counted by the minute; null for all others. */
export function repeatsOf({ Extensions }: Pick<AuditEvent, 'Extensions'>): number | null {
  const count = Number(Extensions.find(([name]) => name === 'coalesced')?.[1] ?? 0);
  return Number.isSafeInteger(count) && count > 0 ? count : null;
}

/** How many requests nobody was verified for this event stands for; null for all others. */
export function strangersOf({
  Operation,
  Extensions,
}: Pick<AuditEvent, 'Operation' | 'Extensions'>): number | null {
  return Operation === 'RefuseUnverified' ? requestsIn(Extensions) : null;
}

/** How many calls of a verified principal this event stands for, refused too often to be events each; null for all others. */
export function throttledOf({
  Operation,
  Extensions,
}: Pick<AuditEvent, 'Operation' | 'Extensions'>): number | null {
  return Operation === 'ThrottleRefused' ? requestsIn(Extensions) : null;
}

function requestsIn(extensions: AuditEvent['Extensions']): number | null {
  const count = Number(extensions.find(([name]) => name === 'requests')?.[1]);
  return Number.isSafeInteger(count) && count > 0 ? count : null;
}

const VERB = { allowed: 'allowed', denied: 'denied', failed: 'failed' } as const;

/** "Decrypt denied". */
export const eventTitle = (event: Pick<AuditEvent, 'Operation' | 'Outcome'>): string =>
  event.Operation === 'PasswordRequired'
    ? 'Password asked for again'
    : `${event.Operation} ${VERB[event.Outcome]}`;
