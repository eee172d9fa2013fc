/** Conditions in words, by the values that the policies name: `tenant = acme`, `source address in 10.0.0.0/8`. */
import { conditionKey } from '../condition-keys.ts';
import { operatorRow } from '../operators.ts';
import type { ValueClass } from './classes.ts';
import type { WhenClause } from './comparison.ts';
import type { Cube } from './cubes.ts';
import type { Test } from './test.ts';
import { lookupOf } from './test.ts';
import { listed, phraseOf, quoted } from './phrases.ts';
import { CONTEXT_NAMES } from './presence.ts';
import { ABSENT, type DiagramVariable, type KeyVariable } from './variables.ts';

/** What people call it; all else by its own name. */
const LABELS: Readonly<Record<string, string>> = {
  'aws:sourceip': 'source address',
  'aws:currenttime': 'time',
  'aws:multifactorauthpresent': 'MFA',
  'aws:multifactorauthage': 'age of the MFA sign-in in seconds',
  'aws:securetransport': 'TLS',
  'aws:useragent': 'user agent',
  'kms:encryptioncontextkeys': 'names of the encryption context',
  'kms:grantoperations': 'grant operations',
  'kms:granteeprincipal': 'grantee',
  'kms:retiringprincipal': 'retiring principal',
  'kms:grantconstrainttype': 'grant constraint',
  'kms:encryptionalgorithm': 'encryption algorithm',
  'kms:signingalgorithm': 'signing algorithm',
  'kms:requestalias': 'alias in the request',
  'kms:rotationperiodindays': 'rotation period in days',
  'kms:schedulekeydeletionpendingwindowindays': 'waiting period in days',
  'kms:bypasspolicylockoutsafetycheck': 'lockout check bypassed',
};
const CONTEXT = /^kms:EncryptionContext:(.*)$/is;

const spelled = ({ key, tests }: KeyVariable): string =>
  tests.find(({ written }) => written !== null)?.written?.key ?? ofCatalogue(key);

const ofCatalogue = (key: string): string => {
  const name = conditionKey(key)?.name;
  return name?.toLowerCase() === key ? name : key;
};

interface Label {
  readonly name: string;
  readonly present: string;
  readonly absent: string;
}

function labelOf(variable: KeyVariable): Label {
  const key = spelled(variable);
  const context = CONTEXT.exec(key)?.[1];
  if (context !== undefined)
    return {
      name: context,
      present: `with encryption context "${context}"`,
      absent: `without encryption context "${context}"`,
    };
  const name = LABELS[variable.key] ?? key;
  if (variable.key === CONTEXT_NAMES)
    return {
      name,
      present: 'there is an encryption context',
      absent: 'there is no encryption context',
    };
  const be = variable.key === 'kms:grantoperations' ? 'are' : 'is';
  return { name, present: `${name} ${be} present`, absent: `${name} ${be} absent` };
}

const isNegated = ({ written }: Test): boolean => written?.base.includes('Not') ?? false;
const isNull = ({ written }: Test): boolean => written?.base === 'Null';

/** Classes of which the positive form of a test is true. */
function positives(test: Test, classes: readonly ValueClass[], isMany: boolean): readonly boolean[] {
  return classes.map(({ value }) => {
    const given = isMany ? [value] : value;
    return test.holds(lookupOf((key) => (key === test.key ? given : undefined))) !== isNegated(test);
  });
}

const same = (a: readonly boolean[], b: readonly boolean[], where: readonly boolean[]): boolean =>
  where.every((counts, i) => !counts || a[i] === b[i]);
const count = (flags: readonly boolean[]): number => flags.filter(Boolean).length;

