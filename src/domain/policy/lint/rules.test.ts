import { describe, expect, test } from 'vitest';
import { parseJson } from '../../json/parse-json.ts';
import { applyEdits } from './apply.ts';
import { lintBy } from './lint.fixture.ts';
import type { Rule } from './rule.ts';
import { CATALOGUE } from './catalogue.fixture.ts';
import { IDENTITY_RULES } from './identity-rules.ts';
import { PLAIN_RULES } from './plain-rules.ts';
import { ruleDoc } from './rule-docs.ts';
import { LATER_RULES } from './later-rules.ts';
import { RULES, WITHOUT_MEANING } from './rules.ts';

const lintExample = (rule: Rule, which: 'fires' | 'silent') => {
  const { example } = ruleDoc(rule.code);
  const world = which === 'fires' ? example.world : (example.silentWorld ?? example.world);
  return lintBy(rule, example[which], world, { suppressions: example.suppressions ?? null });
};

describe('the catalogue', () => {
  const codes: readonly string[] = Object.values(CATALOGUE).flat();
  const have = new Map(RULES.map((rule) => [rule.code, rule]));

  test('has 125 rules, each of which is a rule here or has no meaning here, for a reason', () => {
    expect(new Set(codes).size).toBe(125);
    const missing = codes.filter((code) => !have.has(code) && !WITHOUT_MEANING.has(code));
    expect(missing).toEqual([]);
    for (const [code, reason] of WITHOUT_MEANING) {
      expect(codes).toContain(code);
      expect(have.has(code)).toBe(false);
      expect(reason).toMatch(/^[A-Z].{60,}\.$/s);
    }
  });

  test('has every rule that is here, but for what the parser needs besides, and for what this desk has and AWS does not', () => {
    expect(RULES.map(({ code }) => code).filter((code) => !codes.includes(code))).toEqual([
      'element-type',
      'as-good-as-administrator',
      'use-of-every-key',
    ]);
  });

  test('is whole in the two parts that an editor fetches one after the other', () => {
    const parts = [...PLAIN_RULES, ...LATER_RULES, ...IDENTITY_RULES];
    expect(parts.map(({ code }) => code).toSorted()).toEqual(RULES.map(({ code }) => code).toSorted());
  });

  test.each(Object.entries(CATALOGUE))('puts them into the group %s', (group, own: readonly string[]) => {
    for (const code of own) if (have.has(code)) expect([code, have.get(code)?.group]).toEqual([code, group]);
  });
});

describe('every rule', () => {
  test('has a code of its own', () => {
    const codes = RULES.map(({ code }) => code);
    expect(codes).toEqual([...new Set(codes)]);
    for (const code of codes) expect(code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  describe.each(RULES.map((rule) => [rule.code, rule] as const))('%s', (code, rule) => {
    test('fires on its example, in words that end, at a place in the text', () => {
      const found = lintExample(rule, 'fires').findings.filter((finding) => finding.code === code);
      expect(found.length).toBeGreaterThan(0);
      for (const { message, from, to } of found) {
        expect(message).toMatch(/^[^\s].*[.?][)"]?$/s);
        expect(message).not.toMatch(/undefined|null|\[object|NaN/);
        expect(from).toBeGreaterThanOrEqual(0);
        expect(to).toBeGreaterThan(from);
        expect(to).toBeLessThanOrEqual(ruleDoc(rule.code).example.fires.length);
      }
    });

    test('is silent on the nearest policy', () => {
      const codes = lintExample(rule, 'silent').findings.map((finding) => finding.code);
      expect(codes).not.toContain(code);
      expect(codes).not.toContain('could-not-analyse');
    });

    test('offers fixes of the classes it says, each of which takes the finding away', () => {
      const findings = lintExample(rule, 'fires').findings.filter((finding) => finding.code === code);
      const offered = findings.flatMap(({ fixes }) => fixes);
      const { fixes } = ruleDoc(code);
      expect(offered.length > 0).toBe(fixes.length > 0);
      for (const fix of offered) expect(fixes).toContain(fix.class);
      for (const fix of offered) {
        const after = applyEdits(ruleDoc(rule.code).example.fires, fix.edits);
        if (fix.class !== 'R') expect(() => parseJson(after)).not.toThrow();
        const left = lintBy(rule, after, ruleDoc(rule.code).example.world).findings.filter(
          (each) => each.code === code,
        );
        expect(left.length, `${fix.title}\n${after}`).toBeLessThan(findings.length);
      }
    });

    test('explains itself', () => {
      expect(ruleDoc(code).title).toMatch(/^[A-Z].*[^.]$/);
      expect(ruleDoc(rule.code).why.length).toBeGreaterThan(80);
      expect(ruleDoc(rule.code).why).toMatch(/\.$/);
      expect(rule.kinds.length).toBeGreaterThan(0);
    });
  });
});
