import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hclIdentifier, hclString, hclValue, literal, shellWord } from './code-quoting.ts';

const NASTY = [
  `it's "quoted"`,
  '$(touch /tmp/x) `id` $HOME ${PATH}',
  'two\nlines\r\nand a tab\t',
  String.raw`back\slash \n \u0041 \'`,
  '%{ if true }x%{ endif } $${a} $$${b} %%{c}',
  '!history -n --flag',
  'ünïcödé 🗝 \u2028 \u007f',
  '',
];

/** What a shell makes of the words. */
const shell = (words: readonly string[]): string[] => {
  const out = execFileSync('/bin/sh', [
    '-c',
    `for word in ${words.map(shellWord).join(' ')}; do printf '%s\\0' "$word"; done`,
  ]);
  return out.toString().split('\0').slice(0, -1);
};

it('is read by a shell as it was typed', () => {
  expect(shell(NASTY)).toEqual(NASTY);
  const text = fc
    .string({ unit: 'binary', maxLength: 40 })
    .filter((each) => !each.includes('\0') && each.isWellFormed());
  const lists = fc.array(text, { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(lists, (words) => {
      expect(shell(words)).toEqual(words);
    }),
    { numRuns: 25 },
  );
});

it('is read by Python as it was typed', () => {
  const code = `import json, sys; json.dump([${NASTY.map(literal).join(', ')}], sys.stdout)`;
  expect(JSON.parse(execFileSync('/usr/bin/python3', ['-c', code]).toString())).toEqual(NASTY);
});

it('is a literal of JavaScript on one line', () => {
  for (const text of NASTY) {
    // oxlint-disable-next-line typescript/no-implied-eval, no-new-func -- the language itself is the judge
    const read = new Function(`return ${literal(text)}`) as () => unknown; // a function of our own literal
    expect(read()).toBe(text);
    expect(literal(text)).not.toMatch(/[\n\r\u2028\u2029]/);
  }
});

/** The rules of HCL's quoted templates, written down apart from what is tested; throws where a template would begin. */
function readHcl(quoted: string): string {
  let rest = quoted.slice(1, -1);
  let text = '';
  while (rest !== '') {
    const template = /^(\$\$\{|%%\{)/.exec(rest);
    const escape = /^\\(n|r|t|"|\\|u[0-9a-fA-F]{4})/.exec(rest);
    if (template !== null) {
      text += rest.slice(1, 3);
      rest = rest.slice(3);
    } else if (escape !== null) {
      text += JSON.parse(`"${escape[0]}"`) as string; // those escapes mean the same in JSON
      rest = rest.slice(escape[0].length);
    } else {
      if (/^([$%]\{|["\\\n\r])/.test(rest)) throw new Error(`not plain text: ${rest}`);
      text += rest.charAt(0);
      rest = rest.slice(1);
    }
  }
  return text;
}

it('is read by HCL as it was typed, and begins no template', () => {
  for (const text of NASTY) expect(readHcl(hclString(text))).toBe(text);
  expect(hclString('${aws:username} 100%')).toBe('"$${aws:username} 100%"');
  const signs = fc.string({
    unit: fc.constantFrom('$', '%', '{', '}', '\\', '"', '\n', '\b', '\f', 'a'),
    maxLength: 12,
  });
  fc.assert(
    fc.property(signs, (text) => {
      expect(readHcl(hclString(text))).toBe(text);
    }),
  );
});

it('writes values and names of HCL', () => {
  expect(hclValue({ Version: '2012-10-17', 'kms:Via': ['a', 'b'], empty: [], none: {}, on: true }, '')).toBe(
    `{\n  Version = "2012-10-17"\n  "kms:Via" = [\n    "a",\n    "b",\n  ]\n  empty = []\n  none  = {}\n  on    = true\n}`,
  );
  expect(['billing-prod', '2fa/keys', '--', 'ä'].map(hclIdentifier)).toEqual([
    'billing_prod',
    'key_2fa_keys',
    'key',
    'key',
  ]);
});