/** The classes `wanted` among those that are `possible`, after the name of the key. */
function classWords(variable: KeyVariable, wanted: readonly boolean[], possible: readonly boolean[]): string {
  const { classes, tests, several, points } = variable;
  const isMany = several !== null && points === 2;
  const usable = tests.filter((test) => test.open.length === 0 && !isNull(test));
  const namesOf = (flags: readonly boolean[]): readonly string[] | null => {
    const chosen = classes.filter((_, i) => flags[i] === true);
    return chosen.some(({ open, named }) => open || named.length === 0) ? null : namesIn(variable, chosen);
  };
  const own = wanted.map((is, i) => is && possible[i] === true);
  const names = namesOf(own);
  const others = namesOf(possible.map((can, i) => can && !own[i]));
  if (names !== null && (others === null || names.length <= others.length)) return `= ${listed(names, 'or')}`;
  if (others !== null) return `is not ${listed(others, 'or')}`;
  const atoms = usable.flatMap((test) => atomsOf(test, classes, isMany));
  for (const { words, opposite, holds } of atoms) {
    if (same(holds, own, possible)) return words;
    const others = holds.map((is) => !is);
    if (same(others, own, possible)) return opposite;
  }
  return unionWords(own, possible, atoms, namesOf);
}

/** As they are listed: each once, a variable by its words. */
const namesIn = ({ aliases }: KeyVariable, classes: readonly ValueClass[]): readonly string[] => [
  ...new Set(classes.flatMap(({ named }) => named.map((text) => aliases.get(text) ?? quoted(text)))),
];

interface Atom {
  readonly words: string;
  readonly opposite: string;
  readonly holds: readonly boolean[];
}

/** The test, and each of its values where it has several. */
function atomsOf(test: Test, classes: readonly ValueClass[], isMany: boolean): readonly Atom[] {
  const whole: Atom = {
    words: phraseOf(test),
    opposite: phraseOf(test, true),
    holds: positives(test, classes, isMany),
  };
  const values = test.written?.values.map(({ text }) => text) ?? [];
  const row = operatorRow(test.written?.base ?? '');
  if (row === undefined || values.length < 2 || values.some((text) => text.includes('${'))) return [whole];
  const parts = values.map((text): Atom => {
    const matches = row.matchAny([[text]]);
    return {
      words: phraseOf(test, false, text),
      opposite: phraseOf(test, true, text),
      holds: classes.map(({ value }) => matches(value)),
    };
  });
  return [whole, ...parts];
}

/** Parts "this except that", as few as may be. */
function unionWords(
  own: readonly boolean[],
  possible: readonly boolean[],
  atoms: readonly Atom[],
  namesOf: (flags: readonly boolean[]) => readonly string[] | null,
): string {
  const negated = atoms.map(({ words, holds }) => ({ words: `not ${words}`, holds: holds.map((is) => !is) }));
  let left = own;
  const parts: string[] = [];
  for (;;) {
    let best: { readonly gain: number; readonly words: string; readonly holds: readonly boolean[] } | null =
      null;
    for (const { words, holds } of [...atoms, ...negated]) {
      const covered = holds.map((is, i) => is && left[i] === true);
      const except = holds.map((is, i) => is && possible[i] === true && own[i] !== true);
      const excepted = namesOf(except);
      const gain = count(covered) - count(except) / 2;
      if (count(covered) === 0 || excepted === null || gain <= (best?.gain ?? 0)) continue;
      best = {
        gain,
        holds,
        words: excepted.length === 0 ? words : `${words}, except ${listed(excepted, 'and')}`,
      };
    }
    if (best === null) break;
    const { holds, words } = best;
    parts.push(words);
    left = left.map((is, i) => is && holds[i] !== true);
  }
  if (count(left) > 0) {
    const names = namesOf(left);
    parts.push(names === null ? conjunction(left, possible, atoms) : `= ${listed(names, 'or')}`);
  }
  return parts.join(', or ');
}

/** What all of the classes have in common. */
function conjunction(own: readonly boolean[], possible: readonly boolean[], atoms: readonly Atom[]): string {
  const common = atoms.flatMap(({ words, opposite, holds }) => {
    const inside = own.map((is, i) => !is || holds[i] === true);
    const outside = own.map((is, i) => !is || holds[i] !== true);
    const says = possible.some((can, i) => can && own[i] !== true);
    return says && inside.every(Boolean) ? [words] : says && outside.every(Boolean) ? [opposite] : [];
  });
  return common.length === 0 ? 'is something else' : common.join(' and ');
}

