import { ACTIONS } from '../../actions.ts';
import { KEY_ADMINISTRATOR_ACTIONS, KEY_USER_ACTIONS } from '../../roles.ts';
import { holdersOf, holdsEverything, statementsFor, type Holder } from '../holders.ts';
import { shownBy } from '../shown.ts';
import { isPublic } from '../strangers.ts';
import { exampleUsage, keyPolicy, role, ROOT } from '../examples.ts';
import { coveredBy, KEY_ACTIONS, nameOf } from '../facts.ts';
import type { Fix } from '../finding.ts';
import { fix, withActions } from '../narrow.ts';
import type { LintSubject, Rule, RuleDoc } from '../rule.ts';
import { actionWords, counted, keyWords, placeOfHolder } from '../shared-words.ts';
import type { PolicyStatement } from '../../document.ts';
import { arnsOf, useOf } from '../use.ts';

const all: ReadonlySet<string> = new Set(KEY_ACTIONS);
const coversAll = ({ actions, not }: PolicyStatement): boolean =>
  !not.action && all.isSubsetOf(new Set(actions.flatMap(({ text }) => coveredBy(text))));

/** To what they used, as far as the log goes; and to what one of the two roles needs. */
function narrowings(subject: LintSubject, statement: PolicyStatement): readonly Fix[] {
  if (!coversAll(statement)) return [];
  const use = useOf(subject);
  const arns = arnsOf(statement);
  const used =
    use === null || arns === null
      ? []
      : [...new Set(arns.flatMap((arn) => use.by(arn).map(({ action }) => action)))]
          .filter((action) => all.has(action))
          .toSorted();
  const usage = subject.world.key?.usage ?? 'ENCRYPT_DECRYPT';
  const using =
    subject.kind === 'key' ? KEY_USER_ACTIONS[usage] : [...new Set(Object.values(KEY_USER_ACTIONS).flat())];
  return [
    ...(used.length === 0 || use === null
      ? []
      : fix(
          'N',
          `Leave what was used ${use.period}: ${actionWords(used)}`,
          withActions(subject, statement, used),
        )),
    ...fix('T', 'Leave use of the key, without administration', withActions(subject, statement, using)),
    ...fix(
      'T',
      'Leave administration, without use of the key',
      withActions(subject, statement, KEY_ADMINISTRATOR_ACTIONS),
    ),
  ];
}

const DESK: readonly string[] = ACTIONS.map(({ name }) => name).filter((name) => name.startsWith('keydesk:'));
const runsTheDesk = ({ may }: Holder): boolean => DESK.every((action) => may.has(action));

const ofIdentity = (holder: Holder): string =>
  runsTheDesk(holder)
    ? 'For who is meant to do that there is "administrator", which the desk counts and guards; leave others the actions that they need.'
    : 'Leave the actions that they need, on the keys that they need.';

export const fullAccessPrincipal: Rule = {
  code: 'full-access-principal',
  group: 'security',
  severity: 'high',
  kinds: ['key', 'identity'],
  *check(subject) {
    for (const holder of holdersOf(subject)) {
      if (!holdsEverything(holder)) continue;
      // What everybody has, and what is left over of a NotAction, other rules say.
      const by = statementsFor(holder, KEY_ACTIONS).filter(
        (statement) => !isPublic(subject, statement) && !statement.not.action,
      );
      if (!KEY_ACTIONS.every((action) => by.some((each) => holder.may.get(action)?.includes(each)))) continue;
      const first = by.find(coversAll) ?? by[0]!; // everything is not nothing
      const where =
        by.length === 1 || coversAll(first)
          ? nameOf(first)
          : `${nameOf(first)} and ${counted(by.length - 1, 'other statement')} together`;
      yield {
        ...placeOfHolder(first, holder, first),
        statement: first.index,
        ...shownBy(subject, [holder], 'kms:PutKeyPolicy'),
        message: `${where} ${coversAll(first) ? 'lets' : 'let'} ${holder.words} do everything with ${keyWords(subject, first)}: use it, change its policy, make grants, delete it${runsTheDesk(holder) ? '; and run this desk: people, services, their policies, sessions' : ''}. ${subject.kind === 'identity' ? ofIdentity(holder) : `Leave the actions that ${holder.kind === 'own' ? 'it needs' : 'they need'}.`}`,
        fixes: () => narrowings(subject, first),
      };
    }
  },
};

export const fullAccessPrincipalDoc = (): RuleDoc => ({
  title: 'Somebody may do everything with the key',
  fixes: ['N', 'T'],
  why: 'Whoever holds kms:* can read all data under the key, give it to others, lock everybody else out and delete the key; one stolen credential does all of that. Give what is used: a user of a key needs three or four actions, an administrator needs no cryptographic one.',
  example: {
    fires: keyPolicy({ Action: 'kms:*' }),
    silent: keyPolicy({ Principal: { AWS: ROOT }, Action: 'kms:*' }, {}),
    world: { usage: exampleUsage([role('app'), 'kms:Decrypt']) },
  },
});
