/**
 * The call of a step in five languages, ready to copy: this desk's endpoint, this key, this record. What a language does not do, its
 * sample says and does otherwise.
 */
import { literal, shellWord } from '../../../ui/code-quoting.ts';
import type { Sample } from '../../../ui/code-tabs.tsx';

export interface SampleFacts {
  readonly endpoint: string;
  readonly region: string;
  /** Alias or ARN. */
  readonly keyId: string;
  readonly context: ReadonlyMap<string, string>;
}

export const LANGUAGES = ['python', 'typescript', 'go', 'java', 'cli'] as const;
export type Language = (typeof LANGUAGES)[number];
type Code = Readonly<Record<Language, string>>;

const LABELS: Readonly<Record<Language, string>> = {
  python: 'Python',
  typescript: 'TypeScript',
  go: 'Go',
  java: 'Java',
  cli: 'AWS CLI',
};
const TITLES: Readonly<Record<Language, string>> = {
  python: 'Python, boto3',
  typescript: 'TypeScript, AWS SDK v3',
  go: 'Go, AWS SDK v2',
  java: 'Java, AWS SDK v2',
  cli: 'Shell',
};

/** The context in each language's own form. */
function contexts(context: ReadonlyMap<string, string>) {
  const pairs = [...context];
  const json = `{${pairs.map(([name, value]) => `${literal(name)}: ${literal(value)}`).join(', ')}}`;
  return {
    python: json,
    typescript: pairs.length === 0 ? '{}' : `{ ${json.slice(1, -1)} }`,
    go: `map[string]string${json}`,
    java: `Map.of(${pairs.map(([name, value]) => `${literal(name)}, ${literal(value)}`).join(', ')})`,
    cli: shellWord(json),
  };
}

/** What every sample begins with, where it calls. */
const client = ({ endpoint, region }: SampleFacts): Code => ({
  python: `kms = boto3.client("kms", endpoint_url=${literal(endpoint)}, region_name=${literal(region)})`,
  typescript: `const kms = new KMSClient({ endpoint: ${literal(endpoint)}, region: ${literal(region)} });`,
  go: `client := kms.NewFromConfig(cfg, func(o *kms.Options) {
	o.Region, o.BaseEndpoint = ${literal(region)}, aws.String(${literal(endpoint)})
})`,
  java: `KmsClient kms = KmsClient.builder().region(Region.of(${literal(region)}))
    .endpointOverride(URI.create(${literal(endpoint)})).build();`,
  cli: `export AWS_REGION=${shellWord(region)} AWS_ENDPOINT_URL_KMS=${shellWord(endpoint)}`,
});

const calling =
  (code: (facts: SampleFacts) => Code) =>
  (facts: SampleFacts): Code => {
    const begin = client(facts);
    const rest = code(facts);
    return Object.fromEntries(
      LANGUAGES.map((language) => [language, `${begin[language]}\n\n${rest[language]}`]),
    ) as Code; // one a language
  };

const generateDataKey = calling(({ keyId, context }) => {
  const c = contexts(context);
  return {
    python: `# Both copies of one new data key
r = kms.generate_data_key(
    KeyId=${literal(keyId)},
    KeySpec="AES_256",
    EncryptionContext=${c.python})`,
    typescript: `// Both copies of one new data key
const r = await kms.send(new GenerateDataKeyCommand({
  KeyId: ${literal(keyId)},
  KeySpec: "AES_256",
  EncryptionContext: ${c.typescript},
}));`,
    go: `// Both copies of one new data key
r, err := client.GenerateDataKey(ctx, &kms.GenerateDataKeyInput{
	KeyId:             aws.String(${literal(keyId)}),
	KeySpec:           types.DataKeySpecAes256,
	EncryptionContext: ${c.go},
})`,
    java: `// Both copies of one new data key
GenerateDataKeyResponse r = kms.generateDataKey(b -> b
    .keyId(${literal(keyId)})
    .keySpec(DataKeySpec.AES_256)
    .encryptionContext(${c.java}));`,
    cli: `# Both copies of one new data key
aws kms generate-data-key \\
  --key-id ${shellWord(keyId)} --key-spec AES_256 \\
  --encryption-context ${c.cli}`,
  };
});