/** What a cube asks of one key; null: nothing that could be otherwise. */
function keyClause(variable: KeyVariable, cube: Cube, possible: readonly boolean[]): WhenClause | null {
  const { several, points, index } = variable;
  const isMany = several !== null && points === 2;
  const allowed = (cube.get(index) ?? possible).map((is, point) => is && possible[point] === true);
  const label = labelOf(variable);
  const clause = (words: string): WhenClause => ({ key: spelled(variable), words });
  const members = several === null || !allowed[several] ? [] : memberWords(variable, cube);
  const onlySeveral = several !== null && count(allowed) === 1 && allowed[several];
  if (members.length > 0 && (isMany || onlySeveral))
    return clause(`${label.name}${isMany ? '' : ', given more than once,'} ${members.join(' and ')}`);
  if (same(allowed, possible, possible)) return null;
  const isClass = (point: number): boolean => point !== ABSENT && point !== several;
  const [some, all] = [allowed, possible].map((flags) => flags.filter((_, point) => isClass(point))) as [
    boolean[],
    boolean[],
  ]; // two in, two out
  const canBeAbsent = allowed[ABSENT] === true;
  if (isMany || onlySeveral || count(some) === 0)
    return clause(
      canBeAbsent
        ? label.absent
        : onlySeveral && !isMany
          ? `${label.name}, given more than once`
          : label.present,
    );
  if (count(some) === count(all)) return canBeAbsent ? null : clause(label.present);
  const words = classWords(variable, some, all);
  const name =
    /^(?:=|is |in |at |not |below|above|before|until|after|from|starts|ends|contains|matches|does not)/.test(
      words,
    )
      ? label.name
      : `${label.name}:`;
  return clause(`${name} ${words}${canBeAbsent ? ', or absent' : ''}`);
}

/** What must and must not be among several values. */
function memberWords(variable: KeyVariable, cube: Cube): readonly string[] {
  const { classes, index, several, points, tests } = variable;
  const isMany = several !== null && points === 2;
  const state = classes.map((_, i) => cube.get(index + 1 + i));
  const must = state.map((at) => at?.[0] === false);
  const mustNot = state.map((at) => at?.[1] === false);
  const naming = (flags: readonly boolean[]): string => {
    const flagged = classes.filter((_, i) => flags[i]);
    const names = namesIn(variable, flagged);
    if (flagged.every(({ open }) => !open)) return listed(names, 'or');
    const all = classes.map(() => true);
    const atom = tests.find((test) => !isNull(test) && same(positives(test, classes, isMany), flags, all));
    if (atom !== undefined) return `what ${phraseOf(atom)}`;
    const others = namesIn(
      variable,
      classes.filter((each) => !flagged.includes(each)),
    );
    return others.length > 0 ? `others than ${listed(others, 'or')}` : `such as ${listed(names, 'or')}`;
  };
  const out = classes.flatMap((_, i) =>
    must[i] === true ? [`include ${naming(classes.map((__, at) => at === i))}`] : [],
  );
  if (count(mustNot) === 0) return out;
  const may = mustNot.map((is) => !is);
  const named = (flags: readonly boolean[]): number =>
    namesIn(
      variable,
      classes.filter((_, i) => flags[i]),
    ).length;
  const isOpen = classes.some(({ open }, i) => open && mustNot[i] === true);
  return [
    ...out,
    isOpen || named(may) <= named(mustNot)
      ? `include only ${naming(may)}`
      : `do not include ${naming(mustNot)}`,
  ];
}

/** `possibleAt`: points that requests of the action can have at all. */
export function clausesOf(
  cube: Cube,
  variables: readonly DiagramVariable[],
  possibleAt: (index: number) => readonly boolean[],
): readonly WhenClause[] {
  const keys = new Map<number, KeyVariable>();
  const loose: WhenClause[] = [];
  for (const index of cube.keys()) {
    const variable = variables[index];
    if (variable === undefined) continue;
    // A key that is only what a policy variable stands for is told where it is compared.
    if (variable.kind !== 'loose') {
      if (variable.of.tests.length > 0) keys.set(variable.of.index, variable.of);
    } else {
      const { written, key } = variable.test;
      loose.push({
        key: written?.key ?? key,
        words: `perhaps by ${written?.operator ?? 'a constraint'} on ${written?.key ?? key}`,
      });
    }
  }
  const clauses = [...keys.values()]
    .toSorted((a, b) => a.index - b.index)
    .flatMap((variable) => keyClause(variable, cube, possibleAt(variable.index)) ?? []);
  return [...clauses, ...loose];
}
