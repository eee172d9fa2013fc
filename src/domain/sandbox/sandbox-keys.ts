/** The keys that a person learns on at the envelope desk: which there are, what their policies let that person do, and what they are called. */

const OTHER_SERVICES = [2, 3, 4, 5, 6, 7, 8, 9, 10] as const;

/** In the order in which they are answered. */
export const SANDBOX_KEY_NAMES = [
  'guest-records',
  'night-exports',
  'service-1',
  ...OTHER_SERVICES.map((number) => `service-${number}` as const),
] as const;
export type SandboxKeyName = (typeof SANDBOX_KEY_NAMES)[number];

/** The key of the walks: the one that is rotated, disabled and deleted, and succeeded when it has rotated for life. */
export const WALKS_KEY: SandboxKeyName = 'guest-records';

/** Keys of one person that are neither destroyed nor to be: room for four predecessors of the walks' key. */
export const MOST_SANDBOX_KEYS = 16;
/** With those that wait to be destroyed: who rotates all day long does not fill the desk. */
export const MOST_KEPT_SANDBOX_KEYS = 64;
/** The shortest wait that there is. */
export const SANDBOX_DELETION_DAYS = 7;
/** Keys of the whole desk that are not destroyed. */
export const MOST_DESK_SANDBOX_KEYS = 2_000;

/** What a key's own page reads. */
const LOOK = [
  'kms:DescribeKey',
  'kms:GetKeyPolicy',
  'kms:ListKeyPolicies',
  'kms:GetKeyRotationStatus',
  'kms:ListKeyRotations',
  'kms:ListResourceTags',
  'kms:GetKeyLastUsage',
];
const SEAL = ['kms:GenerateDataKey*', 'kms:Encrypt'];
const OPEN = ['kms:Decrypt', 'kms:ReEncrypt*'];
/** What the walks do to their key. Nothing that would let others in: no policy, grant, alias or tag. */
const RULE = [
  'kms:RotateKeyOnDemand',
  'kms:EnableKey',
  'kms:DisableKey',
  'kms:ScheduleKeyDeletion',
  'kms:CancelKeyDeletion',
];

interface Rules {
  readonly allow: readonly string[];
  readonly deny?: { readonly sid: string; readonly actions: readonly string[] };
}

function rulesOf(name: SandboxKeyName): Rules {
  switch (name) {
    case 'guest-records':
      return { allow: [...LOOK, ...SEAL, ...OPEN, ...RULE] };
    case 'night-exports':
      return { allow: [...LOOK, ...SEAL], deny: { sid: 'NightExportsNeverDecrypt', actions: OPEN } };
    case 'service-1':
      return { allow: [...LOOK, ...SEAL, 'kms:Decrypt'] };
    default:
      return {
        allow: [...LOOK, ...SEAL],
        deny: { sid: 'OnlyItsOwnServiceDecrypts', actions: ['kms:Decrypt'] },
      };
  }
}

/** The policy of a practice key. It names its person and nobody else: neither the account nor another person is let in by it. */
export function sandboxPolicy(name: SandboxKeyName, arn: string): string {
  const { allow, deny } = rulesOf(name);
  const statement = (Sid: string, Effect: 'Allow' | 'Deny', Action: readonly string[]): object => ({
    Sid,
    Effect,
    Principal: { AWS: arn },
    Action,
    Resource: '*',
  });
  return JSON.stringify(
    {
      Version: '2012-10-17',
      Statement: [
        statement('OwnPractice', 'Allow', allow),
        ...(deny === undefined ? [] : [statement(deny.sid, 'Deny', deny.actions)]),
      ],
    },
    null,
    2,
  );
}

/**
 * A person's name in an alias, which may hold fewer characters: every other one, and `_` itself, is `_` and two hex digits. Two names
 * never come out the same. `person`: ASCII, as names of people are.
 */
const inAlias = (person: string): string =>
  person.replace(
    /[^a-zA-Z0-9-]/g,
    (character) => `_${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );

/** `alias/desk/<person>/<name>`. `nth` from 2: what it is called when somebody else's key has the names before. */
export const sandboxAlias = (person: string, name: SandboxKeyName, nth = 1): string =>
  `alias/desk/${inAlias(person)}/${name}${nth === 1 ? '' : `-${nth}`}`;

/**
 * The policy of a practice key whose person has left, or may practise no more: it names nobody, so that neither they nor whoever gets the
 * name next gets anything.
 */
export const CLOSED_SANDBOX_POLICY = JSON.stringify(
  {
    Version: '2012-10-17',
    Statement: [{ Sid: 'PracticeIsOver', Effect: 'Deny', Principal: '*', Action: 'kms:*', Resource: '*' }],
  },
  null,
  2,
);
