/** `keydesk lint`: the real program on real files. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyPolicyFor } from '../domain/policy/default-policy.ts';
import { RULES } from '../domain/policy/lint/rules.ts';
import { accountIn, positionsIn } from './lint-files.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const ACCOUNT = '111122223333';
let folder: string;

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}
const lint = (...args: readonly string[]): Promise<Run> => lintOf(null, ...args);
const lintOf = (input: string | null, ...args: readonly string[]): Promise<Run> =>
  new Promise((done, fail) => {
    const child = spawn(process.execPath, [MAIN, 'lint', ...args], {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stdin.end(input ?? '');
    const out = { stdout: '', stderr: '' };
    child.stdout.on('data', (part: Buffer) => (out.stdout += part.toString()));
    child.stderr.on('data', (part: Buffer) => (out.stderr += part.toString()));
    child.on('error', fail);
    child.on('close', (code) => done({ code: code ?? -1, ...out }));
  });

const SOUND = keyPolicyFor({
  accountId: ACCOUNT,
  administrators: [`arn:aws:iam::${ACCOUNT}:role/keepers`],
  users: [],
  delegateToAccount: true,
});
/** An action that nothing has, on its sixth line. */
const MISSPELT = `{
  "Version": "2012-10-17",
  "Statement": [{
    "Sid": "Control", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::${ACCOUNT}:root"}, "Action": "kms:*", "Resource": "*"
  }, {
    "Sid": "Use", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::${ACCOUNT}:role/app"}, "Action": "kms:Decrpyt", "Resource": "*"
  }]
}
`;
const BROKEN = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow" "Principal": "*"}]}';
const IDENTITY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Sid: 'Find', Effect: 'Allow', Action: 'kms:ListKeys', Resource: '*' }],
});

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'keydesk-lint-'));
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  mkdirSync(join(folder, 'all/in ner'), { recursive: true });
  write('sound.json', SOUND);
  write('misspelt.json', MISSPELT);
  write('identity.json', IDENTITY);
  write('all/a.json', SOUND);
  write('all/broken.json', BROKEN);
  write('all/in ner/misspelt.json', MISSPELT);
  write('all/package.json', '{"name": "no policy"}');
  write('all/notes.txt', BROKEN);
  mkdirSync(join(folder, 'near'));
  write('near/cut.json', '{"Version":"2012-10-17","Sta');
  write('near/near.json', `{"Statment":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`);
  write('near/version.json', '{"Version":"2012-10-17"}');
  write('near/tsconfig.json', '{"version": "1.2.3", "settlement": {}}');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('as text', () => {
  it('names file, line and column, and what to do', async () => {
    const { code, stdout } = await lint('misspelt.json');
    const line = stdout.split('\n').find((each) => each.includes('[unknown-action]')) ?? '';
    const column = (MISSPELT.split('\n')[5]?.indexOf('"kms:Decrpyt"') ?? 0) + 1;
    expect(line).toMatch(new RegExp(`^misspelt\\.json:6:${column}: (error|high|medium): .*kms:Decrpyt`));
    expect(code).toBe(line.includes(' medium: ') ? 0 : 1);
  });

  it('is content with a sound policy', async () => {
    const { code, stdout } = await lint('sound.json');
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/: (error|high): /);
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^1 policy looked at: /);
  });

  it('goes through a folder, and leaves out what is no policy', async () => {
    const { code, stdout } = await lint('all');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^all\/broken\.json:1:\d+: error: /m);
    expect(stdout).toContain('all/in ner/misspelt.json:6:');
    expect(stdout).not.toContain('notes.txt');
    expect(stdout).toContain('all/package.json: no policy (no Statement), left out.');
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(
      /^3 policies looked at; 1 JSON file without a Statement left out: /,
    );
  });

  it('lets nothing pass that is meant to be a policy: cut short, or with a misspelled Statement', async () => {
    const { code, stdout } = await lint('near');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^near\/cut\.json:1:\d+: error: .*\[json-syntax\]$/m);
    expect(stdout).toMatch(
      /^near\/near\.json:1:\d+: error: .*"Statment".*Write "Statement".*\[unknown-element\]$/m,
    );
    expect(stdout).toMatch(/^near\/version\.json:1:\d+: error: .*\[missing-element\]$/m);
    expect(stdout).toContain('near/tsconfig.json: no policy (no Statement), left out.');
    expect(stdout).toMatch(/^3 policies looked at; 1 JSON file without a Statement left out: /m);
  });

  it('reads policies of people and services as such', async () => {
    expect((await lint('identity.json', '--kind', 'identity')).code).toBe(0);
    // Nothing in it names a principal.
    expect((await lint('identity.json')).code).toBe(0);
    expect((await lint('identity.json', '--kind', 'key')).code).toBe(1);
    const { files } = JSON.parse((await lint('identity.json', 'sound.json', '--json')).stdout) as {
      files: { kind: string }[];
    }; // our own form
    expect(files.map(({ kind }) => kind)).toEqual(['identity', 'key']);
  });

  it('finds what is as good as administrator in a policy of people and services', async () => {
    const { code, stdout } = await lintOf(
      JSON.stringify({ Statement: [{ Sid: 'All', Effect: 'Allow', Action: '*', Resource: '*' }] }),
      '-',
    );
    expect(code).toBe(1);
    expect(stdout).toMatch(/^stdin:1:\d+: high: .*\[full-access-principal\]$/m);
  });

  it('reads standard input', async () => {
    const { code, stdout } = await lintOf(MISSPELT, '-');
    expect(stdout).toMatch(/^stdin:6:\d+: error: .*kms:Decrpyt/m);
    expect(code).toBe(1);
    expect((await lintOf('', '-')).code).toBe(1); // no JSON
  });

  it('says of what was named and is no policy that it is none, and no more', async () => {
    const { code, stdout } = await lint('all/package.json', 'sound.json');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^all\/package\.json: no policy \(no Statement\), left out\.$/m);
    expect(stdout).toContain('1 policy looked at');
    const alone = await lint('all/package.json');
    expect([alone.code, alone.stdout]).toEqual([64, '']);
    expect(alone.stderr).toContain('all/package.json: no policy (no Statement), left out.');
  });

  it('ends in silence when who reads is gone', async () => {
    const stderr = await new Promise<string>((done, fail) => {
      const child = spawn(process.execPath, [MAIN, 'lint', 'all', '--json'], {
        cwd: folder,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child.stdout.destroy();
      let said = '';
      child.stderr.on('data', (part: Buffer) => (said += part.toString()));
      child.on('error', fail);
      child.on('close', () => done(said));
    });
    expect(stderr).toBe('');
  });

  it('fails from the severity on that is asked for', async () => {
    const info = await lint('sound.json', '--fail-on', 'info');
    const error = await lint('misspelt.json', '--fail-on', 'error');
    expect(info.code).toBe(info.stdout.includes('nothing found') ? 0 : 1);
    expect(error.code).toBe(/: error: /.test(error.stdout) ? 1 : 0);
  });
});

