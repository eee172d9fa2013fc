import type { PolicyStatement } from '../../document.ts';
import { actionIndex } from '../../actions.ts';
import type { DirectoryPrincipal, PolicyWorld } from '../../world.ts';
import { couldDo } from '../access.ts';
import { compiledIdentityPolicy } from '../../read-policy.ts';
import { keyPolicy, user } from '../examples.ts';
import { accountOf, actionsOf, KEY_ACTIONS, principalOf } from '../facts.ts';
import { allowsOf, extentOf, isDenied, reachOf, type Who } from '../extent.ts';
import type { LintSubject, Rule, RuleDoc } from '../rule.ts';
import { actionWords, at, nameIn } from '../shared-words.ts';
import { inForceOf } from '../use.ts';

/** An identity policy of theirs allows the action on the key and asks nothing; none denies it. */
function isGiven({ policies }: DirectoryPrincipal, { key }: PolicyWorld, action: string): boolean {
  const index = actionIndex(action);
  const own = policies
    .flatMap((policy) => compiledIdentityPolicy(policy.text)?.statements ?? [])
    .filter(
      ({ actions, resource }) => actions[index] === 1 && (key === null || resource(key.arn, () => undefined)),
    );
  return (
    own.every(({ effect }) => effect === 'Allow') && own.some(({ conditions }) => conditions.length === 0)
  );
}

/** Whatever the request: by an Allow that names them, or through the account and an identity policy of theirs. */
function always(subject: LintSubject, editor: DirectoryPrincipal, who: Who, action: string): boolean {
  if (isDenied(subject, who, action)) return false;
  const reaches = allowsOf(subject).flatMap((statement) =>
    actionsOf(statement.written).has(action) && extentOf(statement, who, subject.world) === 'always'
      ? [reachOf(statement, who)]
      : [],
  );
  return reaches.includes('named') || (reaches.includes('account') && isGiven(editor, subject.world, action));
}

export const selfBenefitChange: Rule = {
  code: 'self-benefit-change',
  group: 'separation-of-duties',
  severity: 'high',
  kinds: ['key'],
  *check(subject) {
    const before = inForceOf(subject);
    const { world, compiled } = subject;
    const { me } = world;
    if (
      before === null ||
      before.compiled === null ||
      compiled === null ||
      me === null ||
      me.endsWith(':root')
    )
      return;
    const old = before.compiled;
    const kind = me.includes(':user/') ? 'user' : 'role';
    const editor: DirectoryPrincipal = principalOf(world, me) ?? {
      arn: me,
      id: '',
      kind,
      name: me.slice(me.lastIndexOf('/') + 1),
      tags: [],
      policies: [],
      active: true,
      lastSeen: null,
    };
    const who: Who = {
      arn: me,
      account: accountOf(me) ?? world.accountId,
      type: kind === 'user' ? 'User' : 'AssumedRole',
      known: 'named',
    };
    const gained = KEY_ACTIONS.filter(
      (action) =>
        couldDo(compiled, world, editor, action) &&
        (!couldDo(old, world, editor, action) ||
          (always(subject, editor, who, action) && !always(before, editor, who, action))),
    );
    if (gained.length === 0) return;
    const by: PolicyStatement | undefined = allowsOf(subject).find(
      (statement) =>
        reachOf(statement, who) !== null && gained.some((action) => actionsOf(statement.written).has(action)),
    )?.written;
    yield {
      ...(by === undefined ? { from: 0, to: 1 } : at(by.principals?.[0] ?? by)),
      statement: by?.index ?? null,
      message: `This change gives you ${actionWords(gained)}${by === undefined ? '' : ` by ${nameIn(by)}`}, which you do not have now${gained.some((action) => couldDo(old, world, editor, action)) ? ', or not always' : ''}. Let somebody else make it, or say in the reason who agreed.`,
    };
  },
};

export const selfBenefitChangeDoc = (): RuleDoc => ({
  title: 'The change gives access to who makes it',
  fixes: [],
  why: 'A change of a policy that gives its own author access is the pattern of abuse and of honest haste alike. Let somebody else make or check it before it is saved. Saving is not refused: the reason that you give, and the difference, stand in the audit log.',
  example: {
    fires: keyPolicy(
      { Principal: { AWS: user('alice') }, Action: 'kms:PutKeyPolicy' },
      { Principal: { AWS: user('alice') }, Action: 'kms:Decrypt' },
    ),
    silent: keyPolicy(
      { Principal: { AWS: user('alice') }, Action: 'kms:PutKeyPolicy' },
      { Principal: { AWS: user('carol') }, Action: 'kms:Decrypt' },
    ),
    world: {
      inForce: keyPolicy({ Principal: { AWS: user('alice') }, Action: 'kms:PutKeyPolicy' }),
      me: user('alice'),
    },
  },
});
