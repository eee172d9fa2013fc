import { DEFAULT_PERIOD_DAYS } from '../../../domain/rotation/schedule.ts';
import type { KeySpec, KeyUsage } from '../../../domain/keys/key-specs.ts';
import type { Sample } from '../../ui/code-tabs.tsx';
import { hclIdentifier, hclString, hclValue, indented, literal, shellWord } from '../../ui/code-quoting.ts';

/** What the form would make, as code says it. */
export interface NewKeyFacts {
  readonly endpoint: string;
  readonly region: string;
  /** Without `alias/`; empty while there is none. */
  readonly alias: string;
  readonly description: string;
  readonly tags: readonly { readonly name: string; readonly value: string }[];
  /** JSON text of our own making. */
  readonly policy: string;
  readonly spec: KeySpec;
  readonly usage: KeyUsage;
  /** Null: no automatic rotation. */
  readonly rotationDays: number | null;
}

export const CREATE_LANGUAGES = ['cli', 'typescript', 'python', 'terraform'] as const;
export type CreateLanguage = (typeof CREATE_LANGUAGES)[number];

const isPlain = ({ spec }: NewKeyFacts): boolean => spec === 'SYMMETRIC_DEFAULT';
/** The default is left out: clients from before May 2024 do not know the parameter. */
const ownPeriod = ({ rotationDays }: NewKeyFacts): number | null =>
  rotationDays === DEFAULT_PERIOD_DAYS ? null : rotationDays;
const aliasName = ({ alias }: NewKeyFacts): string => `alias/${alias}`;
const tagList = ({ tags }: NewKeyFacts): readonly object[] =>
  tags.map(({ name, value }) => ({ TagKey: name, TagValue: value }));

/** The CLI reads a file in place of a value that begins so, and takes one with a dash for an option. */
const isTaken = (value: string): boolean => /^(file|fileb|https?):\/\/|^-/.test(value);

function cli(facts: NewKeyFacts): string {
  const { description, region, endpoint, policy, spec, usage, rotationDays } = facts;
  const period = ownPeriod(facts);
  const create = [
    'aws kms create-key',
    ...(description === ''
      ? []
      : isTaken(description)
        ? [`--cli-input-json ${shellWord(JSON.stringify({ Description: description }))}`]
        : [`--description ${shellWord(description)}`]),
    ...(isPlain(facts) ? [] : [`--key-spec ${spec} --key-usage ${usage}`]),
    ...(facts.tags.length === 0 ? [] : [`--tags ${shellWord(JSON.stringify(tagList(facts)))}`]),
    '--policy "$POLICY"',
    '--query KeyMetadata.KeyId --output text',
  ].join(' \\\n  ');
  return [
    `export AWS_DEFAULT_REGION=${shellWord(region)}`,
    `aws() { command aws --endpoint-url ${shellWord(endpoint)} "$@"; }`,
    '',
    `POLICY=$(cat <<'JSON'\n${policy}\nJSON\n)`,
    '',
    `KEY_ID=$(${create})`,
    ...(facts.alias === ''
      ? []
      : ['', `aws kms create-alias --alias-name ${shellWord(aliasName(facts))} --target-key-id "$KEY_ID"`]),
    ...(rotationDays === null
      ? []
      : [
          `aws kms enable-key-rotation --key-id "$KEY_ID"${period === null ? '' : ` --rotation-period-in-days ${period}`}`,
        ]),
  ].join('\n');
}

function typescript(facts: NewKeyFacts): string {
  const { description, policy, spec, usage, rotationDays } = facts;
  const period = ownPeriod(facts);
  const commands = [
    'CreateKeyCommand',
    ...(facts.alias === '' ? [] : ['CreateAliasCommand']),
    ...(rotationDays === null ? [] : ['EnableKeyRotationCommand']),
    'KMSClient',
  ];
  const members = [
    ...(description === '' ? [] : [`Description: ${literal(description)},`]),
    ...(isPlain(facts) ? [] : [`KeySpec: ${literal(spec)},`, `KeyUsage: ${literal(usage)},`]),
    ...(facts.tags.length === 0
      ? []
      : [`Tags: ${indented(JSON.stringify(tagList(facts), null, 2), '    ')},`]),
    `Policy: JSON.stringify(${indented(policy, '    ')}, null, 2),`,
  ];
  return [
    `import { ${commands.join(', ')} } from "@aws-sdk/client-kms";`,
    '',
    `const kms = new KMSClient({ endpoint: ${literal(facts.endpoint)}, region: ${literal(facts.region)} });`,
    '',
    `const { KeyMetadata } = await kms.send(\n  new CreateKeyCommand({\n    ${members.join('\n    ')}\n  }),\n);`,
    'const KeyId = KeyMetadata!.KeyId!;',
    ...(facts.alias === ''
      ? []
      : [
          `await kms.send(new CreateAliasCommand({ AliasName: ${literal(aliasName(facts))}, TargetKeyId: KeyId }));`,
        ]),
    ...(rotationDays === null
      ? []
      : [
          `await kms.send(new EnableKeyRotationCommand({ KeyId${period === null ? '' : `, RotationPeriodInDays: ${period}`} }));`,
        ]),
  ].join('\n');
}

