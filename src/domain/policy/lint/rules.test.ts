import { describe, expect, test } from 'vitest';
import { parseJson } from '../../json/parse-json.ts';
import { applyEdits } from './apply.ts';
import { lintBy } from './lint.fixture.ts';
import type { Rule } from './rule.ts';
import { RULES } from './rules.ts';

const lintExample = (rule: Rule, which: 'fires' | 'silent') => {
  const { example } = rule;
  const world = which === 'fires' ? example.world : (example.silentWorld ?? example.world);
  return lintBy(rule, example[which], world, { suppressions: example.suppressions ?? null });
};

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
        expect(message).toMatch(/^[^\s].*[.?]$/s);
        expect(message).not.toMatch(/undefined|null|\[object|NaN/);
        expect(from).toBeGreaterThanOrEqual(0);
        expect(to).toBeGreaterThan(from);
        expect(to).toBeLessThanOrEqual(rule.example.fires.length);
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
      expect(offered.length > 0).toBe(rule.fixes.length > 0);
      for (const fix of offered) expect(rule.fixes).toContain(fix.class);
      for (const fix of offered) {
        const after = applyEdits(rule.example.fires, fix.edits);
        if (fix.class !== 'R') expect(() => parseJson(after)).not.toThrow();
        const left = lintBy(rule, after, rule.example.world).findings.filter((each) => each.code === code);
        expect(left.length, `${fix.title}\n${after}`).toBeLessThan(findings.length);
      }
    });

    test('explains itself', () => {
      expect(rule.title).toMatch(/^[A-Z].*[^.]$/);
      expect(rule.why.length).toBeGreaterThan(80);
      expect(rule.why).toMatch(/\.$/);
      expect(rule.kinds.length).toBeGreaterThan(0);
    });
  });
});
