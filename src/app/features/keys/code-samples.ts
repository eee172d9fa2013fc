import type { Sample } from '../../ui/code-tabs.tsx';
import { literal, hclString, shellWord } from './code-quoting.ts';
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

const go = ({ endpoint, region, keyId }: SampleFacts): string => `package main

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"fmt"
	"log"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"
)

// Bound to the envelope: another one does not open it.
var record = map[string]string{"record": "8841"}

type envelope struct{ wrappedKey, nonce, ciphertext []byte }

func gcm(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

func seal(ctx context.Context, client *kms.Client, plaintext []byte) (*envelope, error) {
	dataKey, err := client.GenerateDataKey(ctx, &kms.GenerateDataKeyInput{
		KeyId:             aws.String(${literal(keyId)}),
		KeySpec:           types.DataKeySpecAes256,
		EncryptionContext: record,
	})
	if err != nil {
		return nil, err
	}
	defer clear(dataKey.Plaintext) // only its wrapped copy stays
	aead, err := gcm(dataKey.Plaintext)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, aead.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return nil, err
	}
	return &envelope{dataKey.CiphertextBlob, nonce, aead.Seal(nil, nonce, plaintext, nil)}, nil
}

func open(ctx context.Context, client *kms.Client, sealed *envelope) ([]byte, error) {
	dataKey, err := client.Decrypt(ctx, &kms.DecryptInput{
		CiphertextBlob:    sealed.wrappedKey,
		EncryptionContext: record,
	})
	if err != nil {
		return nil, err
	}
	defer clear(dataKey.Plaintext)
	aead, err := gcm(dataKey.Plaintext)
	if err != nil {
		return nil, err
	}
	return aead.Open(nil, sealed.nonce, sealed.ciphertext, nil)
}

func main() {
	ctx := context.Background()
	cfg, err := config.LoadDefaultConfig(ctx, config.WithRegion(${literal(region)}))
	if err != nil {
		log.Fatal(err)
	}
	client := kms.NewFromConfig(cfg, func(o *kms.Options) {
		o.BaseEndpoint = aws.String(${literal(endpoint)})
	})
	sealed, err := seal(ctx, client, []byte("card 4111 1111 1111 1111"))
	if err != nil {
		log.Fatal(err)
	}
	plaintext, err := open(ctx, client, sealed)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(plaintext))
}`;

const java = ({ endpoint, region, keyId }: SampleFacts): string => `import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeySpec;

public final class Envelope {
  // Bound to the envelope: another one does not open it.
  private static final Map<String, String> CONTEXT = Map.of("record", "8841");

  record Sealed(SdkBytes wrappedKey, byte[] nonce, byte[] ciphertext) {}

  static Sealed seal(KmsClient kms, byte[] plaintext) throws GeneralSecurityException {
    var dataKey = kms.generateDataKey(request -> request
        .keyId(${literal(keyId)}).keySpec(DataKeySpec.AES_256).encryptionContext(CONTEXT));
    byte[] nonce = new byte[12];
    new SecureRandom().nextBytes(nonce);
    byte[] ciphertext = crypt(Cipher.ENCRYPT_MODE, dataKey.plaintext(), nonce, plaintext);
    return new Sealed(dataKey.ciphertextBlob(), nonce, ciphertext); // only the wrapped key stays
  }

  static byte[] open(KmsClient kms, Sealed sealed) throws GeneralSecurityException {
    var dataKey = kms.decrypt(request -> request
        .ciphertextBlob(sealed.wrappedKey()).encryptionContext(CONTEXT));
    return crypt(Cipher.DECRYPT_MODE, dataKey.plaintext(), sealed.nonce(), sealed.ciphertext());
  }

  private static byte[] crypt(int mode, SdkBytes dataKey, byte[] nonce, byte[] input)
      throws GeneralSecurityException {
    byte[] key = dataKey.asByteArray();
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
      return cipher.doFinal(input);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  public static void main(String[] args) throws GeneralSecurityException {
    try (KmsClient kms = KmsClient.builder()
        .endpointOverride(URI.create(${literal(endpoint)}))
        .region(Region.of(${literal(region)}))
        .build()) {
      Sealed sealed = seal(kms, "card 4111 1111 1111 1111".getBytes(StandardCharsets.UTF_8));
      System.out.println(new String(open(kms, sealed), StandardCharsets.UTF_8));
    }
  }
}`;

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
