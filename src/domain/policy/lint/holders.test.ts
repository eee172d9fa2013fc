/** Who may what, held against the evaluator: nobody whom it lets in by name is missing, and nobody is there whom it never lets in. */
import { runs } from '../../../testing/runs.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyWitness, statements } from '../compare/policies.fixture.ts';
import { isAllowed } from '../compare/request.ts';
import { world as someWorld, type Written } from '../compare/worlds.fixture.ts';
import { Meter } from '../meter.ts';
import { compilePolicy } from '../compile.ts';
import { parsePolicy } from '../parse.ts';
import type { Witness } from '../witness.ts';
import type { PolicyWorld } from '../world.ts';
import { accountOf } from './facts.ts';
import { holdersOf, type Holder } from './holders.ts';
import { bareWitness } from './shown.ts';
import { strangersIn } from './strangers.ts';
import { DEFAULT_SETTINGS } from './lint.ts';
import type { LintSubject } from './rule.ts';

/** Nobody has an identity policy, so that what is allowed comes from the key policy alone. */
const WORLD: PolicyWorld = {
  ...someWorld(),
  principals: (someWorld().principals ?? []).map((principal) => ({ ...principal, policies: [] })),
};

function subjectOf(written: readonly Written[]): LintSubject {
  const text = JSON.stringify({
    Version: '2012-10-17',
    Statement: written.map((statement) => ({
      ...('NotResource' in statement ? {} : { Resource: '*' }),
      ...statement,
    })),
  });
  const parsed = parsePolicy(text, 'key');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return {
    text,
    kind: 'key',
    tree: null,
    document: parsed.document,
    problems: [],
    compiled: compilePolicy(parsed.document, 'key'),
    world: WORLD,
    settings: DEFAULT_SETTINGS,
    engine: null,
    work: new Meter(Infinity),
    unasked: () => undefined,
    suppressions: null,
    firing: () => null,
  };
}

/** Does the holder stand for that caller? */
function standsFor({ who, kind, words }: Holder, arn: string): boolean {
  const account = accountOf(arn);
  return (
    who.arn === arn ||
    (kind === 'everyone' && account === WORLD.accountId) ||
    (who.known !== 'named' && account === who.account) ||
    words.startsWith('whoever ')
  );
}

/** Holders do not read what a variable of the caller stands for. */
const isRead = (written: readonly Written[]): boolean => !/\$\{aws:Principal/.test(JSON.stringify(written));

/** No request is made in the past, so what has ended lets in nobody. */
const isToCome = ({ values }: Witness): boolean =>
  values.every(
    ([key, value]) =>
      (key !== 'aws:currenttime' || Date.parse(String(value)) >= WORLD.now) &&
      (key !== 'aws:epochtime' || Number(value) * 1000 >= WORLD.now),
  );

describe('who may what', () => {
  test('holds whomever the evaluator lets in', () => {
    fc.assert(
      fc.property(statements, anyWitness, (written, witness) => {
        fc.pre(isRead(written) && isToCome(witness));
        const subject = subjectOf(written);
        fc.pre(!witness.principal.endsWith(':root') && isAllowed(witness, subject.compiled, WORLD));
        const strange = [...strangersIn(subject).values()].some(({ actions }) =>
          actions.includes(witness.action),
        );
        const held = holdersOf(subject).some(
          (holder) => holder.may.has(witness.action) && standsFor(holder, witness.principal),
        );
        expect(strange || held).toBe(true);
      }),
      { numRuns: runs(1500) },
    );
  });

  test('whoever is told to be let in without more is', () => {
    fc.assert(
      fc.property(statements, (written) => {
        fc.pre(isRead(written));
        const subject = subjectOf(written);
        for (const holder of holdersOf(subject))
          for (const action of ['kms:Decrypt', 'kms:ScheduleKeyDeletion', 'kms:PutKeyPolicy']) {
            const witness = bareWitness(subject, holder, action);
            if (witness !== null) expect(isAllowed(witness, subject.compiled, WORLD)).toBe(true);
          }
      }),
      { numRuns: runs(600) },
    );
  });
});
