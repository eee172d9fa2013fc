import type { Sample } from '../../ui/code-tabs.tsx';
import { literal, hclString, shellWord } from '../../ui/code-quoting.ts';
import { go } from './code-samples-go.ts';
import { java } from './code-samples-java.ts';
import { terraformProvider } from './create-key-code.ts';

/** Code that runs as it stands against this endpoint and key. The caller's credentials come from the environment, never from here. */
export interface SampleFacts {
  /** `http://localhost:7070`. */
  readonly endpoint: string;
  readonly region: string;
  /** `alias/billing-prod` or a key id. */
  readonly keyId: string;
}

export const USE_LANGUAGES = ['typescript', 'python', 'go', 'java', 'cli', 'terraform'] as const;
export type UseLanguage = (typeof USE_LANGUAGES)[number];

/** The credentials of a service, to be filled in by who holds them. */
export function shellSetUp({ region }: SampleFacts): string {
  const lines = [
    ['export AWS_ACCESS_KEY_ID=…', 'of a service, from Services'],
    ['export AWS_SECRET_ACCESS_KEY=…', 'shown once, when it was made'],
    [`export AWS_REGION=${shellWord(region)}`, 'what the signatures are for'],
  ] as const;
  const width = Math.max(...lines.map(([code]) => code.length));
  return lines.map(([code, note]) => `${code.padEnd(width)}  # ${note}`).join('\n');
}

const typescript = ({
  endpoint,
  region,
  keyId,
}: SampleFacts): string => `import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { DecryptCommand, GenerateDataKeyCommand, KMSClient } from "@aws-sdk/client-kms";

const kms = new KMSClient({ endpoint: ${literal(endpoint)}, region: ${literal(region)} });
const context = { record: "8841" }; // bound to the envelope: another one does not open it

async function seal(plaintext: Uint8Array) {
  const dataKey = await kms.send(
    new GenerateDataKeyCommand({ KeyId: ${literal(keyId)}, KeySpec: "AES_256", EncryptionContext: context }),
  );
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", dataKey.Plaintext!, nonce);
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  dataKey.Plaintext!.fill(0); // only its wrapped copy stays
  return { wrappedKey: dataKey.CiphertextBlob!, nonce, ciphertext };
}

async function open({ wrappedKey, nonce, ciphertext }: Awaited<ReturnType<typeof seal>>) {
  const { Plaintext } = await kms.send(
    new DecryptCommand({ CiphertextBlob: wrappedKey, EncryptionContext: context }),
  );
  const decipher = createDecipheriv("aes-256-gcm", Plaintext!, nonce);
  decipher.setAuthTag(ciphertext.subarray(-16));
  const plaintext = Buffer.concat([decipher.update(ciphertext.subarray(0, -16)), decipher.final()]);
  Plaintext!.fill(0);
  return plaintext;
}

const envelope = await seal(Buffer.from("card 4111 1111 1111 1111"));
console.log((await open(envelope)).toString());`;

const python = ({ endpoint, region, keyId }: SampleFacts): string => `import os

import boto3
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

kms = boto3.client("kms", endpoint_url=${literal(endpoint)}, region_name=${literal(region)})
context = {"record": "8841"}  # bound to the envelope: another one does not open it


def seal(plaintext):
    data_key = kms.generate_data_key(KeyId=${literal(keyId)}, KeySpec="AES_256", EncryptionContext=context)
    nonce = os.urandom(12)
    ciphertext = AESGCM(data_key["Plaintext"]).encrypt(nonce, plaintext, None)
    # Only the wrapped copy of the data key is kept.
    return {"wrapped_key": data_key["CiphertextBlob"], "nonce": nonce, "ciphertext": ciphertext}


def unseal(envelope):
    data_key = kms.decrypt(CiphertextBlob=envelope["wrapped_key"], EncryptionContext=context)
    return AESGCM(data_key["Plaintext"]).decrypt(envelope["nonce"], envelope["ciphertext"], None)


envelope = seal(b"card 4111 1111 1111 1111")
print(unseal(envelope).decode())`;

