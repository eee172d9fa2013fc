/** Code that runs as it stands against this endpoint and key. The caller's credentials come from the environment, never from here. */
export interface SampleFacts {
  /** `http://localhost:7070`. */
  readonly endpoint: string;
  readonly region: string;
  /** `alias/billing-prod` or a key id. */
  readonly keyId: string;
}

/** A string literal that Python, JavaScript and JSON all read the same. */
const literal = (text: string): string => JSON.stringify(text);
/** For a POSIX shell. */
const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** The credentials of a service, to be filled in by who holds them. */
export function shellSetUp({ region }: SampleFacts): string {
  const lines = [
    ['export AWS_ACCESS_KEY_ID=…', 'of a service, from Services'],
    ['export AWS_SECRET_ACCESS_KEY=…', 'shown once, when it was made'],
    [`export AWS_DEFAULT_REGION=${quoted(region)}`, 'for boto3 and the AWS CLI'],
    [`export AWS_REGION=${quoted(region)}`, 'the same, for other SDKs'],
  ] as const;
  const width = Math.max(...lines.map(([code]) => code.length));
  return lines.map(([code, note]) => `${code.padEnd(width)}  # ${note}`).join('\n');
}

/** boto3 1.28 and newer, AWS CLI 2.13 and newer find the endpoint by themselves. */
export const endpointVariable = ({ endpoint }: SampleFacts): string =>
  `export AWS_ENDPOINT_URL_KMS=${quoted(endpoint)}`;

/** Envelope encryption with boto3. `byArgument`: the client is told the endpoint, as boto3 1.26 needs it. */
export const pythonSample = (
  { endpoint, region, keyId }: SampleFacts,
  byArgument: boolean,
): string => `import boto3

kms = boto3.client("kms"${byArgument ? `,\n    endpoint_url=${literal(endpoint)},\n    region_name=${literal(region)},\n` : ''})

# One data key a record. Keep CiphertextBlob beside the record,
# use Plaintext to encrypt it, then forget Plaintext.
data_key = kms.generate_data_key(
    KeyId=${literal(keyId)},
    KeySpec="AES_256",
    EncryptionContext={"record": "8841"},
)

# To read it again: the same context, or it stays closed.
plaintext = kms.decrypt(
    CiphertextBlob=data_key["CiphertextBlob"],
    EncryptionContext={"record": "8841"},
)["Plaintext"]
assert plaintext == data_key["Plaintext"]`;

export const cliSample = ({ endpoint, keyId }: SampleFacts, byArgument: boolean): string => {
  const at = byArgument ? ` --endpoint-url ${quoted(endpoint)}` : '';
  return `aws kms generate-data-key${at} \\
  --key-id ${quoted(keyId)} --key-spec AES_256 \\
  --encryption-context record=8841

aws kms encrypt${at} \\
  --key-id ${quoted(keyId)} --plaintext fileb://secret.txt \\
  --encryption-context record=8841 \\
  --query CiphertextBlob --output text | base64 -d > secret.kd

aws kms decrypt${at} \\
  --ciphertext-blob fileb://secret.kd \\
  --encryption-context record=8841 \\
  --query Plaintext --output text | base64 -d`;
};
