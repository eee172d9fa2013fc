import * as z from 'zod';
import { isLastAdministrator } from '../../administrators.ts';
import { grantsConcerning } from '../../grants.ts';
import { ServiceError } from '../../errors.ts';
import { operation } from '../../operation.ts';
import { principalOf } from '../../principals.ts';
import { timestamp } from '../../schema.ts';
import { usageSince } from '../keys/key-summary.ts';
import { accessKeySummary, accessKeysOf } from '../services/service-summary.ts';
import { openSessions } from '../sessions/open-sessions.ts';
import { administeredAlone, keysNaming } from './keys-naming.ts';
import { principalId } from './person.ts';

/** Keys, and grants, of one answer at most; how many there are is told. */
const MOST_KEYS = 500;
const MOST_GRANTS = 500;

/** What would be missed when a person or service leaves: what to re-home first. Keys that only they can change stand first. Grants to them end with them: an id is never given again. */
export const listPrincipalDependencies = operation.onAccount({
  name: 'ListPrincipalDependencies',
  class: 'read',
  input: z.object({ PrincipalId: principalId }),
  output: z.object({
    PrincipalId: z.string(),
    Arn: z.string(),
    Name: z.string(),
    Kind: z.enum(['user', 'role']),
    Policies: z.array(z.string()),
    LastAdministrator: z.boolean(),
    Keys: z.array(
      z.object({
        KeyId: z.string(),
        Aliases: z.array(z.string()),
        /** Statements of the key's policy that name this principal; `Index` counts from 0. */
        Statements: z.array(
          z.object({ Index: z.int(), Sid: z.string().optional(), Effect: z.enum(['Allow', 'Deny']) }),
        ),
        /** Nobody else can change the key's policy. */
        AdministersAlone: z.boolean(),
        Created: z.boolean(),
        /** Cryptographic requests of 90 days, refused ones too. */
        Requests: z.int(),
        LastUsedDate: timestamp.optional(),
      }),
    ),
    KeysTotal: z.int(),
    /** Live grants of which this is the grantee or the retiring principal: those to it first, the one used last before the others. */
    Grants: z.array(
      z.object({
        GrantId: z.string(),
        Name: z.string().optional(),
        KeyId: z.string(),
        Aliases: z.array(z.string()),
        /** It gets access by the grant. */
        IsGrantee: z.boolean(),
        /** It may retire the grant. */
        Retires: z.boolean(),
        Operations: z.array(z.string()),
        LastUsedDate: timestamp.optional(),
      }),
    ),
    GrantsTotal: z.int(),
    AccessKeys: z.array(accessKeySummary),
    Sessions: z.int(),
  }),
  errors: ['NotFoundException'],
  permissions: () => [{ action: 'keydesk:ListPrincipalDependencies', key: null, resource: '*' }],
  parameters: (input) => [['PrincipalId', input.PrincipalId]],
  plan: (context) => {
    const { state, desk, ports, input } = context;
    const entity = state.principal(input.PrincipalId);
    if (entity === undefined)
      throw new ServiceError('NotFoundException', 'There is no such person or service.');
    const { arn } = principalOf(desk.meta.accountId, entity).caller;
    const now = desk.wallClock.now();
    const named = keysNaming(state, arn);
    const alone = administeredAlone(context, entity, named);
    const statements = new Map(named.map((each) => [each.key.id, each.statements]));
    const used = state.usage.usedBy(arn, usageSince(now));
    const created = new Set(
      [...state.all('key')].filter((key) => key.createdBy === entity.id).map(({ id }) => id),
    );
    const grants = grantsConcerning(state, entity.id);
    const rank = (id: string): number => (alone.has(id) ? 3 : statements.has(id) ? 2 : used.has(id) ? 1 : 0);
    const ids = [...new Set([...statements.keys(), ...used.keys(), ...created])]
      // Practice goes with who practised.
      .filter((id) => (state.key(id)?.state ?? 'Destroyed') !== 'Destroyed' && !state.sandboxed.has(id))
      .sort((a, b) => rank(b) - rank(a) || (used.get(b)?.requests ?? 0) - (used.get(a)?.requests ?? 0));
    return {
      output: {
        PrincipalId: entity.id,
        Arn: arn,
        Name: entity.name,
        Kind: entity.kind,
        Policies: [...entity.policies],
        LastAdministrator: isLastAdministrator(context, entity, null),
        Keys: ids.slice(0, MOST_KEYS).map((id) => {
          const use = used.get(id);
          return {
            KeyId: id,
            Aliases: state.aliasesOf(id).map(({ name }) => name),
            Statements: (statements.get(id) ?? []).map(({ index, sid, effect }) => ({
              Index: index,
              ...(sid === null ? {} : { Sid: sid }),
              Effect: effect,
            })),
            AdministersAlone: alone.has(id),
            Created: created.has(id),
            Requests: use?.requests ?? 0,
            ...(use === undefined ? {} : { LastUsedDate: new Date(use.lastTime) }),
          };
        }),
        KeysTotal: ids.length,
        Grants: grants.slice(0, MOST_GRANTS).map(({ grant, isGrantee, retires, lastUsed }) => ({
          GrantId: grant.id,
          ...(grant.name === '' ? {} : { Name: grant.name }),
          KeyId: grant.keyId,
          Aliases: state.aliasesOf(grant.keyId).map(({ name }) => name),
          IsGrantee: isGrantee,
          Retires: retires,
          Operations: [...grant.operations],
          ...(lastUsed === null ? {} : { LastUsedDate: new Date(lastUsed) }),
        })),
        GrantsTotal: grants.length,
        AccessKeys: accessKeysOf(state, entity.id),
        Sessions: openSessions(state, ports, now).filter(({ session }) => session.principalId === entity.id)
          .length,
      },
    };
  },
});
