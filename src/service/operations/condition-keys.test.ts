/** The catalogue says of every condition key which actions have it. What operations give is held against it. */
import { describe, expect, it } from 'vitest';
import { ACTIONS } from '../../domain/policy/actions.ts';
import { presence } from '../../domain/policy/compare/presence.ts';
import { conditionKey, CONDITION_KEY_FAMILIES, CONDITION_KEYS } from '../../domain/policy/condition-keys.ts';
import type { PolicyKind } from '../../domain/policy/document.ts';
import type { PolicyWorld } from '../../domain/policy/world.ts';
import { conditionValues, type Asked } from '../condition-values.ts';
import { actionsOf, type Operation, type Permission } from '../operation.ts';
import { allOperations } from './index.ts';

const TAGS = [{ TagKey: 'Team', TagValue: 'a' }];
/** Members that some operation reads for its condition values. */
const INPUT = {
  KeyId: 'alias/pay',
  AliasName: 'alias/new',
  TargetKeyId: 'alias/pay',
  SourceKeyId: 'alias/pay',
  DestinationKeyId: 'alias/other',
  PrincipalId: 'p',
  Tags: TAGS,
  TagKeys: ['Team'],
  EncryptionContext: new Map([['tenant', 'acme']]),
  SourceEncryptionContext: new Map([['tenant', 'acme']]),
  DestinationEncryptionContext: new Map([['tenant', 'acme']]),
  GranteePrincipal: 'arn:aws:iam::000000000000:role/app',
  RetiringPrincipal: 'arn:aws:iam::000000000000:role/app',
  Operations: ['Decrypt'],
  Constraints: { EncryptionContextSubset: new Map([['tenant', 'acme']]) },
};
const KEY_ARN = 'arn:aws:kms:us-east-1:000000000000:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const KEY = {
  id: '1234abcd-12ab-34cd-56ef-1234567890ab',
  spec: 'SYMMETRIC_DEFAULT',
  usage: 'ENCRYPT_DECRYPT',
  origin: 'AWS_KMS',
  tags: [['Team', 'a']],
  createdAt: 0,
  currentVersion: 1,
};
const STATE = {
  aliasesOf: () => [{ name: 'alias/pay' }],
  session: () => undefined,
  usage: { lastUse: () => undefined },
  alias: () => ({ name: 'alias/pay', keyId: KEY.id }),
  key: () => KEY,
  quarantine: new Map(),
};
const CALL = {
  principal: {
    id: 'AIDA1',
    name: 'anna',
    caller: { arn: 'arn:aws:iam::000000000000:user/anna', accountId: '000000000000', kind: 'user' },
    policies: [],
    tags: [['Team', 'a']],
  },
  sessionId: null,
  source: '10.0.0.1',
  agent: 'test',
  secure: true,
  time: 0,
};

const NAMES = [
  ...CONDITION_KEYS.map(({ name }) => name.toLowerCase()),
  'kms:encryptioncontext:tenant',
  'aws:requesttag/team',
  'aws:principaltag/team',
  'aws:resourcetag/team',
  'kms:recipientattestation:pcr0',
];

const asked = (operation: Operation): Asked => ({
  call: CALL as unknown as Asked['call'],
  state: STATE as unknown as Asked['state'],
  region: 'us-east-1',
  input: INPUT,
  conditions: operation.conditions,
  context: operation.context,
});

/** What the operation asks for, of a key or of none. */
function permissionsOf(operation: Operation): readonly Permission[] {
  const key = KEY as unknown as Permission['key'];
  const whole = {
    ...asked(operation),
    key,
    destination: key,
    desk: { meta: { region: 'us-east-1', accountId: '000000000000' } },
  };
  if (operation.on === 'self' || operation.on === 'public') return [];
  if (operation.permissions === undefined && operation.on === 'key')
    return actionsOf(operation).map((action) => ({ action, key, resource: KEY_ARN }));
  try {
    return operation.permissions?.(whole as never) ?? [];
  } catch {
    return []; // it looks for more than there is here
  }
}

const CASES = allOperations().flatMap((operation) =>
  permissionsOf(operation).map((permission) => [operation, permission] as const),
);
const isThere = (value: ReturnType<ReturnType<typeof conditionValues>>): boolean =>
  value !== undefined && value.length > 0;

const worldOf = (permission: Permission): PolicyWorld =>
  ({ key: permission.key === null ? null : { spec: 'SYMMETRIC_DEFAULT' } }) as unknown as PolicyWorld;

describe('condition keys of every operation', () => {
  it('are looked at for most of the actions', () => {
    const actions = new Set(CASES.map(([, { action }]) => action));
    expect(actions.size).toBeGreaterThan(70);
    for (const { action } of CASES.map(([, permission]) => permission))
      expect(
        ACTIONS.some(({ name }) => name === action),
        action,
      ).toBe(true);
  });

  it('are what the comparison takes them for: never, maybe or always there', () => {
    let always = 0;
    for (const [operation, permission] of CASES) {
      const values = conditionValues(asked(operation), permission);
      for (const name of NAMES) {
        const given = isThere(values(name));
        const kinds: readonly PolicyKind[] = permission.key === null ? ['identity'] : ['key', 'identity'];
        for (const kind of kinds) {
          const said = presence(name, permission.action, worldOf(permission), kind);
          const where = `${operation.name}: ${permission.action} ${name}`;
          if (given) expect(said, where).not.toBe('never');
          else expect(said, where).not.toBe('always');
          if (said === 'always') always++;
        }
      }
    }
    expect(always).toBeGreaterThan(500);
  });

  it('of its own an operation gives none that the catalogue keeps from all its actions', () => {
    for (const operation of allOperations()) {
      const own = CASES.filter(([other]) => other === operation).map(([, permission]) => permission);
      if (own.length === 0 || operation.conditions === undefined) continue;
      const given = operation.conditions(INPUT);
      for (const [name, value] of Object.entries(given)) {
        if (!isThere(value)) continue;
        const actions = conditionKey(name)?.actions ?? null;
        const has = actions === null || own.some(({ action }) => actions.includes(action));
        expect(has, `${operation.name} gives ${name}`).toBe(true);
      }
    }
  });

  it('cover every family', () => {
    for (const { name } of CONDITION_KEY_FAMILIES)
      expect(
        NAMES.some((each) => each.startsWith(name.toLowerCase())),
        name,
      ).toBe(true);
  });
});
