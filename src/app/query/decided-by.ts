/** Policies and statements as the audit page's address names them, and the way to what they decided. */
import { paths, type AuditQuery } from '../paths.ts';
import type { AuditEvent } from './contract.ts';

type DecidedBy = AuditEvent['DecidedBy'][number];

/** A policy of an event: a key's own, by the key's id, or an identity policy, by its name. */
export interface NamedPolicy {
  readonly source: 'KEY_POLICY' | 'IDENTITY_POLICY';
  readonly policy: string;
}

const PREFIX = { KEY_POLICY: 'key:', IDENTITY_POLICY: 'identity:' } as const;

/** `key:1c7f…` or `identity:team-reads`. */
export const policyText = ({ source, policy }: NamedPolicy): string => `${PREFIX[source]}${policy}`;

/** What such a text names; null for another. */
export function policyNamed(text: string): NamedPolicy | null {
  for (const source of ['KEY_POLICY', 'IDENTITY_POLICY'] as const) {
    const policy = text.slice(PREFIX[source].length);
    if (text.startsWith(PREFIX[source]) && policy !== '') return { source, policy };
  }
  return null;
}

/** `#3`: the third statement. It stands for a place only beside a version; else it is a name like others. */
export const placeText = (statement: number): string => `#${statement + 1}`;

/** Counts from 0; null for a name. */
export function placeNamed(text: string): number | null {
  const place = /^#([1-9]\d{0,5})$/.exec(text)?.[1];
  return place === undefined ? null : Number(place) - 1;
}

/**
 * The search for all that a statement or grant decided: by its name in every version of its policy; one without a name by its place in
 * this version. Null for the account itself, which is found as the principal that it is.
 */
export function decidedQuery(
  by: Pick<DecidedBy, 'Source' | 'Policy' | 'Version' | 'Sid' | 'Statement'>,
): AuditQuery | null {
  if (by.Source === 'ROOT') return null;
  if (by.Source === 'GRANT') return { grant: by.Policy };
  const policy = policyText({ source: by.Source, policy: by.Policy });
  return by.Sid === undefined
    ? { policy, statement: placeText(by.Statement), version: String(by.Version) }
    : { policy, statement: by.Sid };
}

/**
 * A statement of a policy as it is now, for the address of that policy's page: its place, and its name if it has one: two may have one name,
 * and a name may look like a place.
 */
export const statementText = ({ Sid, Statement }: Pick<DecidedBy, 'Sid' | 'Statement'>): string =>
  Sid === undefined || Sid === '' ? placeText(Statement) : `${placeText(Statement)} ${Sid}`;

/**
 * The statement that such an address, or a name alone, names: the one at its place, unless that has another name now; then the first of its
 * name. Undefined: there is none any more.
 */
export function statementAt<Of extends { readonly sid: string | null; readonly index: number }>(
  statements: readonly Of[],
  text: string,
): Of | undefined {
  const [, placed = '', named] = /^(#\d+)(?: ([^]*))?$/.exec(text) ?? [];
  const place = placeNamed(placed);
  const there = statements.find(({ index }) => index === place);
  const name = place === null ? text : named;
  return name === undefined || there?.sid === name ? there : statements.find(({ sid }) => sid === name);
}

export interface PolicyInForce extends NamedPolicy {
  readonly version: number;
  /** The text is another than the one in force. */
  readonly changed: boolean;
}

/** `sid` empty or null: it has no name. `index` counts from 0. */
export interface StatementAsked {
  readonly sid: string | null;
  readonly index: number;
}

/** The way to what a statement of a policy decided; null where it never was in force under this name or at this place. */
export function decidedHref(
  { source, policy, version, changed }: PolicyInForce,
  { sid, index }: StatementAsked,
): string | null {
  const nameless = sid === null || sid === '';
  // Without a name it is found by its place, which in an edited text is another.
  if (nameless && changed) return null;
  const asked = decidedQuery({
    Source: source,
    Policy: policy,
    Version: version,
    Statement: index,
    ...(nameless ? {} : { Sid: sid }),
  });
  return asked === null ? null : paths.audit(asked);
}
