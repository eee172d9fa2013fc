import { ServiceError } from '../../errors.ts';

/** Grants are not built yet, so no token can be one of ours; refused rather than ignored. */
export function refuseGrantTokens(input: { readonly GrantTokens?: readonly string[] | undefined }): void {
  if ((input.GrantTokens?.length ?? 0) > 0)
    throw new ServiceError('InvalidGrantTokenException', 'The grant token is not one that this desk issued.');
}

/** A caller with a Recipient expects that no plaintext leaves: refused by name, never ignored. */
export function refuseRecipient(input: { readonly Recipient?: unknown }): void {
  if (input.Recipient !== undefined) {
    throw new ServiceError(
      'UnsupportedOperationException',
      'Recipient (enclave attestation) is not supported: no plaintext was made.',
    );
  }
}
