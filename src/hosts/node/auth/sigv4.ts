/**
 * Verification of AWS Signature Version 4 as AWS KMS wants it (kms-api.md §1.5): header form only, path `/`, no query string.
 * Everything in the request is the caller's own until the last comparison has held.
 */
import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import type { MaybePromise } from '../../../domain/ports/vault.ts';
import { parseAuthorization, type Authorization } from './authorization-header.ts';
import type { HeaderLookup } from './header-lookup.ts';
import { formatAmzDate, parseAmzDate, parseDateHeader } from './sigv4-time.ts';
import {
  EXPIRED,
  incomplete,
  invalid,
  MISMATCH,
  MISSING,
  UNRECOGNIZED,
  type SigV4Refusal,
  type SigV4Result,
} from './sigv4-result.ts';

/** How far a request's time may be from ours, either way. Sources disagree on AWS's own (5 or 15): 15 is decided, and printed. */
const SKEW_MINUTES = 15;
const SKEW_MS = SKEW_MINUTES * 60_000;
/** All signed header lines together. Node's own limit for a request's header section is 16 KiB. */
const MAX_CANONICAL_HEADERS = 16_384;
const ACCESS_KEY_ID = /^[A-Za-z0-9_]{1,128}$/;
const DUMMY_KEY = new Uint8Array(32).fill(0x5a);
const NO_SIGNATURE = '0'.repeat(64);

export interface SignedRequest {
  readonly method: string;
  /** As received, without the query. */
  readonly path: string;
  /** As received, without the question mark; empty when there is none. */
  readonly query: string;
  /** Lower-case name → value, repeats joined by a comma without space (`headerLookup`). */
  readonly headers: HeaderLookup;
  /** The body exactly as received. */
  readonly rawBody: Uint8Array;
  /** What will be dispatched, e.g. `TrentService.Decrypt`: the signed `X-Amz-Target` must be this. */
  readonly target: string;
  /** A second host to try: the public URL's, and only when the peer is a trusted proxy. */
  readonly publicHost?: string;
}

/** What is known of an access key. */
export type AccessKeyState =
  | {
      readonly status: 'active';
      /** The signing key of a day (`YYYYMMDD`) in this region: 32 bytes. May throw (the HSM is lost): passed on. */
      dayKey(day: string): MaybePromise<Uint8Array>;
      /** Only for temporary access keys, which need their `X-Amz-Security-Token`: whether this is it (compare timing-safely). */
      isToken?(token: string): boolean;
    }
  | { readonly status: 'unknown' | 'disabled' | 'expired' };

export interface SigV4Options {
  readonly region: string;
  readonly service: 'kms';
  /** The machine's own time in ms. */
  readonly now: () => number;
  readonly lookupKey: (accessKeyId: string) => MaybePromise<AccessKeyState>;
}

interface Prepared {
  readonly ok: true;
  readonly authorization: Authorization;
  readonly token: string | undefined;
  /** One, or two when the public host is to be tried too. */
  readonly stringsToSign: readonly string[];
}

/**
 * Whether the request was signed with the secret of the access key that it names. Synchronous when `lookupKey` and `dayKey` are.
 * Never throws by itself. A captured request is valid again within the skew (kms-api.md §1.5, rule 8): two honest clients can send
 * the same signature in the same second.
 */
export function verifySigV4(request: SignedRequest, options: SigV4Options): MaybePromise<SigV4Result> {
  const prepared = prepare(request, options);
  if (!prepared.ok) return prepared;
  const { accessKeyId } = prepared.authorization;
  const state = ACCESS_KEY_ID.test(accessKeyId)
    ? options.lookupKey(accessKeyId)
    : ({ status: 'unknown' } as const);
  return state instanceof Promise
    ? state.then((found) => conclude(prepared, found))
    : conclude(prepared, state);
}

function conclude(prepared: Prepared, state: AccessKeyState): MaybePromise<SigV4Result> {
  const { authorization, token } = prepared;
  if (state.status !== 'active') {
    // The same work as for a known access key; the outcome is not looked at.
    signatureHolds(prepared, DUMMY_KEY);
    return state.status === 'expired' ? EXPIRED : UNRECOGNIZED;
  }
  const judge = (key: Uint8Array): SigV4Result => {
    if (!signatureHolds(prepared, key)) return MISMATCH;
    const tokenFits = state.isToken ? token !== undefined && state.isToken(token) : token === undefined;
    return tokenFits ? { ok: true, accessKeyId: authorization.accessKeyId } : UNRECOGNIZED;
  };
  const key = state.dayKey(authorization.day);
  return key instanceof Promise ? key.then(judge) : judge(key);
}

