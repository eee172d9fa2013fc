/** Condition values that an event of the log has kept, for asking a policy about it again (kms-api.md §8.4). */
import { foldCase } from '../policy/fold-case.ts';
import type { ConditionValue } from '../policy/operators.ts';
import type { AuditEvent } from './event.ts';

export type LoggedRequest = Pick<
  AuditEvent,
  'time' | 'source' | 'agent' | 'context' | 'parameters' | 'operation' | 'key'
>;

type Source = (event: LoggedRequest) => ConditionValue;

const CONTEXT_PREFIX = 'kms:encryptioncontext:';
const DESTINATION_PREFIX = 'DestinationEncryptionContext ';

const parameterOf = ({ parameters }: LoggedRequest, name: string): string | undefined => {
  for (const [each, value] of parameters) if (each === name) return value;
  return undefined;
};

/** Condition keys whose value is a parameter of the event, by that parameter's name. */
const PARAMETERS: Readonly<Record<string, string>> = {
  'kms:bypasspolicylockoutsafetycheck': 'BypassPolicyLockoutSafetyCheck',
  'kms:encryptionalgorithm': 'EncryptionAlgorithm',
  'kms:rotationperiodindays': 'RotationPeriodInDays',
  'kms:schedulekeydeletionpendingwindowindays': 'PendingWindowInDays',
};

const isAddress = (source: string): boolean => /^[0-9a-f:.]+$/i.test(source);

/** Values of every request. */
const COMMON: Readonly<Record<string, Source>> = {
  // `unix:` and `desk:` are no addresses.
  'aws:sourceip': ({ source }) => (isAddress(source) ? source : undefined),
  'aws:useragent': ({ agent }) => agent,
  'aws:currenttime': ({ time }) => new Date(time).toISOString(),
  'aws:epochtime': ({ time }) => String(Math.floor(time / 1000)),
};

/** The encryption context that one side of the request had: of a ReEncrypt, `kms:ReEncryptTo` is the other side. */
function contextOf(event: LoggedRequest, action: string): readonly (readonly [string, string])[] {
  if (action !== 'kms:ReEncryptTo') return event.context ?? [];
  return event.parameters
    .filter(([name]) => name.startsWith(DESTINATION_PREFIX))
    .map(([name, value]) => [name.slice(DESTINATION_PREFIX.length), value]);
}

function oneOrSeveral(values: readonly string[]): ConditionValue {
  return values.length > 1 ? values : values[0];
}

/** What the log does not keep: a decision that asks for it cannot be repeated. */
export const NOT_LOGGED = Symbol('not logged');

/**
 * The value that the request of an event had for a condition key (in lower case), for the side that `action` is of; undefined where it
 * had none; NOT_LOGGED where the log does not say. Values that follow from principal and key are not asked here.
 */
export function loggedValue(
  event: LoggedRequest,
  action: string,
  folded: string,
): ConditionValue | typeof NOT_LOGGED {
  if (folded.startsWith(CONTEXT_PREFIX)) {
    const wanted = folded.slice(CONTEXT_PREFIX.length);
    return oneOrSeveral(
      contextOf(event, action)
        .filter(([name]) => foldCase(name) === wanted)
        .map(([, value]) => value),
    );
  }
  if (folded === 'kms:encryptioncontextkeys') {
    const names = contextOf(event, action).map(([name]) => name);
    return names.length === 0 ? undefined : names;
  }
  if (Object.hasOwn(COMMON, folded)) return COMMON[folded]!(event); // checked just before
  if (folded === 'kms:reencryptonsamekey' && event.operation === 'ReEncrypt') {
    const to = parameterOf(event, 'DestinationKeyId');
    return to === undefined ? NOT_LOGGED : String(to === event.key);
  }
  const name = Object.hasOwn(PARAMETERS, folded) ? PARAMETERS[folded] : undefined;
  return name === undefined ? NOT_LOGGED : (parameterOf(event, name) ?? NOT_LOGGED);
}

/** Whether the log may say it at all: what may not is the same for every event, so whoever replays knows it beforehand. */
export const isLogged = (folded: string): boolean =>
  folded.startsWith(CONTEXT_PREFIX) ||
  folded === 'kms:encryptioncontextkeys' ||
  folded === 'kms:reencryptonsamekey' ||
  Object.hasOwn(COMMON, folded) ||
  Object.hasOwn(PARAMETERS, folded);
