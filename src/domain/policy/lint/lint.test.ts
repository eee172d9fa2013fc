import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../../testing/runs.ts';
import { parseJson } from '../../json/parse-json.ts';
import { compilePolicy } from '../compile.ts';
import { parsePolicy } from '../parse.ts';
import { keyStatement } from '../policies.fixture.ts';
import { applyEdits } from './apply.ts';
import { EXAMPLE_WORLD, identityPolicy, keyPolicy, role, type ExampleStatement } from './examples.ts';
import { fixAll, lintPolicy } from './lint.ts';
import { ENGINE } from './lint.fixture.ts';
import { NAIVE_ENGINE } from './naive-engine.fixture.ts';
import type { Rule } from './rule.ts';
import { ruleDoc } from './rule-docs.ts';
import { RULES } from './rules.ts';

const SEED = { seed: 20261130 };
/** Rules that find what saving refuses and the parser does not. */
const BEYOND_THE_PARSER = new Set(['size-quota', 'charset', 'principal-unknown']);

const rule = (code: string, check: Rule['check'], more: Partial<Rule> = {}): Rule => ({
  code,
  group: 'hygiene',
  severity: 'low',
  kinds: ['key', 'identity'],
  check,
  ...more,
});
const found = (from: number, message = 'Something.') => ({ from, to: from + 1, statement: null, message });

const compiledOf = (text: string) => {
  const parsed = parsePolicy(text, 'key');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return compilePolicy(parsed.document, 'key');
};