const cli = ({
  endpoint,
  region,
  keyId,
}: SampleFacts): string => `export AWS_DEFAULT_REGION=${shellWord(region)}
kms() { aws kms --endpoint-url ${shellWord(endpoint)} "$@"; }

# Small secrets of up to 4,096 bytes go through the desk itself.
printf '%s' 'card 4111 1111 1111 1111' > secret.txt
kms encrypt --key-id ${shellWord(keyId)} --plaintext fileb://secret.txt \\
  --encryption-context record=8841 \\
  --query CiphertextBlob --output text | base64 -d > secret.kd

kms decrypt --ciphertext-blob fileb://secret.kd --encryption-context record=8841 \\
  --query Plaintext --output text | base64 -d

# For records ask for a data key: Plaintext encrypts here, CiphertextBlob is kept beside the record.
kms generate-data-key --key-id ${shellWord(keyId)} --key-spec AES_256 \\
  --encryption-context record=8841 --query CiphertextBlob --output text > record.key`;

const terraform = (facts: SampleFacts): string => `${terraformProvider(facts)}

data "aws_kms_key" "this" {
  key_id = ${hclString(facts.keyId)}
}

# Opens secret.kd of the AWS CLI sample. What Terraform reads is in its state: guard that as you guard the secret.
data "aws_kms_secrets" "this" {
  secret {
    name    = "card"
    payload = filebase64("secret.kd")
    context = { record = "8841" }
  }
}

output "key_arn" {
  value = data.aws_kms_key.this.arn
}

output "card" {
  value     = data.aws_kms_secrets.this.plaintext["card"]
  sensitive = true
}`;

/** Envelope encryption in each language; small secrets where a language has no cipher of its own. */
export const useKeySamples = (facts: SampleFacts): readonly Sample<UseLanguage>[] => [
  {
    id: 'typescript',
    label: 'TypeScript',
    title: 'TypeScript, AWS SDK v3',
    note: 'npm install @aws-sdk/client-kms',
    code: typescript(facts),
  },
  {
    id: 'python',
    label: 'Python',
    title: 'Python, boto3',
    note: 'pip install boto3 cryptography; Debian: apt install python3-boto3 python3-cryptography',
    code: python(facts),
  },
  {
    id: 'go',
    label: 'Go',
    title: 'Go 1.21 or newer, AWS SDK v2',
    note: 'go get github.com/aws/aws-sdk-go-v2/config github.com/aws/aws-sdk-go-v2/service/kms',
    code: go(facts),
  },
  {
    id: 'java',
    label: 'Java',
    title: 'Java 17 or newer, AWS SDK 2',
    note: 'Maven: software.amazon.awssdk:kms and an HTTP client, such as url-connection-client',
    code: java(facts),
  },
  { id: 'cli', label: 'AWS CLI', title: 'AWS CLI, in a shell', code: cli(facts) },
  {
    id: 'terraform',
    label: 'Terraform',
    title: 'Terraform, provider hashicorp/aws 5',
    code: terraform(facts),
  },
];

export const CALLERS = ['both', 'write', 'read'] as const;
export type CallerKind = (typeof CALLERS)[number];

const ACTIONS: Readonly<Record<CallerKind, readonly string[]>> = {
  both: ['kms:GenerateDataKey', 'kms:Decrypt'],
  write: ['kms:GenerateDataKey'],
  read: ['kms:Decrypt'],
};

/** A statement for the key's policy: all that the samples need, no more. */
export const callerStatement = (principal: string, kind: CallerKind): string =>
  JSON.stringify(
    {
      Sid: { both: 'Seal and open records', write: 'Seal records', read: 'Open records' }[kind],
      Effect: 'Allow',
      Principal: { AWS: principal },
      Action: ACTIONS[kind],
      Resource: '*',
    },
    null,
    2,
  );
