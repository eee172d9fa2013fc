import type { JsonNode } from '../../../json/parse-json.ts';
import type { Place } from '../../document.ts';
import { keyPolicy } from '../examples.ts';
import { perSubject, statementAt } from '../facts.ts';
import type { LintSubject, Rule, RuleDoc } from '../rule.ts';

export const charset: Rule = {
  code: 'charset',
  group: 'errors',
  severity: 'error',
  kinds: ['key', 'identity'],
  *check(subject) {
    for (const { place, value, note } of stringsOf(subject)) {
      const wrong = [...new Set(value.match(WRONG))];
      if (wrong.length === 0) continue;
      const mended = value.replaceAll(
        WRONG,
        (char) => LOOK_ALIKE[char] ?? (INVISIBLE.test(char) ? '' : char),
      );
      const known = !HAS_WRONG.test(mended) && mended !== '';
      yield {
        ...place,
        statement: statementAt(subject, place.from),
        // Written as an escape it is saved.
        blocks: REFUSED.test(subject.text.slice(place.from, place.to)),
        message: `This text has ${wrong.slice(0, MOST_NAMED).map(nameOf).join(', ')}${wrong.length > MOST_NAMED ? ' and others' : ''}. It is not what it looks like, and compares as another text. Write it with Latin letters.`,
        fixes: known
          ? [
              {
                class: note ? 'A' : refused(subject, place) ? 'R' : 'T',
                title: `Write ${JSON.stringify(mended.slice(0, SHOWN).toWellFormed())}`,
                edits: [{ ...place, insert: JSON.stringify(mended) }],
              },
            ]
          : [],
      };
    }
  },
};

export const charsetDoc = (): RuleDoc => ({
  title: 'Characters that a policy may not have, or that nobody sees',
  fixes: ['A', 'R', 'T'],
  why: 'A policy is written in Latin-1. A Cyrillic letter can look like the Latin a and is another one, so what reads role/app may name another role; a zero-width space or a mark that turns the direction of writing is not seen at all. Such characters come from copying, or from somebody who wants a reviewer to read something else. A policy with a character outside Latin-1 is refused on save.',
  example: {
    fires: keyPolicy({ Sid: 'The \u0430pp decrypts' }),
    silent: keyPolicy({ Sid: 'The app d\u00e9crypte' }),
  },
});

const MOST_NAMED = 3;
const SHOWN = 80;
/** What AWS's pattern of policy texts leaves out, and what Latin-1 has that cannot be seen: controls and the soft hyphen. */
const WRONG = /[^\t\n\r\u0020-\u007e\u00a1-\u00ac\u00ae-\u00ff]/gu;
/** What the protocol does not let in (AWS's pattern of policy texts). */
const REFUSED = /[^\t\n\r\u0020-\u00ff]/;
const HAS_WRONG = new RegExp(WRONG.source, 'u');
/** Zero width, direction marks, soft hyphen, controls. */
const INVISIBLE = /[\p{Cc}\p{Cf}\u115f\u1160\u3164\uffa0]/u;

/** The Latin letters that Cyrillic and Greek ones look like, and what word processors write for ASCII. */
const LOOK_ALIKE: Readonly<Record<string, string>> = Object.fromEntries(
  (
    [
      [
        '\u0430\u0432\u0441\u0501\u0435\u0455\u0456\u0458\u043e\u0440\u051b\u051d\u0445\u0443\u0433\u04bb\u217c\u0578',
        'aBcdesijopqwxyrhln',
      ],
      [
        '\u0410\u0412\u0421\u0415\u041d\u0406\u0408\u041a\u041c\u041e\u0420\u0405\u0422\u0425\u04ae',
        'ABCEHIJKMOPSTXY',
      ],
      [
        '\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf\u03b1\u03bd',
        'ABEZHIKMNOPTYXoav',
      ],
      ['\u00a0\u2002\u2003\u2009\u202f\u3000', '      '],
      ['\u2010\u2011\u2012\u2013\u2014\u2212', '------'],
      ['\u2018\u2019\u201c\u201d', '\'\'""'],
    ] as const
  ).flatMap(([from, to]) => Array.from(from).map((char, i) => [char, to.charAt(i)] as const)),
);

const nameOf = (char: string): string => {
  const point = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const like = LOOK_ALIKE[char];
  if (INVISIBLE.test(char)) return `an invisible character (U+${point})`;
  return like === undefined || like === ' '
    ? `the character U+${point}`
    : `U+${point}, which looks like ${like}`;
};

const refused = ({ problems }: LintSubject, { from, to }: Place): boolean =>
  problems.some((problem) => problem.from >= from && problem.to <= to);

interface Text {
  readonly place: Place;
  readonly value: string;
  /** Means nothing to the decision: Sid, Id. */
  readonly note: boolean;
}

const stringsOf = perSubject(({ tree, text }): readonly Text[] => {
  // Nothing to see in a text of ASCII without an escape of a character.
  if (tree === null || (!HAS_WRONG.test(text) && !text.includes('\\u'))) return [];
  const out: Text[] = [];
  const visit = (node: JsonNode, note: boolean): void => {
    if (node.kind === 'string')
      out.push({ place: { from: node.from, to: node.to }, value: node.value, note });
    else if (node.kind === 'array') for (const item of node.items) visit(item, note);
    else if (node.kind === 'object') {
      for (const { name, place, value } of node.members) {
        out.push({ place, value: name, note: false });
        visit(value, name === 'Sid' || name === 'Id');
      }
    }
  };
  visit(tree, false);
  return out;
});