describe('lintPolicy', () => {
  test('says that a rule failed, and runs the others', () => {
    const failing = rule('failing', () => {
      throw new Error('secret of the policy');
    });
    const halfway = rule('halfway', function* () {
      yield found(0);
      throw new TypeError('x is not a function');
    });
    const well = rule('well', () => [found(3)]);
    const { findings } = lintPolicy(keyPolicy({}), 'key', EXAMPLE_WORLD, { rules: [failing, halfway, well] });
    expect(findings.map(({ code, severity }) => [code, severity])).toEqual([
      ['could-not-analyse', 'high'],
      ['could-not-analyse', 'high'],
      ['well', 'low'],
    ]);
    expect(findings[0]?.message).toContain('The rule failing failed on this policy');
    expect(findings[1]?.message).toContain('The rule halfway');
    expect(JSON.stringify(findings)).not.toContain('secret');
  });

  test('puts the worst first, then goes by the text', () => {
    const rules = [
      rule('b', () => [found(9), found(2)]),
      rule('a', () => [found(2)]),
      rule('high', () => [found(50)], { severity: 'high' }),
      rule('raised', () => [{ ...found(60), severity: 'error' as const }]),
    ];
    const { findings } = lintPolicy(keyPolicy({}), 'key', EXAMPLE_WORLD, { rules });
    expect(findings.map(({ code, from }) => `${code} ${from}`)).toEqual([
      'raised 60',
      'high 50',
      'a 2',
      'b 2',
      'b 9',
    ]);
  });

  test('shows fifty findings of one rule, and counts the rest', () => {
    const many = rule('many', () => Array.from({ length: 80 }, (_, i) => found(i)));
    const { findings, more } = lintPolicy(keyPolicy({}), 'key', EXAMPLE_WORLD, { rules: [many] });
    expect(findings).toHaveLength(50);
    expect([...more]).toEqual([['many', 30]]);
  });

  test('runs a rule on the kinds of policy it is for', () => {
    const keys = rule('keys', () => [found(0)], { kinds: ['key'] });
    const codes = (kind: 'key' | 'identity', text: string) =>
      lintPolicy(text, kind, EXAMPLE_WORLD, { rules: [keys] }).findings.map(({ code }) => code);
    expect(codes('key', keyPolicy({}))).toEqual(['keys']);
    expect(codes('identity', identityPolicy({}))).toEqual([]);
  });

  test('makes one finding of each refusal of the parser, which blocks', () => {
    const text = keyPolicy(
      { Effect: 'allow', Action: ['kms:Decrypt', 'kms:Decript'] },
      { Sid: 'Second', Principal: undefined, Action: 'Encrypt' },
    );
    const { findings, problems } = lintPolicy(text, 'key', EXAMPLE_WORLD, { engine: ENGINE });
    const blocking = findings.filter(({ blocks }) => blocks);
    expect(blocking.map(({ code }) => code).toSorted()).toEqual([
      'effect-case',
      'missing-element',
      'unknown-action',
    ]);
    expect(blocking).toHaveLength(problems.length);
    expect(blocking.every(({ severity }) => severity === 'error')).toBe(true);
  });

  test('finds the rest of a statement whose effect is refused or missing', () => {
    for (const Effect of ['allow', ' Deny', 'Permit', undefined]) {
      const text = keyPolicy({
        Effect,
        Principal: { AWS: role('biling') },
        Action: 'kms:Decryt',
        Condition: { StringEquals: { 'kms:EncryptionContex:tenant': 'acme' } },
      });
      const codes = lintPolicy(text, 'key', EXAMPLE_WORLD).findings.map(({ code }) => code);
      expect(codes).toEqual(
        expect.arrayContaining(['principal-unknown', 'unknown-action', 'unknown-condition-key']),
      );
      expect(codes).toContain(Effect === undefined ? 'missing-element' : 'effect-case');
    }
  });

  test('blocks what saving refuses besides: nobody of that name, other letters, too long', () => {
    const blocking = (...statements: readonly ExampleStatement[]): readonly string[] =>
      lintPolicy(keyPolicy(...statements), 'key', EXAMPLE_WORLD, { engine: ENGINE })
        .findings.filter(({ blocks }) => blocks)
        .map(({ code }) => code);
    expect(blocking({ Principal: { AWS: role('nobody') } })).toEqual(['principal-unknown']);
    expect(blocking({ Sid: 'The \u0430pp' })).toEqual(['charset']);
    expect(blocking(...Array.from({ length: 250 }, (_, i) => ({ Sid: `Statement ${i}` })))).toEqual([
      'size-quota',
    ]);
    // The protocol lets it in: it is ASCII on the wire, and Latin-1.
    const escaped = keyPolicy({ Sid: 'The @pp' }).replace('@', String.raw`\u0430`);
    for (const text of [escaped, keyPolicy({ Sid: 'The\u00ad app' })])
      expect(
        lintPolicy(text, 'key', EXAMPLE_WORLD, { engine: ENGINE }).findings.find(
          ({ code }) => code === 'charset',
        ),
      ).toMatchObject({ severity: 'error', blocks: false });
  });

  test('names a refusal by its rule even when that rule is not run', () => {
    const { findings } = lintPolicy(keyPolicy({ Effect: 'allow' }), 'key', EXAMPLE_WORLD, { rules: [] });
    expect(findings.map(({ code, blocks }) => [code, blocks])).toEqual([['effect-case', true]]);
  });

  test('goes on in a text that is being typed', () => {
    const whole = keyPolicy({ Sid: 'The app', Action: ['kms:Decrypt', 'kms:Decript'] }, { Sid: 'Next' });
    const { findings, document } = lintPolicy(whole.slice(0, -12), 'key', EXAMPLE_WORLD);
    expect(findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['json-syntax', 'unknown-action']),
    );
    expect(document?.statements.map(({ sid }) => sid)).toEqual(['The app', 'Next']);
  });

  test.each(['', ' ', '{', '[]', 'null', '"x"', '{"Statement":', '{"__proto__":{"Statement":[]}}', '\u0000'])(
    'takes %j, and says why it cannot be saved',
    (text) => {
      const { findings } = lintPolicy(text, 'key', EXAMPLE_WORLD, { engine: ENGINE });
      expect(findings.some(({ blocks }) => blocks)).toBe(true);
      expect(findings.map(({ code }) => code)).not.toContain('could-not-analyse');
    },
  );

  test('never throws and never gives up, whatever the text; every place is within it', () => {
    const pieces = RULES.map(({ code }) => ruleDoc(code).example.fires).filter((text) => text.length < 3000);
    const broken = fc
      .tuple(
        fc.constantFrom(...pieces),
        fc.nat(),
        fc.nat(30),
        fc.constantFrom('', ',', '"', '{', '}', '[', 'null', '\u202e', ':'),
      )
      .map(([text, at, length, insert]) => {
        const from = at % (text.length + 1);
        return text.slice(0, from) + insert + text.slice(from + length);
      });
    fc.assert(
      fc.property(broken, fc.constantFrom('key' as const, 'identity' as const), (text, kind) => {
        const { findings, problems } = lintPolicy(text, kind, EXAMPLE_WORLD, { fixes: 'now' });
        expect(findings.map(({ code }) => code)).not.toContain('could-not-analyse');
        const refused = findings.filter(({ blocks, code }) => blocks && !BEYOND_THE_PARSER.has(code));
        expect(refused).toHaveLength(problems.length);
        for (const { from, to, message } of findings) {
          expect(from).toBeGreaterThanOrEqual(0);
          expect(to).toBeGreaterThanOrEqual(from);
          expect(to).toBeLessThanOrEqual(text.length);
          expect(message).not.toMatch(/undefined|\[object|NaN/);
        }
      }),
      { ...SEED, numRuns: runs(800) },
    );
  });

  test('knows nothing of what it is not told: without a world it is silent about it', () => {
    const blind = { ...EXAMPLE_WORLD, key: null, principals: null, grants: null, usage: null, me: null };
    const codes = lintPolicy(keyPolicy({ Principal: { AWS: role('nobody') } }), 'key', blind).findings.map(
      ({ code }) => code,
    );
    for (const code of ['principal-unknown', 'lockout-none', 'lockout-self', 'lockout-fragile'])
      expect(codes).not.toContain(code);
  });
});

