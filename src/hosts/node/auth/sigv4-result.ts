/** What a verification answers, and the texts of its refusals (kms-api.md §1.5: codes and quoted texts are AWS's own). */

export type SigV4ErrorCode =
  | 'MissingAuthenticationTokenException'
  | 'IncompleteSignatureException'
  | 'UnrecognizedClientException'
  | 'ExpiredTokenException'
  | 'InvalidSignatureException';

export interface SigV4Refusal {
  readonly ok: false;
  readonly code: SigV4ErrorCode;
  /** Fixed sentences; nothing of the request rides in them but its own well-formed date. */
  readonly message: string;
}

export type SigV4Result = { readonly ok: true; readonly accessKeyId: string } | SigV4Refusal;

const refuse = (code: SigV4ErrorCode, message: string): SigV4Refusal => ({ ok: false, code, message });

/** A part of the signature that is absent or malformed. */
export const incomplete = (message: string): SigV4Refusal => refuse('IncompleteSignatureException', message);

/** A whole signature that does not hold. */
export const invalid = (message: string): SigV4Refusal => refuse('InvalidSignatureException', message);

export const MISSING = refuse('MissingAuthenticationTokenException', 'Missing Authentication Token');

export const UNRECOGNIZED = refuse(
  'UnrecognizedClientException',
  'The security token included in the request is invalid.',
);

export const EXPIRED = refuse(
  'ExpiredTokenException',
  'The security token included in the request is expired',
);

export const MISMATCH = invalid(
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
);