describe('wrong words', () => {
  it.each([
    [[], 'expected: lint FILE|DIR|-…'],
    [['absent.json'], 'absent.json does not exist.'],
    [['sound.json', '--format', 'xml'], '--format is one of text, json, sarif.'],
    [['sound.json', '--kind', 'bucket'], '--kind is one of key, identity.'],
    [['sound.json', '--fail-on', 'never'], '--fail-on is one of error, high, medium, low, info.'],
    [['sound.json', '--account', '12'], '--account has 12 digits.'],
    [['sound.json', '--frobnicate'], '--frobnicate'],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await lint(...args);
    expect([code, stdout]).toEqual([64, '']);
    expect(stderr).toContain(message);
  });

  it('a folder without policies', async () => {
    mkdirSync(join(folder, 'empty'));
    const { code, stderr } = await lint('empty');
    expect(code).toBe(64);
    expect(stderr).toContain('There is no policy in what was given.');
  });
});

describe('as JSON', () => {
  it('gives places as offsets and as lines', async () => {
    const { stdout } = await lint('misspelt.json', '--json');
    const report = JSON.parse(stdout) as {
      files: { path: string; findings: { code: string; from: number; start: { line: number } }[] }[];
    }; // our own form
    const [file] = report.files;
    const found = file?.findings.find(({ code }) => code === 'unknown-action');
    expect(file?.path).toBe('misspelt.json');
    expect([found?.start.line, MISSPELT.slice(found?.from, (found?.from ?? 0) + 13)]).toEqual([
      6,
      '"kms:Decrpyt"',
    ]);
  });
});

