/** The code that the console gives away, run as it stands by the programs it is for, against a real desk. */
import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createKeySamples,
  type CreateLanguage,
  type NewKeyFacts,
} from '../../../app/features/keys/create-key-code.ts';
import { useKeySamples, type UseLanguage } from '../../../app/features/keys/code-samples.ts';
import { keyPolicyFor } from '../../../domain/policy/default-policy.ts';
import { removeDirectory, ROOT, startTestDesk, type TestDesk } from '../testing/desk.ts';
import { clientEnvironment, PYTHON, runProgram, type Ran } from './testing/run-program.ts';

/** A project of nobody's, where TypeScript finds the SDK. */
const FOLDER = mkdtempSync(join(tmpdir(), 'keydesk-samples-'));
symlinkSync(
  fileURLToPath(new URL('../../../../node_modules', import.meta.url)),
  join(FOLDER, 'node_modules'),
);
const CARD = 'card 4111 1111 1111 1111';
const NASTY = `it's "quoted", $(touch pwned) \`id\` \${HOME} %{x}\nsecond line \\n \\u0041 ünï 🗝`;
const TAGS = [
  { name: 'cost centre', value: '00 + = : / @' },
  { name: 'env', value: 'prod' },
];

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk();
});
afterAll(async () => {
  await desk.stop();
  removeDirectory(desk.dataDirectory);
  removeDirectory(FOLDER);
});

/** Runs code of a language in FOLDER; only what its credentials are comes from outside. */
function run(language: string, code: string): Promise<Ran> {
  const env = clientEnvironment(ROOT, desk.dataDirectory);
  const name = join(FOLDER, `sample.${{ python: 'py', typescript: 'mts', cli: 'sh' }[language] ?? 'txt'}`);
  writeFileSync(name, `${language === 'cli' ? 'set -eu\ncd "$(dirname "$0")"\n' : ''}${code}\n`);
  if (language === 'python') return runProgram(PYTHON, [name], env);
  if (language === 'cli') return runProgram('/bin/sh', [name], env);
  return runProgram(process.execPath, [name], env);
}

const codeOf = <T extends string>(
  samples: readonly { readonly id: T; readonly code: string }[],
  id: T,
): string => {
  const found = samples.find((sample) => sample.id === id);
  if (found === undefined) throw new Error(`no sample ${id}`);
  return found.code;
};

describe('use it', () => {
  const languages: readonly UseLanguage[] = ['python', 'typescript', 'cli'];
  it.each(languages)('%s seals and opens a record', async (language) => {
    const made = await desk.call('CreateKey', {});
    const { KeyId } = made.body['KeyMetadata'] as { KeyId: string }; // the test's own call
    await desk.call('CreateAlias', { AliasName: `alias/use-${language}`, TargetKeyId: KeyId });
    const facts = {
      endpoint: `http://127.0.0.1:${desk.port}`,
      region: 'us-east-1',
      keyId: `alias/use-${language}`,
    };
    const ran = await run(language, codeOf(useKeySamples(facts), language));
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout.trim()).toBe(CARD);
    const seen = await desk.call('Keydesk.DescribeKeyOverview', { KeyId });
    expect(seen.body).toMatchObject({
      Key: { Requests90Days: language === 'cli' ? 3 : 2, Refused90Days: 0 },
    });
  });
});

describe('create a key, the same as code', () => {
  const languages: readonly CreateLanguage[] = ['python', 'typescript', 'cli'];
  it.each(languages)('%s makes the key that the form would make', async (language) => {
    const policy = keyPolicyFor({
      accountId: '000000000000',
      administrators: ['arn:aws:iam::000000000000:role/root-operator'],
      users: [],
      delegateToAccount: true,
    });
    const facts: NewKeyFacts = {
      endpoint: `http://127.0.0.1:${desk.port}`,
      region: 'us-east-1',
      alias: `made-by-${language}`,
      description: NASTY,
      tags: TAGS,
      policy,
      spec: 'SYMMETRIC_DEFAULT',
      usage: 'ENCRYPT_DECRYPT',
      rotationDays: 365,
    };
    const ran = await run(language, codeOf(createKeySamples(facts), language));
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    const KeyId = `alias/made-by-${language}`;
    const { body } = await desk.call('Keydesk.DescribeKeyOverview', { KeyId });
    expect(body['Key']).toMatchObject({
      Aliases: [KeyId],
      Description: NASTY,
      Tags: TAGS.map(({ name, value }) => ({ TagKey: name, TagValue: value })),
      RotationPeriodInDays: 365,
    });
    const { KeyId: id } = body['Key'] as { KeyId: string }; // as just matched
    const saved = await desk.call('GetKeyPolicy', { KeyId: id });
    expect(saved.body['Policy']).toBe(policy);
  });
});
