/** Parsing of `Authorization: AWS4-HMAC-SHA256 …` (kms-api.md §1.5, rule 1). Everything here is written by the caller. */
import { incomplete, type SigV4Refusal } from './sigv4-result.ts';

const ALGORITHM = 'AWS4-HMAC-SHA256';
const MAX_LENGTH = 4096;
const MAX_SIGNED_HEADERS = 64;

export interface Authorization {
  readonly ok: true;
  readonly accessKeyId: string;
  /** `YYYYMMDD`, eight digits. */
  readonly day: string;
  readonly region: string;
  readonly service: string;
  readonly terminator: string;
  /** `day/region/service/terminator`, as sent. */
  readonly scope: string;
  /** As sent, for the canonical request. */
  readonly signedHeaders: string;
  /** Lower-case names, strictly ascending by code unit. */
  readonly signedNames: readonly string[];
  /** As sent: any text. */
  readonly signature: string;
}

const isDigits = (text: string): boolean => {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 48 || code > 57) return false;
  }
  return true;
};

/** Field-name characters of RFC 9110 §5.6.2 without upper case. */
const isHeaderName = (text: string): boolean => /^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(text);

/** The header's parts, or the refusal that says which part is missing or malformed. Commas may stand with or without space. */
export function parseAuthorization(header: string): Authorization | SigV4Refusal {
  if (header.length > MAX_LENGTH) {
    return incomplete(`Authorization header must have at most ${MAX_LENGTH} characters.`);
  }
  const space = header.indexOf(' ');
  const algorithm = space < 0 ? header : header.slice(0, space);
  if (algorithm !== ALGORITHM) {
    return incomplete(`Unsupported AWS 'algorithm': sign the request with ${ALGORITHM}.`);
  }

  let credential: string | undefined;
  let signedHeaders: string | undefined;
  let signature: string | undefined;
  for (const part of header.slice(ALGORITHM.length).split(',')) {
    const member = part.trim();
    const equals = member.indexOf('=');
    const name = equals < 0 ? member : member.slice(0, equals);
    const value = equals < 0 ? '' : member.slice(equals + 1);
    if (name === 'Credential' && credential === undefined) credential = value;
    else if (name === 'SignedHeaders' && signedHeaders === undefined) signedHeaders = value;
    else if (name === 'Signature' && signature === undefined) signature = value;
    else
      return incomplete('Authorization header must hold Credential, SignedHeaders and Signature, each once.');
  }
  if (!credential) return incomplete("Authorization header requires 'Credential' parameter.");
  if (!signedHeaders) return incomplete("Authorization header requires 'SignedHeaders' parameter.");
  if (!signature) return incomplete("Authorization header requires 'Signature' parameter.");

  const [accessKeyId, day, region, service, terminator, ...more] = credential.split('/');
  if (!accessKeyId || !day || !region || !service || !terminator || more.length > 0) {
    return incomplete(
      'Credential must have exactly 5 slash-delimited elements: access key id/date/region/service/aws4_request.',
    );
  }
  if (day.length !== 8 || !isDigits(day))
    return incomplete('The date in Credential must have the form YYYYMMDD.');

  const signedNames = signedHeaders.split(';');
  if (signedNames.length > MAX_SIGNED_HEADERS) {
    return incomplete(`SignedHeaders must name at most ${MAX_SIGNED_HEADERS} headers.`);
  }
  let previous = '';
  for (const name of signedNames) {
    // One canonical form, so that a name twice (or in another case) cannot mean two things.
    if (!isHeaderName(name) || name <= previous) {
      return incomplete('SignedHeaders must be lower-case header names in ascending order, each once.');
    }
    previous = name;
  }
  const scope = credential.slice(accessKeyId.length + 1);
  return {
    ok: true,
    accessKeyId,
    day,
    region,
    service,
    terminator,
    scope,
    signedHeaders,
    signedNames,
    signature,
  };
}