const decryptWith = (context: ReadonlyMap<string, string>): Code => {
  const c = contexts(context);
  return {
    python: `# Only the wrapped key goes; its header names key and version
r = kms.decrypt(
    CiphertextBlob=envelope["wrapped_key"],
    EncryptionContext=${c.python})`,
    typescript: `// Only the wrapped key goes; its header names key and version
const r = await kms.send(new DecryptCommand({
  CiphertextBlob: envelope.wrappedKey,
  EncryptionContext: ${c.typescript},
}));`,
    go: `// Only the wrapped key goes; its header names key and version
r, err := client.Decrypt(ctx, &kms.DecryptInput{
	CiphertextBlob:    envelope.WrappedKey,
	EncryptionContext: ${c.go},
})`,
    java: `// Only the wrapped key goes; its header names key and version
DecryptResponse r = kms.decrypt(b -> b
    .ciphertextBlob(SdkBytes.fromByteArray(envelope.wrappedKey()))
    .encryptionContext(${c.java}));`,
    cli: `# Only the wrapped key goes; its header names key and version
aws kms decrypt --ciphertext-blob fileb://wrapped.key \\
  --encryption-context ${c.cli}`,
  };
};

const decrypt = calling(({ context }) => decryptWith(context));
const CLI_ENVELOPE = `# The AWS CLI does not encrypt payloads. Keydesk's own does, with the same envelope:`;

const encryptLocally = ({ keyId, endpoint, context }: SampleFacts): Code => ({
  python: `# Here, no network. The tag covers what stands beside the payload, too.
key = bytearray(r.pop("Plaintext"))
nonce = os.urandom(12)
additional_data = json.dumps(context, sort_keys=True).encode()  # this desk's own: docs/envelope-file.md
ciphertext = AESGCM(key).encrypt(nonce, payload, additional_data)  # ends with the 16 bytes of the tag`,
  typescript: `// Here, no network. A key that cannot be exported:
const key = await crypto.subtle.importKey("raw", r.Plaintext, "AES-GCM", false, ["encrypt"]);
const nonce = crypto.getRandomValues(new Uint8Array(12));
const additionalData = new TextEncoder().encode(JSON.stringify(context)); // this desk's own: docs/envelope-file.md
const ciphertext = await crypto.subtle.encrypt( // ends with the 16 bytes of the tag
  { name: "AES-GCM", iv: nonce, additionalData }, key, payload);`,
  go: `// Here, no network
block, err := aes.NewCipher(r.Plaintext)
aead, err := cipher.NewGCM(block)
nonce := make([]byte, aead.NonceSize())
rand.Read(nonce)
additionalData, err := json.Marshal(context) // this desk's own: docs/envelope-file.md
ciphertext := aead.Seal(nil, nonce, payload, additionalData) // ends with the 16 bytes of the tag`,
  java: `// Here, no network
byte[] key = r.plaintext().asByteArray(), nonce = new byte[12];
SecureRandom.getInstanceStrong().nextBytes(nonce);
Cipher aes = Cipher.getInstance("AES/GCM/NoPadding");
aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
byte[] additionalData = context.toString().getBytes(UTF_8); // this desk's own: docs/envelope-file.md
aes.updateAAD(additionalData);
byte[] ciphertext = aes.doFinal(payload); // ends with the 16 bytes of the tag`,
  cli: `${CLI_ENVELOPE}
KEYDESK_ENDPOINT=${shellWord(endpoint)} npm run -s keydesk -- envelope encrypt record.txt \\
  --key ${shellWord(keyId)}${[...context].map(([name, value]) => ` \\\n  --context ${shellWord(`${name}=${value}`)}`).join('')}`,
});

