/** Condition values of a request: what `kms:` and `aws:` keys answer here (kms-api.md §8.4). Looked up only when a policy asks. */
import { foldCase } from '../domain/policy/fold-case.ts';
import { conditionKey } from '../domain/policy/condition-keys.ts';
import type { ConditionLookup } from '../domain/policy/evaluate.ts';
import type { SessionEntity } from '../domain/state/entities.ts';
import type { State } from '../domain/state/state.ts';
import type { Call, Permission } from './operation.ts';
import { requestAlias } from './resolve.ts';

type Values = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What values are asked of. */
export interface Asked {
  readonly call: Call;
  readonly state: State;
  readonly region: string;
  readonly input: unknown;
  /** The operation's own condition values and encryption context. */
  readonly conditions?: ((input: never) => Values) | undefined;
  readonly context?: ((input: never) => ReadonlyMap<string, string> | undefined) | undefined;
}

const CONTEXT_PREFIX = 'kms:encryptioncontext:';
const RESOURCE_TAG_PREFIX = 'aws:resourcetag/';
const PRINCIPAL_TAG_PREFIX = 'aws:principaltag/';

/** By a name in lower case. Names compare without case in conditions: where several differ in nothing else, every value is given. */
const valuesOf = (
  pairs: Iterable<readonly [string, string]>,
  wanted: string,
): string | readonly string[] | undefined => {
  let first: string | undefined;
  let all: string[] | undefined;
  for (const [name, value] of pairs) {
    if (foldCase(name) !== wanted) continue;
    if (first === undefined) first = value;
    else (all ??= [first]).push(value);
  }
  return all ?? first;
};

const DAY_MS = 86_400_000;

/** Whole days since the key was last used; since it was made, when it never was: every use since then is in the log. */
function daysWithoutUse({ call, state }: Asked, { action, key }: Permission): string | undefined {
  if (key === null || (action !== 'kms:ScheduleKeyDeletion' && action !== 'kms:DisableKey')) return undefined;
  const since = state.usage.lastUse(key.id)?.time ?? key.createdAt;
  return String(Math.max(0, Math.floor((call.time - since) / DAY_MS)));
}

/** The caller's own session; undefined for access keys, and where the values are asked for somebody else. */
function sessionOf({ call, state }: Asked): SessionEntity | undefined {
  const session = call.sessionId === null ? undefined : state.session(call.sessionId);
  return session?.principalId === call.principal.id ? session : undefined;
}

type Source = (request: Asked, permission: Permission) => string | readonly string[] | undefined;

/** Values every request has, by lower-case condition key (kms-api.md §8.4). What is not here is absent. */
const COMMON: Readonly<Record<string, Source>> = {
  'aws:principalarn': ({ call }) => call.principal.caller.arn,
  'aws:principalaccount': ({ call }) => call.principal.caller.accountId,
  'aws:principaltype': ({ call }) =>
    call.principal.caller.kind === 'root'
      ? 'Account'
      : call.principal.caller.kind === 'role'
        ? 'AssumedRole'
        : 'User',
  'aws:userid': ({ call }) => call.principal.id,
  'aws:username': ({ call }) => (call.principal.caller.kind === 'user' ? call.principal.name : undefined),
  'aws:sourceip': ({ call }) =>
    call.source.includes(':') && !/^[0-9a-f:.]+$/i.test(call.source) ? undefined : call.source,
  'aws:securetransport': ({ call }) => String(call.secure),
  'aws:currenttime': ({ call }) => new Date(call.time).toISOString(),
  'aws:epochtime': ({ call }) => String(Math.floor(call.time / 1000)),
  'aws:useragent': ({ call }) => call.agent,
  'aws:requestedregion': ({ region }) => region,
  'aws:resourceaccount': (_, { resource }) => /^arn:[^:]*:[^:]*:[^:]*:([0-9]{12}):/.exec(resource)?.[1],
  'aws:tokenissuetime': (request) => {
    const session = sessionOf(request);
    return session === undefined ? undefined : new Date(session.createdAt).toISOString();
  },
  // A session is opened by a password alone; whoever signs by an access key has no such value, as with AWS.
  'aws:multifactorauthpresent': (request) => (sessionOf(request) === undefined ? undefined : 'false'),
  // No AWS service is a caller here, nor calls for one.
  'aws:principalisawsservice': () => 'false',
  'aws:viaawsservice': () => 'false',
  'kms:calleraccount': ({ call }, permission) =>
    permission.key === null ? undefined : call.principal.caller.accountId,
  'kms:keyspec': (_, { key }) => key?.spec,
  'kms:keyusage': (_, { key }) => key?.usage,
  'kms:keyorigin': (_, { key }) => key?.origin,
  'kms:customermasterkeyspec': (_, { key }) => key?.spec,
  'kms:customermasterkeyusage': (_, { key }) => key?.usage,
  'kms:multiregion': (_, { key }) => (key === null ? undefined : 'false'),
  'kms:trailingdayswithoutkeyusage': daysWithoutUse,
  'kms:resourcealiases': ({ state }, { key }) =>
    key === null ? undefined : state.aliasesOf(key.id).map((alias) => alias.name),
  'kms:requestalias': ({ input }) => requestAlias((input as { KeyId?: string }).KeyId), // absent for operations without the member
};

/** Condition values of a request, looked up only when a policy asks. */
export function conditionValues(request: Asked, permission: Permission): ConditionLookup {
  let own: Values | undefined = permission.conditions;
  // The operation's own input. A side without a context has none: the other side's must not stand in.
  const context =
    permission.conditions === undefined ? request.context?.(request.input as never) : permission.context;
  const look: ConditionLookup = (name) => {
    // What the catalogue does not give the action it does not have, whatever else the input holds: comparison and linter rely on it.
    const actions = conditionKey(name)?.actions ?? null;
    if (actions !== null && !actions.includes(permission.action)) return undefined;
    if (name.startsWith(CONTEXT_PREFIX)) {
      const wanted = name.slice(CONTEXT_PREFIX.length);
      return valuesOf(context ?? [], wanted);
    }
    if (name === 'kms:encryptioncontextkeys')
      return context === undefined || context.size === 0 ? undefined : [...context.keys()];
    if (name.startsWith(RESOURCE_TAG_PREFIX))
      return valuesOf(permission.key?.tags ?? [], name.slice(RESOURCE_TAG_PREFIX.length));
    if (name.startsWith(PRINCIPAL_TAG_PREFIX))
      return valuesOf(request.call.principal.tags ?? [], name.slice(PRINCIPAL_TAG_PREFIX.length));
    own ??= request.conditions?.(request.input as never) ?? {}; // likewise
    return Object.hasOwn(own, name)
      ? own[name]
      : Object.hasOwn(COMMON, name)
        ? COMMON[name]!(request, permission)
        : undefined; // checked by hasOwn
  };
  // A policy asks for the same value in statement after statement.
  const known = new Map<string, ReturnType<ConditionLookup>>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined || known.has(name)) return before;
    const value = look(name);
    known.set(name, value);
    return value;
  };
}
