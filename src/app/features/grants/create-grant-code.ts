import { hclIdentifier, hclString, hclValue, literal, shellWord } from '../../ui/code-quoting.ts';
import type { Sample } from '../../ui/code-tabs.tsx';
import { inOrder, sentPairs, type GrantForm } from './grant-words.ts';

/** What the form would make, as code says it. */
export interface NewGrantFacts extends GrantForm {
  readonly endpoint: string;
  readonly region: string;
  readonly keyId: string;
}

export const GRANT_LANGUAGES = ['cli', 'typescript', 'python', 'terraform'] as const;
export type GrantLanguage = (typeof GRANT_LANGUAGES)[number];

const RULE = { subset: 'EncryptionContextSubset', equals: 'EncryptionContextEquals' } as const;

/** The request's members, in its own order and spelling. */
function members(facts: NewGrantFacts) {
  const pairs = Object.fromEntries(sentPairs(facts).map(({ name, value }) => [name, value] as const));
  return {
    KeyId: facts.keyId,
    GranteePrincipal: facts.grantee,
    Operations: inOrder(facts.operations),
    ...(facts.rule === 'any' ? {} : { Constraints: { [RULE[facts.rule]]: pairs } }),
    ...(facts.retiring === '' ? {} : { RetiringPrincipal: facts.retiring }),
    ...(facts.name === '' ? {} : { Name: facts.name }),
  };
}

function cli(facts: NewGrantFacts): string {
  const { KeyId, GranteePrincipal, Operations, Constraints, RetiringPrincipal, Name } = members(facts);
  return [
    'aws kms create-grant',
    `--endpoint-url ${shellWord(facts.endpoint)} --region ${shellWord(facts.region)}`,
    `--key-id ${shellWord(KeyId)}`,
    `--grantee-principal ${shellWord(GranteePrincipal)}`,
    `--operations ${Operations.join(' ')}`,
    ...(Constraints === undefined ? [] : [`--constraints ${shellWord(JSON.stringify(Constraints))}`]),
    ...(RetiringPrincipal === undefined ? [] : [`--retiring-principal ${shellWord(RetiringPrincipal)}`]),
    ...(Name === undefined ? [] : [`--name ${shellWord(Name)}`]),
  ].join(' \\\n  ');
}

/** A value on one line, as JavaScript and Python both read it; `pad` is what they put inside the braces of a map. */
function inline(value: unknown, pad: string): string {
  if (typeof value === 'string') return literal(value);
  if (Array.isArray(value)) return `[${value.map((each) => inline(each, pad)).join(', ')}]`;
  const pairs = Object.entries(value as object); // of texts, lists and maps
  if (pairs.length === 0) return '{}';
  return `{${pad}${pairs.map(([name, each]) => `${literal(name)}: ${inline(each, pad)}`).join(', ')}${pad}}`;
}

function typescript(facts: NewGrantFacts): string {
  const lines = Object.entries(members(facts)).map(([name, value]) => `    ${name}: ${inline(value, ' ')},`);
  return [
    'import { CreateGrantCommand, KMSClient } from "@aws-sdk/client-kms";',
    '',
    `const kms = new KMSClient({ endpoint: ${literal(facts.endpoint)}, region: ${literal(facts.region)} });`,
    '',
    `const { GrantId } = await kms.send(\n  new CreateGrantCommand({\n${lines.join('\n')}\n  }),\n);`,
  ].join('\n');
}

function python(facts: NewGrantFacts): string {
  const lines = Object.entries(members(facts)).map(([name, value]) => `    ${name}=${inline(value, '')},`);
  return [
    'import boto3',
    '',
    `kms = boto3.client("kms", endpoint_url=${literal(facts.endpoint)}, region_name=${literal(facts.region)})`,
    '',
    `grant = kms.create_grant(\n${lines.join('\n')}\n)`,
  ].join('\n');
}

function terraform(facts: NewGrantFacts): string {
  const { KeyId, GranteePrincipal, Operations, RetiringPrincipal, Name } = members(facts);
  const pairs = Object.fromEntries(sentPairs(facts).map(({ name, value }) => [name, value] as const));
  const rows: (readonly [string, string])[] = [
    ...(Name === undefined ? [] : [['name', hclString(Name)] as const]),
    ['key_id', hclString(KeyId)],
    ['grantee_principal', hclString(GranteePrincipal)],
    ['operations', `[${Operations.map(hclString).join(', ')}]`],
    ...(RetiringPrincipal === undefined
      ? []
      : [['retiring_principal', hclString(RetiringPrincipal)] as const]),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const rule = facts.rule === 'equals' ? 'encryption_context_equals' : 'encryption_context_subset';
  const constraints =
    facts.rule === 'any' ? '' : `\n  constraints {\n    ${rule} = ${hclValue(pairs, '    ')}\n  }\n`;
  return `resource "aws_kms_grant" "${facts.name === '' ? 'grant' : hclIdentifier(facts.name)}" {
${rows.map(([name, value]) => `  ${name.padEnd(width)} = ${value}\n`).join('')}${constraints}}`;
}

/** The same grant by other means. Credentials come from the environment, never from here. */
export const createGrantSamples = (facts: NewGrantFacts): readonly Sample<GrantLanguage>[] => [
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
