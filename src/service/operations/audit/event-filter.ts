/** The filter that search, summary and tail of the log share: all that is given must hold. */
import * as z from 'zod';
import { parseAddressRange } from '../../../domain/audit/address-range.ts';
import type { Decider, EventQuery } from '../../../domain/audit/event-query.ts';
import type { Pairs } from '../../../domain/audit/event.ts';
import { ServiceError } from '../../errors.ts';
import type { Context } from '../../operation.ts';
import { requestedId, resolveKey } from '../../resolve.ts';
import { keyId, timestamp } from '../../schema.ts';
import { eventClass, outcome } from './log-entry.ts';

const arn = z.string().min(1).max(256);
const operationName = z.string().min(1).max(128);
const several = <T extends z.ZodType>(each: T) => z.array(each).min(1).max(50).optional();

/** Members of the filter. A list means any of these; `Exclude…`, none of these. */
export const filterMembers = {
  KeyId: keyId.optional(),
  Principal: arn.optional(),
  Principals: several(arn),
  Operation: operationName.optional(),
  Operations: several(operationName),
  Outcome: outcome.optional(),
  /** Refused is `['denied', 'failed']`. */
  Outcomes: several(outcome),
  Classes: several(eventClass),
  RequestId: z.string().min(1).max(64).optional(),
  /** Id of a grant: events that it decided. It may be gone. */
  GrantId: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  /**
   * What decided, by what is told of it: a policy (a key's id or an identity policy's name; it may be gone), a statement of it by its
   * name, or by its place in one version; a grant by its name, as `Sid`. All events of the log say what decided, so all can be found.
   */
  DecidedBy: z
    .object({
      Source: z.enum(['KEY_POLICY', 'IDENTITY_POLICY', 'GRANT', 'ROOT']).optional(),
      Policy: z.string().min(1).max(2048).optional(),
      Version: z.int().min(0).optional(),
      Sid: z.string().max(131_072).optional(),
      /** Counts from 0, as an event's does. */
      Statement: z.int().min(0).optional(),
    })
    .optional(),
  /** A pair of the encryption context; without `Value`, the name with any value. */
  ContextPair: z
    .object({ Name: z.string().min(1).max(8192), Value: z.string().max(8192).optional() })
    .optional(),
  /** An address or a CIDR block; or `unix:` (the command line), `desk:` (the desk itself), `many:` (strangers from more networks than are told apart). */
  SourceAddress: z.string().min(1).max(64).optional(),
  /** SHA-256 of a ciphertext blob, in hex. */
  Envelope: z
    .string()
    .regex(/^[0-9a-fA-F]{64}$/)
    .optional(),
  ExcludeKeyIds: several(keyId),
  ExcludePrincipals: several(arn),
  ExcludeOperations: several(operationName),
  /** Leaves out the caller's own events of class `read`. */
  ExcludeOwnReads: z.boolean().optional(),
  /** Events of practice keys too. Without it they are left out, unless a key, its policy, a grant, a request or an envelope is named. */
  Sandbox: z.boolean().optional(),
} as const;

/** Moments that a log can hold, and that buckets beside them can be written for. */
const moment = timestamp.min(new Date(0)).max(new Date('9999-12-31T23:59:59Z')).optional();

/** Half-open: Since ≤ time < Until. */
export const timeMembers = { Since: moment, Until: moment } as const;

const filter = z.object({ ...filterMembers, ...timeMembers });
export type EventFilter = z.output<typeof filter>;

export const SEARCH = 'keydesk:SearchAuditEvents';
export const searchPermission = () => [{ action: SEARCH, key: null, resource: '*' }];

/** A policy is named with what it is, a place with the version that it is in: else it would be another thing each time. */
function checkDecider({
  Source,
  Policy,
  Version,
  Sid,
  Statement,
}: NonNullable<EventFilter['DecidedBy']>): void {
  const wrong =
    Policy !== undefined && Source === undefined
      ? 'Give DecidedBy.Source with DecidedBy.Policy: KEY_POLICY or IDENTITY_POLICY.'
      : Version !== undefined && Policy === undefined
        ? 'DecidedBy.Version is of a policy: give DecidedBy.Source and DecidedBy.Policy with it.'
        : Statement !== undefined && Version === undefined
          ? 'DecidedBy.Statement is a place in one version: give DecidedBy.Version with it, or the statement’s Sid instead.'
          : Source === undefined && Sid === undefined
            ? 'DecidedBy must name a policy or the Sid of a statement.'
            : null;
  if (wrong !== null) throw new ServiceError('ValidationException', wrong);
}

/** Throws ValidationException for what cannot be searched. */
export function checkFilter(given: EventFilter): void {
  if (given.Since !== undefined && given.Until !== undefined && given.Since >= given.Until)
    throw new ServiceError('ValidationException', 'Since must be before Until.');
  for (const [one, list] of [
    ['Principal', 'Principals'],
    ['Operation', 'Operations'],
    ['Outcome', 'Outcomes'],
  ] as const)
    if (given[one] !== undefined && given[list] !== undefined)
      throw new ServiceError('ValidationException', `Give ${one} or ${list}, not both.`);
  if (given.DecidedBy !== undefined) checkDecider(given.DecidedBy);
  if (given.SourceAddress !== undefined && parseAddressRange(given.SourceAddress) === null)
    throw new ServiceError(
      'ValidationException',
      'SourceAddress must be an IP address, a CIDR block such as 10.0.0.0/8, unix:, desk: or many:.',
    );
}