describe('fixes', () => {
  test('are proved when somebody asks, once', () => {
    let asked = 0;
    const lazy = rule('lazy', () => [
      {
        ...found(0),
        fixes: () => {
          asked++;
          return [{ class: 'A' as const, title: 'Tidy', edits: [{ from: 0, to: 1, insert: ' {' }] }];
        },
      },
    ]);
    const lint = lintPolicy(keyPolicy({}), 'key', EXAMPLE_WORLD, { rules: [lazy], fixes: 'later' });
    const [finding] = lint.findings;
    if (finding === undefined) throw new Error('no finding');
    expect(finding).toMatchObject({ fixable: true, fixes: [] });
    expect(asked).toBe(0);
    expect(lint.fixesOf(finding).map(({ title }) => title)).toEqual(['Tidy']);
    lint.fixesOf(finding);
    expect(asked).toBe(1);
  });

  const offering = (fixClass: 'A' | 'N' | 'T' | 'R', edits: { from: number; to: number; insert: string }[]) =>
    rule('offering', () => [{ ...found(0), fixes: [{ class: fixClass, title: 'Do it', edits }] }]);
  const offered = (text: string, each: Rule, engine = ENGINE as typeof ENGINE | null) =>
    lintPolicy(text, 'key', EXAMPLE_WORLD, { rules: [each], engine }).findings[0]?.fixes.length;
  const POLICY = keyPolicy({ Sid: 'A', Action: ['kms:Decrypt', 'kms:Encrypt'] });
  const edit = (old: string, insert: string) => {
    const from = POLICY.indexOf(old);
    return [{ from, to: from + old.length, insert }];
  };

  test('are offered as what they are, or not at all', () => {
    const narrower = edit('"kms:Decrypt",', '');
    const wider = edit('"kms:Decrypt"', '"kms:*"');
    const same = edit('"A"', '"B"');
    expect(offered(POLICY, offering('A', same))).toBe(1);
    expect(offered(POLICY, offering('A', narrower))).toBe(0);
    expect(offered(POLICY, offering('A', wider))).toBe(0);
    expect(offered(POLICY, offering('N', narrower))).toBe(1);
    expect(offered(POLICY, offering('N', wider))).toBe(0);
    expect(offered(POLICY, offering('T', wider))).toBe(1);
  });

  test('are not offered when they cannot be proved: without an engine, when it gives up, when it fails', () => {
    const narrower = edit('"kms:Decrypt",', '');
    expect(offered(POLICY, offering('N', narrower), null)).toBe(0);
    expect(offered(POLICY, offering('N', narrower), { ...ENGINE, certify: () => 'unknown' })).toBe(0);
    const failing = () => {
      throw new Error('out of memory');
    };
    expect(offered(POLICY, offering('N', narrower), { ...ENGINE, certify: failing })).toBe(0);
  });

  test('are not offered when they break the text, change nothing, or overlap', () => {
    expect(offered(POLICY, offering('T', edit('"Effect"', '"Effect')))).toBe(0);
    expect(offered(POLICY, offering('T', edit('"Effect"', '"effect"')))).toBe(0);
    expect(offered(POLICY, offering('A', edit('"A"', '"A"')))).toBe(0);
    expect(offered(POLICY, offering('A', [...edit('"A"', '"B"'), ...edit('"A"', '"C"')]))).toBe(0);
    expect(offered(POLICY, offering('R', edit('"A"', '"B"')))).toBe(0);
  });

  test('of a rule that cannot make them leave the finding', () => {
    const failing = rule('failing-fix', () => [
      {
        ...found(0),
        fixes: () => {
          throw new Error('no');
        },
      },
    ]);
    const { findings } = lintPolicy(POLICY, 'key', EXAMPLE_WORLD, { rules: [failing] });
    expect(findings.map(({ code, fixes }) => [code, fixes.length])).toEqual([['failing-fix', 0]]);
  });
});