function python(facts: NewKeyFacts): string {
  const { description, policy, spec, usage, rotationDays } = facts;
  const period = ownPeriod(facts);
  const members = [
    ...(description === '' ? [] : [`Description=${literal(description)},`]),
    ...(isPlain(facts) ? [] : [`KeySpec=${literal(spec)},`, `KeyUsage=${literal(usage)},`]),
    ...(facts.tags.length === 0
      ? []
      : [`Tags=${indented(JSON.stringify(tagList(facts), null, 2), '    ')},`]),
    `Policy=json.dumps(${indented(policy, '    ')}, indent=2),`,
  ];
  return [
    'import json',
    '',
    'import boto3',
    '',
    `kms = boto3.client("kms", endpoint_url=${literal(facts.endpoint)}, region_name=${literal(facts.region)})`,
    '',
    `key = kms.create_key(\n    ${members.join('\n    ')}\n)`,
    'key_id = key["KeyMetadata"]["KeyId"]',
    ...(facts.alias === ''
      ? []
      : [`kms.create_alias(AliasName=${literal(aliasName(facts))}, TargetKeyId=key_id)`]),
    ...(rotationDays === null
      ? []
      : [
          `kms.enable_key_rotation(KeyId=key_id${period === null ? '' : `, RotationPeriodInDays=${period}`})`,
        ]),
  ].join('\n');
}

/** The provider of Terraform, told where this desk is. */
export const terraformProvider = ({ endpoint, region }: Pick<NewKeyFacts, 'endpoint' | 'region'>): string =>
  `provider "aws" {
  region                      = ${hclString(region)}
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true

  endpoints {
    kms = ${hclString(endpoint)}
  }
}`;

function terraform(facts: NewKeyFacts): string {
  const name = hclIdentifier(facts.alias);
  const policy = JSON.parse(facts.policy) as Parameters<typeof hclValue>[0]; // JSON of our own making
  const rows: (readonly [string, string])[] = [
    ...(facts.description === '' ? [] : [['description', hclString(facts.description)] as const]),
    ...(isPlain(facts)
      ? []
      : [
          ['customer_master_key_spec', hclString(facts.spec)] as const,
          ['key_usage', hclString(facts.usage)] as const,
        ]),
    ...(facts.rotationDays === null
      ? []
      : [
          ['enable_key_rotation', 'true'] as const,
          ['rotation_period_in_days', String(facts.rotationDays)] as const,
        ]),
  ];
  const width = Math.max(0, ...rows.map(([each]) => each.length));
  const tags = facts.tags.map(({ name: tag, value }) => [hclString(tag), hclString(value)] as const);
  const tagWidth = Math.max(0, ...tags.map(([tag]) => tag.length));
  const tagLines = tags.map(([tag, value]) => `    ${tag.padEnd(tagWidth)} = ${value}\n`);
  const members = [
    ...rows.map(([each, value]) => `  ${each.padEnd(width)} = ${value}\n`),
    ...(tags.length === 0 ? [] : [`\n  tags = {\n${tagLines.join('')}  }\n`]),
    `\n  policy = jsonencode(${hclValue(policy, '  ')})\n`,
  ].join('');
  const alias =
    facts.alias === ''
      ? ''
      : `\n\nresource "aws_kms_alias" "${name}" {
  name          = ${hclString(aliasName(facts))}
  target_key_id = aws_kms_key.${name}.key_id
}`;
  return `${terraformProvider(facts)}\n\nresource "aws_kms_key" "${name}" {\n${members.replace(/^\n/, '')}}${alias}`;
}

/** The same key by other means. Credentials come from the environment, never from here. */
export const createKeySamples = (facts: NewKeyFacts): readonly Sample<CreateLanguage>[] => [
  { id: 'cli', label: 'AWS CLI', title: 'AWS CLI, in a shell', code: cli(facts) },
  { id: 'typescript', label: 'TypeScript', title: 'TypeScript, AWS SDK v3', code: typescript(facts) },
  { id: 'python', label: 'Python', title: 'Python, boto3', code: python(facts) },
  {
    id: 'terraform',
    label: 'Terraform',
    title: 'Terraform, provider hashicorp/aws 5',
    code: terraform(facts),
  },
];