/** The key whose events are searched: one that was destroyed too, for its log stays. */
function searchedKey(context: Context<unknown>, text: string): string {
  const id = requestedId(text);
  return id !== undefined && context.state.key(id)?.state === 'Destroyed'
    ? id
    : resolveKey({ ...context, action: SEARCH }, text, 'any').id;
}

/** A key whose policy it was is named as everywhere: by its ARN or alias, too. Throws as `resolveKey`. */
function deciderOf(
  context: Context<unknown>,
  { Source, Policy, Version, Sid, Statement }: NonNullable<EventFilter['DecidedBy']>,
): Decider {
  const policy = Policy !== undefined && Source === 'KEY_POLICY' ? searchedKey(context, Policy) : Policy;
  return {
    ...given('source', Source),
    ...given('policy', policy),
    ...given('version', Version),
    ...given('sid', Sid),
    ...given('statement', Statement),
  };
}

const oneOrSeveral = <T>(one: T | undefined, list: readonly T[] | undefined): readonly T[] | undefined =>
  one === undefined ? list : [one];

const given = <K extends string, T>(name: K, value: T | undefined): { readonly [N in K]?: T } =>
  (value === undefined ? {} : { [name]: value }) as { readonly [N in K]?: T }; // one member of that name, or none

/** Practice keys whose events the filter leaves out. Those that have none are not named: there are few with, of those that there are. */
export function leftOutKeys({ state, input }: Context<EventFilter>): readonly string[] {
  if (
    input.Sandbox === true ||
    input.KeyId !== undefined ||
    input.RequestId !== undefined ||
    input.Envelope !== undefined ||
    input.GrantId !== undefined ||
    input.DecidedBy?.Source === 'KEY_POLICY'
  )
    return [];
  return [...state.sandboxed.keys()].filter((id) => state.usage.revision(id) > 0);
}

/** The query without these keys' events. */
export const leavingOut = (query: EventQuery, keys: readonly string[]): EventQuery =>
  keys.length === 0 ? query : { ...query, exceptKeys: [...(query.exceptKeys ?? []), ...keys] };

/** The query of a filter, practice keys left out as it says. Throws as `resolveKey` for keys that there are not. */
export const queryOf = (context: Context<EventFilter>): EventQuery =>
  leavingOut(queryOfAll(context), leftOutKeys(context));

/** The same with the events of all keys. */
export function queryOfAll(context: Context<EventFilter>): EventQuery {
  const { input, call } = context;
  const pair = input.ContextPair;
  return {
    ...given('key', input.KeyId === undefined ? undefined : searchedKey(context, input.KeyId)),
    ...given('principals', oneOrSeveral(input.Principal, input.Principals)),
    ...given('operations', oneOrSeveral(input.Operation, input.Operations)),
    ...given('outcomes', oneOrSeveral(input.Outcome, input.Outcomes)),
    ...given('classes', input.Classes),
    ...given('request', input.RequestId),
    ...given('context', pair === undefined ? undefined : { name: pair.Name, value: pair.Value ?? null }),
    ...given(
      'source',
      input.SourceAddress === undefined ? undefined : (parseAddressRange(input.SourceAddress) ?? undefined),
    ),
    ...given('envelope', input.Envelope?.toLowerCase()),
    ...given('grant', input.GrantId),
    ...given('decider', input.DecidedBy === undefined ? undefined : deciderOf(context, input.DecidedBy)),
    ...given(
      'exceptKeys',
      input.ExcludeKeyIds?.map((key) => searchedKey(context, key)),
    ),
    ...given('exceptPrincipals', input.ExcludePrincipals),
    ...given('exceptOperations', input.ExcludeOperations),
    ...given('exceptReadsOf', input.ExcludeOwnReads === true ? call.principal.caller.arn : undefined),
    ...given('since', input.Since?.getTime()),
    ...given('until', input.Until?.getTime()),
  };
}

/** Longest parameter value in the event of a search: a context value may have 8 kB. */
const MOST_SHOWN = 256;

const shown = (text: string): string =>
  text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN).toWellFormed()}…` : text;

/** What was asked for, for the event of the search itself. */
export function filterParameters(filterGiven: EventFilter): Pairs {
  const pairs: [string, string][] = [];
  for (const name of [
    'KeyId',
    'Principal',
    'Operation',
    'Outcome',
    'RequestId',
    'SourceAddress',
    'Envelope',
    'GrantId',
  ] as const)
    if (filterGiven[name] !== undefined) pairs.push([name, filterGiven[name]]);
  for (const name of [
    'Principals',
    'Operations',
    'Outcomes',
    'Classes',
    'ExcludeKeyIds',
    'ExcludePrincipals',
    'ExcludeOperations',
  ] as const)
    if (filterGiven[name] !== undefined) pairs.push([name, filterGiven[name].join(', ')]);
  for (const [name, value] of Object.entries(filterGiven.DecidedBy ?? {}))
    if (value !== undefined) pairs.push([`DecidedBy.${name}`, String(value)]);
  const pair = filterGiven.ContextPair;
  if (pair !== undefined)
    pairs.push(['ContextPair', pair.Value === undefined ? pair.Name : `${pair.Name}=${pair.Value}`]);
  for (const name of ['ExcludeOwnReads', 'Sandbox'] as const)
    if (filterGiven[name] === true) pairs.push([name, 'true']);
  return pairs.map(([name, value]) => [name, shown(value)]);
}
