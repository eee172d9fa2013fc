import { expect, test } from 'vitest';
import { compilePolicy } from '../../../../domain/policy/compile.ts';
import { decide } from '../../../../domain/policy/evaluate.ts';
import { parsePolicy } from '../../../../domain/policy/parse.ts';
import { policyTemplates } from './policy-templates.ts';

const KEYS = 'arn:aws:kms:us-east-1:000000000000:key/*';
const KEY = 'arn:aws:kms:us-east-1:000000000000:key/1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab';
const templates = policyTemplates(KEYS);

const ALLOW_ALL = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"kms:*","Resource":"*"}}';

/** Where the key leaves control to the account: what the template's policy makes of it, perhaps beside others. */
function may(
  id: string,
  action: string,
  values: Readonly<Record<string, string>> = {},
  beside: string[] = [],
  mended = true,
) {
  const start = templates.find((template) => template.id === id)?.text ?? '';
  const text = mended ? start.replace('ID-OF-THE-KEY', '1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab') : start;
  const sources = [text, ...beside].map((each, i) => {
    const parsed = parsePolicy(each, 'identity');
    if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
    return { compiled: compilePolicy(parsed.document, 'identity'), id: `p${i}`, version: 1, digest: '' };
  });
  const caller = {
    arn: 'arn:aws:iam::000000000000:role/web',
    accountId: '000000000000',
    kind: 'role',
  } as const;
  return decide({ action, resource: KEY, caller, values: (key) => values[key], onKey: false }, null, sources)
    .allowed;
}

test('every template can be saved as it is', () => {
  for (const { id, text } of templates)
    expect([id, parsePolicy(text, 'identity')]).toMatchObject([id, { ok: true }]);
  expect(new Set(templates.map(({ id }) => id)).size).toBe(templates.length);
});

test('each lets do what it says, and no more', () => {
  const same = { 'aws:resourcetag/team': 'payments', 'aws:principaltag/team': 'payments' };
  expect(may('team-reads', 'kms:Decrypt', same)).toBe(true);
  expect(may('team-reads', 'kms:Decrypt', { ...same, 'aws:principaltag/team': 'web' })).toBe(false);
  expect(may('team-reads', 'kms:Encrypt', same)).toBe(false);
  // Without a tag there is no team, not any team.
  expect(may('team-reads', 'kms:Decrypt', { 'aws:resourcetag/team': 'payments' })).toBe(false);
  expect(may('team-reads', 'kms:Decrypt')).toBe(false);
  expect(may('one-key', 'kms:GenerateDataKeyWithoutPlaintext')).toBe(true);
  expect(may('one-key', 'kms:PutKeyPolicy')).toBe(false);
  expect(may('one-key', 'kms:GenerateDataKeyWithoutPlaintext', {}, [], false)).toBe(false);
  expect(may('looks', 'kms:GetKeyPolicy')).toBe(true);
  expect(may('looks', 'kms:Decrypt')).toBe(false);
  expect(may('never-destroys', 'kms:Decrypt')).toBe(false);
  expect(may('never-destroys', 'kms:ScheduleKeyDeletion', {}, [ALLOW_ALL])).toBe(false);
  expect(may('never-destroys', 'kms:EnableKey', {}, [ALLOW_ALL])).toBe(true);
});