const decryptLocally = ({ endpoint }: SampleFacts): Code => ({
  python: `# envelope: as it was stored; additional_data: the same as then
key = bytearray(r.pop("Plaintext"))
payload = AESGCM(key).decrypt(envelope["nonce"], envelope["ciphertext"], additional_data)
key[:] = bytes(32)`,
  typescript: `const key = await crypto.subtle.importKey("raw", r.Plaintext, "AES-GCM", false, ["decrypt"]);
r.Plaintext.fill(0);
const payload = await crypto.subtle.decrypt(
  { name: "AES-GCM", iv: envelope.nonce, additionalData }, key, envelope.ciphertext);`,
  go: `block, err := aes.NewCipher(r.Plaintext)
clear(r.Plaintext)
aead, err := cipher.NewGCM(block)
payload, err := aead.Open(nil, envelope.Nonce, envelope.Ciphertext, additionalData)`,
  java: `byte[] key = r.plaintext().asByteArray();
Cipher aes = Cipher.getInstance("AES/GCM/NoPadding");
aes.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, envelope.nonce()));
aes.updateAAD(additionalData);
byte[] payload = aes.doFinal(envelope.ciphertext());`,
  cli: `${CLI_ENVELOPE}
KEYDESK_ENDPOINT=${shellWord(endpoint)} npm run -s keydesk -- envelope decrypt record.txt.envelope`,
});

const wipe = (): Code => ({
  python: `# Overwrite, then let go
key[:] = bytes(32)
del key
# boto3's own copy is immutable: freed, not overwritten`,
  typescript: `// Overwrite, then let go
r.Plaintext.fill(0);
// The CryptoKey cannot be exported, and is dropped here`,
  go: `// Overwrite, then let go
clear(r.Plaintext)
// The cipher's key schedule goes with its block: keep neither longer than the record`,
  java: `// Overwrite, then let go
Arrays.fill(key, (byte) 0);
// SdkBytes keeps a copy of its own: let the response go, too`,
  cli: `# keydesk envelope overwrites the data key before it ends; a shell variable cannot be overwritten:
unset PLAINTEXT`,
});

const store = ({ context }: SampleFacts): Code => {
  const id = literal(context.get('record') ?? 'record');
  return {
    python: `db.put(${id}, {
    "wrapped_key": r["CiphertextBlob"],
    "nonce": nonce,
    "ciphertext": ciphertext})`,
    typescript: `await db.put(${id}, { wrappedKey: r.CiphertextBlob, nonce, ciphertext });`,
    go: `db.Put(${id}, Envelope{r.CiphertextBlob, nonce, ciphertext})`,
    java: `db.put(${id}, new Envelope(r.ciphertextBlob().asByteArray(), nonce, ciphertext));`,
    cli: `# One file holds all of it: wrapped key, nonce, ciphertext, context
aws s3 cp record.txt.envelope s3://records/`,
  };
};

const rotate = calling(({ keyId }) => ({
  python: `# Now, or by itself on a schedule: enable_key_rotation
kms.rotate_key_on_demand(KeyId=${literal(keyId)})`,
  typescript: `// Now, or by itself on a schedule: EnableKeyRotationCommand
await kms.send(new RotateKeyOnDemandCommand({ KeyId: ${literal(keyId)} }));`,
  go: `// Now, or by itself on a schedule: EnableKeyRotation
_, err := client.RotateKeyOnDemand(ctx, &kms.RotateKeyOnDemandInput{
	KeyId: aws.String(${literal(keyId)}),
})`,
  java: `// Now, or by itself on a schedule: enableKeyRotation
kms.rotateKeyOnDemand(b -> b.keyId(${literal(keyId)}));`,
  cli: `# Now, or by itself on a schedule: enable-key-rotation
aws kms rotate-key-on-demand --key-id ${shellWord(keyId)}`,
}));