describe('as SARIF', () => {
  const require = createRequire(import.meta.url);
  const schema = JSON.parse(
    readFileSync(require.resolve('schemastore/schemas/json/sarif-2.1.0.json'), 'utf8'),
  ) as Record<string, unknown>; // a JSON schema
  // One of the schema’s own patterns is none with the u flag.
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats.default(ajv);
  const isValid = ajv.compile(schema);

  interface Sarif {
    readonly runs: readonly {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly results: readonly {
        readonly ruleId: string;
        readonly ruleIndex?: number;
        readonly level: string;
        readonly locations: readonly {
          readonly physicalLocation: {
            readonly artifactLocation: { readonly uri: string };
            readonly region: { readonly startLine: number; readonly charOffset: number };
          };
        }[];
      }[];
    }[];
  }
  const sarif = async (...args: readonly string[]): Promise<Sarif> => {
    const { stdout } = await lint(...args, '--format', 'sarif');
    const report = JSON.parse(stdout) as Sarif; // checked by the schema below
    isValid(report);
    expect(isValid.errors).toBeNull();
    return report;
  };

  it('the validator refuses what is no SARIF', () => {
    expect(isValid({ version: '2.1.0', runs: [{ tool: {} }] })).toBe(false);
    expect(isValid({ version: '2.0.0', runs: [] })).toBe(false);
  });

  it('holds every rule, and each finding at its place', async () => {
    const report = await sarif('all', 'misspelt.json');
    const [run] = report.runs;
    expect(run?.tool.driver.rules.map(({ id }) => id)).toEqual(RULES.map(({ code }) => code));
    const found = run?.results.filter(({ ruleId }) => ruleId === 'unknown-action') ?? [];
    expect(found.map(({ locations }) => locations[0]?.physicalLocation.artifactLocation.uri)).toEqual([
      'all/in%20ner/misspelt.json',
      'misspelt.json',
    ]);
    for (const { ruleId, ruleIndex = -1, locations } of run?.results ?? []) {
      expect(run?.tool.driver.rules[ruleIndex]?.id ?? ruleId).toBe(ruleId);
      expect(locations[0]?.physicalLocation.region.startLine).toBeGreaterThan(0);
    }
  });

  it('is a run without results when nothing is found', async () => {
    const report = await sarif('sound.json');
    expect(report.runs[0]?.results.filter(({ level }) => level === 'error')).toEqual([]);
  });
});

describe('places and accounts', () => {
  it('counts lines from 1, in UTF-16 units', () => {
    const at = positionsIn('a\n😀b\n');
    expect([0, 1, 2, 4, 5, 6].map(at)).toEqual([
      { line: 1, column: 1 },
      { line: 1, column: 2 },
      { line: 2, column: 1 },
      { line: 2, column: 3 },
      { line: 2, column: 4 },
      { line: 3, column: 1 },
    ]);
  });

  it('reads the account off the policy: its root before any other', () => {
    expect(accountIn('"arn:aws:iam::999999999999:role/x" "arn:aws:iam::111122223333:root"')).toBe(ACCOUNT);
    expect(accountIn('"arn:aws:iam::999999999999:role/x"')).toBe('999999999999');
    expect(accountIn('{}')).toBe('000000000000');
  });
});
