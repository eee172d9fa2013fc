/** Operations of KMS that later releases of this desk bring: they are answered with UnsupportedOperationException. */
export const LATER_OPERATIONS = [
  'DeleteImportedKeyMaterial',
  'DeriveSharedSecret',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'GenerateMac',
  'GetParametersForImport',
  'GetPublicKey',
  'ImportKeyMaterial',
  'Sign',
  'Verify',
  'VerifyMac',
] as const;

const LATER: ReadonlySet<string> = new Set(LATER_OPERATIONS);

/** What is said after the words of such an operation, or action; empty for all others. */
export const laterNote = (name: string): string =>
  LATER.has(name.replace(/^kms:/, '')) ? ' Not in this release yet.' : '';