const reEncrypt = calling(({ keyId, context }) => {
  const c = contexts(context);
  return {
    python: `r = kms.re_encrypt(
    CiphertextBlob=envelope["wrapped_key"],
    SourceEncryptionContext=${c.python},
    DestinationEncryptionContext=${c.python},
    DestinationKeyId=${literal(keyId)})
envelope["wrapped_key"] = r["CiphertextBlob"]  # the ciphertext stays as it is`,
    typescript: `const r = await kms.send(new ReEncryptCommand({
  CiphertextBlob: envelope.wrappedKey,
  SourceEncryptionContext: ${c.typescript},
  DestinationEncryptionContext: ${c.typescript},
  DestinationKeyId: ${literal(keyId)},
}));
envelope.wrappedKey = r.CiphertextBlob; // the ciphertext stays as it is`,
    go: `r, err := client.ReEncrypt(ctx, &kms.ReEncryptInput{
	CiphertextBlob:               envelope.WrappedKey,
	SourceEncryptionContext:      ${c.go},
	DestinationEncryptionContext: ${c.go},
	DestinationKeyId:             aws.String(${literal(keyId)}),
})
envelope.WrappedKey = r.CiphertextBlob // the ciphertext stays as it is`,
    java: `ReEncryptResponse r = kms.reEncrypt(b -> b
    .ciphertextBlob(SdkBytes.fromByteArray(envelope.wrappedKey()))
    .sourceEncryptionContext(${c.java})
    .destinationEncryptionContext(${c.java})
    .destinationKeyId(${literal(keyId)}));
// The ciphertext stays as it is`,
    cli: `aws kms re-encrypt --ciphertext-blob fileb://wrapped.key \\
  --source-encryption-context ${c.cli} \\
  --destination-encryption-context ${c.cli} \\
  --destination-key-id ${shellWord(keyId)}`,
  };
});

const encryptDirectly = calling(({ keyId, context }) => {
  const c = contexts(context);
  return {
    python: `# At most 4,096 bytes, and every one of them travels
r = kms.encrypt(
    KeyId=${literal(keyId)},
    Plaintext=payload,
    EncryptionContext=${c.python})`,
    typescript: `// At most 4,096 bytes, and every one of them travels
const r = await kms.send(new EncryptCommand({
  KeyId: ${literal(keyId)},
  Plaintext: payload,
  EncryptionContext: ${c.typescript},
}));`,
    go: `// At most 4,096 bytes, and every one of them travels
r, err := client.Encrypt(ctx, &kms.EncryptInput{
	KeyId:             aws.String(${literal(keyId)}),
	Plaintext:         payload,
	EncryptionContext: ${c.go},
})`,
    java: `// At most 4,096 bytes, and every one of them travels
EncryptResponse r = kms.encrypt(b -> b
    .keyId(${literal(keyId)})
    .plaintext(SdkBytes.fromByteArray(payload))
    .encryptionContext(${c.java}));`,
    cli: `# At most 4,096 bytes, and every one of them travels
aws kms encrypt --key-id ${shellWord(keyId)} \\
  --plaintext fileb://payload \\
  --encryption-context ${c.cli}`,
  };
});

/** What a thief would have to do with what was stolen. */
const thief = calling(({ context }) => decryptWith(context));

const SAMPLES = {
  'generate-data-key': generateDataKey,
  'encrypt-locally': encryptLocally,
  wipe,
  store,
  decrypt,
  'decrypt-locally': decryptLocally,
  rotate,
  're-encrypt': reEncrypt,
  'encrypt-directly': encryptDirectly,
  thief,
} satisfies Record<string, (facts: SampleFacts) => Code>;

const NOTE =
  'Credentials come from the environment (a service’s access key). Your practice key’s policy names only you: a program takes a key whose policy names it.';

export type SampleName = keyof typeof SAMPLES;
export const SAMPLE_NAMES = Object.keys(SAMPLES) as readonly SampleName[]; // its own keys

export function deskSamples(name: SampleName, facts: SampleFacts): readonly Sample<Language>[] {
  const code = SAMPLES[name](facts);
  return LANGUAGES.map((id) => ({ id, label: LABELS[id], title: TITLES[id], code: code[id], note: NOTE }));
}
