import { ServiceError } from '../../errors.ts';

/** A caller with a Recipient expects that no plaintext leaves: refused by name, never ignored. */
export function refuseRecipient(input: { readonly Recipient?: unknown }): void {
  if (input.Recipient !== undefined) {
    throw new ServiceError(
      'UnsupportedOperationException',
      'Recipient (enclave attestation) is not supported: no plaintext was made.',
    );
  }
}