describe('fixAll', () => {
  const messy = keyPolicy(
    { Action: ['kms:Decrypt', 'KMS:decrypt', 'kms:Zap*', 's3:GetObject'], Condition: {} },
    { Action: ['kms:Encrypt'], Principal: { AWS: [role('app'), role('app')] } },
  ).replace('2012-10-17', '2008-10-17');

  test('does everything that changes nothing for anybody, and says what', () => {
    const { text, applied } = fixAll(messy, 'key', EXAMPLE_WORLD, { engine: ENGINE });
    expect(JSON.parse(text)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: expect.any(String) as string,
          Effect: 'Allow',
          Principal: { AWS: role('app') },
          Action: ['kms:Decrypt', 'kms:Encrypt'],
          Resource: '*',
        },
      ],
    });
    expect(applied.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['version-old', 'dead-action-pattern', 'foreign-service-action', 'mergeable']),
    );
    expect(NAIVE_ENGINE.certify(compiledOf(messy), compiledOf(text), EXAMPLE_WORLD)).toBe('same');
  });

  test.each<readonly [string, ExampleStatement]>([
    ['an action', { Sid: 'Reader', Principal: { AWS: role('reader') }, Action: 'kms:Decryt' }],
    ['a service', { Sid: 'Reader', Principal: { AWS: role('reader') }, Action: 'ksm:Decrypt' }],
    ['a pattern', { Sid: 'Reader', Principal: { AWS: role('reader') }, Action: 'kms:Decrypts*' }],
    ['a name', { Sid: 'Reader', Principal: { AWS: role('reder') } }],
    ['a name of two', { Sid: 'Reader', Principal: { AWS: [role('reder'), role('billing')] } }],
    [
      'a condition key',
      { Sid: 'Reader', Condition: { StringEquals: { 'kms:EncryptionContex:tenant': 'acme' } } },
    ],
    ['a blank', { Sid: 'Reader', Action: 'kms:Decrypt ' }],
  ])('leaves a statement in which %s is misspelled, and offers the right word', (_, statement) => {
    const text = keyPolicy({ Sid: 'The app decrypts' }, statement);
    expect(fixAll(text, 'key', EXAMPLE_WORLD, { engine: ENGINE }).text).toContain('"Reader"');
    const { findings } = lintPolicy(text, 'key', EXAMPLE_WORLD, { engine: ENGINE });
    const titles = findings.flatMap(({ fixes }) => fixes.map(({ class: of, title }) => `${of} ${title}`));
    expect(titles.some((title) => title.startsWith('T Write '))).toBe(true);
    expect(titles.filter((title) => title.startsWith('A Remove'))).toEqual([]);
    // It is said once, by who knows the word.
    expect(findings.map(({ code }) => code)).not.toContain('never-true');
  });

  test('leaves what stands beside a statement that lets in everybody', () => {
    const admin = { Sid: 'Admin', Principal: { AWS: role('operations') }, Action: 'kms:*' };
    const everybody = { Sid: 'Everybody', Principal: '*', Action: 'kms:*' };
    for (const all of [
      [admin, everybody],
      [{ ...admin, Sid: undefined }, everybody],
      [{ ...admin, Principal: { AWS: ['*', role('operations')] } }],
    ]) {
      const { text } = fixAll(keyPolicy(...all), 'key', EXAMPLE_WORLD, { engine: ENGINE });
      expect(text).toContain(role('operations'));
    }
    const { findings } = lintPolicy(keyPolicy(admin, everybody), 'key', EXAMPLE_WORLD, { engine: ENGINE });
    const shadowed = findings.find(({ code }) => code === 'shadowed-allow');
    expect(shadowed?.message).toContain('Narrow it, and keep this one.');
    expect(shadowed?.fixes).toEqual([]);
    const codes = findings.map(({ code }) => code);
    expect(codes).not.toContain('sole-admin');
    // Both are told: what everybody may, and what one is named for.
    expect(codes).toEqual(expect.arrayContaining(['public', 'full-access-principal']));
  });

  test('leaves a sound policy as it is, and one that cannot be read', () => {
    const sound = keyPolicy({ Sid: 'The app decrypts' });
    expect(fixAll(sound, 'key', EXAMPLE_WORLD, { engine: ENGINE })).toEqual({ text: sound, applied: [] });
    expect(fixAll('{', 'key', EXAMPLE_WORLD, { engine: ENGINE })).toEqual({ text: '{', applied: [] });
  });

  test('comes to an end, does nothing more the second time, and never changes who can do what', () => {
    const statements = fc.array(keyStatement, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(statements, (all) => {
        const before = JSON.stringify({ Statement: all }, null, 2);
        const { text } = fixAll(before, 'key', EXAMPLE_WORLD, { engine: ENGINE });
        expect(fixAll(text, 'key', EXAMPLE_WORLD, { engine: ENGINE }).applied).toEqual([]);
        expect(NAIVE_ENGINE.certify(compiledOf(before), compiledOf(text), EXAMPLE_WORLD)).toBe('same');
      }),
      { ...SEED, numRuns: runs(40) },
    );
  });
});