/** Rules 1 to 5 up to the string to sign; all of it without a secret. */
function prepare(request: SignedRequest, options: SigV4Options): Prepared | SigV4Refusal {
  const header = request.headers('authorization');
  if (request.query !== '') {
    return incomplete('The query string must be empty: presigned requests are not accepted.');
  }
  if (header === undefined || header === '') return MISSING;
  const authorization = parseAuthorization(header);
  if (!authorization.ok) return authorization;

  const amzDate = request.headers('x-amz-date');
  const date = amzDate ?? request.headers('date');
  if (date === undefined) {
    return incomplete("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  }
  const time = amzDate === undefined ? parseDateHeader(date) : parseAmzDate(date);
  if (time === undefined) return incomplete("Date must be in ISO-8601 'basic format' (YYYYMMDDTHHMMSSZ).");
  const stamp = amzDate ?? formatAmzDate(time);

  const outOfScope = checkScope(authorization, stamp, options);
  if (outOfScope) return outOfScope;
  const outOfTime = checkSkew(stamp, time, options.now());
  if (outOfTime) return outOfTime;

  const token = request.headers('x-amz-security-token');
  const mustBeSigned = ['host', amzDate === undefined ? 'date' : 'x-amz-date', 'x-amz-target'];
  if (token !== undefined) mustBeSigned.push('x-amz-security-token');
  for (const name of mustBeSigned) {
    if (!authorization.signedNames.includes(name)) {
      return invalid(`'${name}' must be a 'SignedHeader' in the AWS Authorization.`);
    }
  }
  // What is signed and what is run must be one thing, whatever parsed the target in between.
  if (request.path !== '/' || request.headers('x-amz-target') !== request.target) return MISMATCH;

  const bodyHash = hash('sha256', request.rawBody, 'hex');
  const claimedHash = request.headers('x-amz-content-sha256');
  if (claimedHash !== undefined && claimedHash !== bodyHash) {
    return invalid(
      'The x-amz-content-sha256 header must be the SHA-256 of the body; UNSIGNED-PAYLOAD is not accepted.',
    );
  }

  const hosts = [request.headers('host')];
  if (request.publicHost !== undefined && request.publicHost !== hosts[0]) hosts.push(request.publicHost);
  const stringsToSign: string[] = [];
  for (const host of hosts) {
    const lines = canonicalHeaders(authorization.signedNames, request.headers, host);
    if (lines === undefined) return MISMATCH;
    if (lines.length > MAX_CANONICAL_HEADERS) {
      return incomplete(`The signed headers must have at most ${MAX_CANONICAL_HEADERS} characters in all.`);
    }
    // Hashed as UTF-8 of Node's latin-1 reading: clients sign the UTF-8 of what they send as latin-1.
    const canonical = `${request.method}\n/\n\n${lines}\n${authorization.signedHeaders}\n${bodyHash}`;
    stringsToSign.push(
      `AWS4-HMAC-SHA256\n${stamp}\n${authorization.scope}\n${hash('sha256', canonical, 'hex')}`,
    );
  }
  return { ok: true, authorization, token, stringsToSign };
}

function checkScope(
  { day, region, service, terminator }: Authorization,
  stamp: string,
  options: SigV4Options,
): SigV4Refusal | undefined {
  if (region !== options.region) return invalid('Credential should be scoped to a valid region.');
  if (service !== options.service)
    return invalid(`Credential should be scoped to correct service: '${options.service}'.`);
  if (terminator !== 'aws4_request') {
    return invalid("Credential should be scoped with a valid terminator: 'aws4_request'.");
  }
  const requestDay = stamp.slice(0, 8);
  if (day === requestDay) return undefined;
  return invalid(
    `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${day}' != '${requestDay}', from '${stamp}'.`,
  );
}

function checkSkew(stamp: string, time: number, exactNow: number): SigV4Refusal | undefined {
  // Whole seconds, as the request has them: the text then never says that a time is earlier than itself.
  const now = exactNow - (exactNow % 1000);
  if (time < now - SKEW_MS) {
    const limit = formatAmzDate(now - SKEW_MS);
    return invalid(
      `Signature expired: ${stamp} is now earlier than ${limit} (${formatAmzDate(now)} - ${SKEW_MINUTES} min.)`,
    );
  }
  if (time > now + SKEW_MS) {
    const limit = formatAmzDate(now + SKEW_MS);
    return invalid(
      `Signature not yet current: ${stamp} is still later than ${limit} (${formatAmzDate(now)} + ${SKEW_MINUTES} min.)`,
    );
  }
  return undefined;
}

/** `name:value\n` of each signed header; undefined when one of them is not in the request. */
function canonicalHeaders(
  names: readonly string[],
  headers: HeaderLookup,
  host: string | undefined,
): string | undefined {
  let lines = '';
  for (const name of names) {
    const value = name === 'host' ? host : headers(name);
    if (value === undefined) return undefined;
    lines += `${name}:${canonicalValue(value)}\n`;
  }
  return lines;
}

/** Without spaces and tabs at either end, inner runs of them to one space. */
function canonicalValue(value: string): string {
  const simple = !value.includes('  ') && !value.includes('\t');
  const spaced = simple ? value : value.replace(/[ \t]+/g, ' ');
  const from = spaced.startsWith(' ') ? 1 : 0;
  return spaced.slice(from, spaced.length > 1 && spaced.endsWith(' ') ? -1 : undefined);
}

function signatureHolds({ authorization, stringsToSign }: Prepared, key: Uint8Array): boolean {
  // Only lower-case hex digits come to the comparison, so a lossy encoding cannot let another character pass for one.
  const { signature } = authorization;
  const wellFormed = /^[0-9a-f]{64}$/.test(signature);
  const given = Buffer.from(wellFormed ? signature : NO_SIGNATURE, 'latin1');
  let holds = false;
  for (const stringToSign of stringsToSign) {
    // As text: Node makes a digest's hex string in half the time of a Buffer.
    const computed = createHmac('sha256', key).update(stringToSign).digest('hex');
    if (timingSafeEqual(Buffer.from(computed, 'latin1'), given) && wellFormed) holds = true;
  }
  return holds;
}