test('every fix that is offered, of whatever rule, is what its class says', () => {
  const statement = fc.oneof(keyStatement, fc.constantFrom(...RULES.flatMap(statementsOfExample)));
  fc.assert(
    fc.property(fc.array(statement, { minLength: 1, maxLength: 3 }), (all) => {
      const text = JSON.stringify({ Version: '2012-10-17', Statement: all }, null, 2);
      const { findings } = lintPolicy(text, 'key', EXAMPLE_WORLD, { engine: ENGINE });
      for (const { code, fixes } of findings)
        for (const fix of fixes) {
          const after = applyEdits(text, fix.edits);
          const what = `${code}: ${fix.title}\n${text}\n${after}`;
          if (fix.class !== 'R') expect(() => parseJson(after), what).not.toThrow();
          if (fix.class === 'R' || fix.class === 'T') continue;
          const relation = NAIVE_ENGINE.certify(compiledOf(text), compiledOf(after), EXAMPLE_WORLD);
          expect(fix.class === 'A' ? ['same'] : ['same', 'narrower'], what).toContain(relation);
        }
    }),
    { ...SEED, numRuns: runs(60) },
  );
});

/** Statements of the examples of key policies. */
function statementsOfExample({ kinds, code }: Rule): readonly Record<string, unknown>[] {
  const { example } = ruleDoc(code);
  if (!kinds.includes('key') || example.fires.length > 3000) return [];
  try {
    const { Statement } = JSON.parse(example.fires) as { Statement: Record<string, unknown>[] }; // an example of a key policy
    return Statement;
  } catch {
    return [];
  }
}
