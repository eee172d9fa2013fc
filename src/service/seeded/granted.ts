/**
 * Access besides the policies on the made-up desk: a grant in use for one tenant's records, one that nobody ever used, and one that was
 * revoked when its work was done.
 */
import { put, remove, type GrantEntity } from '../../domain/state/entities.ts';
import type { EventFacts } from '../ledger/ledger.ts';
import { Chance } from './chance.ts';
import { factsOf, identityStatement, type Envelope, type History } from './history.ts';
import type { Act } from './lifecycle.ts';
import { DAY, type Actor, type SeededKey, type Service, type World } from './world.ts';

interface Row {
  readonly name: string;
  readonly grantee: string;
  /** Whose key it is about. */
  readonly owner: string;
  readonly operations: readonly string[];
  readonly tenant: string | null;
  /** Days before the end. */
  readonly made: number;
  readonly revoked: number | null;
  /** Requests of a working day. */
  readonly daily: number;
}

const ROWS: readonly Row[] = [
  {
    name: 'chargebacks-contoso',
    grantee: 'billing-api',
    owner: 'card-vault',
    operations: ['Decrypt', 'DescribeKey'],
    tenant: 'contoso',
    made: 44,
    revoked: null,
    daily: 4,
  },
  {
    name: 'ticket-attachments',
    grantee: 'support-desk',
    owner: 'kyc-documents',
    operations: ['Decrypt', 'GenerateDataKey'],
    tenant: null,
    made: 61,
    revoked: null,
    daily: 0,
  },
  {
    name: 'year-end-export',
    grantee: 'etl-nightly',
    owner: 'login-web',
    operations: ['Decrypt'],
    tenant: 'fabrikam',
    made: 27,
    revoked: 19,
    daily: 9,
  },
];
const HOUR = 3_600_000;
const isWorkday = (time: number): boolean => ![6, 0].includes(new Date(time).getUTCDay());

/** What grants made, decided and ended, oldest first. Rows whose services are not there, or need no grant, are left out. */
export function grantedAccess(world: World, history: History, now: number): readonly Act[] {
  const [administrator] = world.people;
  if (administrator === undefined) return [];
  const named = (name: string): Service | undefined => world.services.find((each) => each.name === name);
  return ROWS.flatMap((row, i) => {
    const [grantee, owner] = [named(row.grantee), named(row.owner)];
    if (grantee === undefined || owner === undefined) return [];
    const key = (world.keysOf.get(owner) ?? []).find(({ users }) => !users.includes(grantee));
    if (key === undefined) return [];
    return actsOf(row, { chance: new Chance(100 + i), history, administrator, grantee, owner, key, now });
  });
}

interface Cast {
  readonly chance: Chance;
  readonly history: History;
  readonly administrator: Actor;
  readonly grantee: Service;
  readonly owner: Service;
  readonly key: SeededKey;
  readonly now: number;
}

function actsOf(row: Row, { chance, history, administrator, grantee, owner, key, now }: Cast): Act[] {
  const madeAt = Math.floor(now - row.made * DAY);
  const grant: GrantEntity = {
    id: chance.hex(64),
    keyId: key.id,
    name: row.name,
    grantee: grantee.id,
    retiring: null,
    operations: row.operations,
    contextEquals: null,
    contextSubset: row.tenant === null ? null : [['tenant', row.tenant]],
    parent: null,
    createdBy: administrator.id,
    createdAt: madeAt,
  };
  const managed = (operation: string, time: number): EventFacts => ({
    ...factsOf(chance, administrator, time),
    operation,
    class: 'management',
    key: key.id,
    decidedBy: identityStatement(administrator.policies[0] ?? ''),
    parameters: [
      ['GrantId', grant.id],
      ['GranteeId', grantee.id],
      ['GranteePrincipal', grantee.arn],
      ['Name', row.name],
      ['Operations', row.operations.join(' ')],
    ],
  });
  const opened = (tenant: string, time: number): Envelope =>
    history.envelope(key, String(chance.between(1_000, 3_999)), tenant, owner.tables[0] ?? '', time);
  const acts: Act[] = [{ facts: managed('CreateGrant', madeAt), changes: [put('grant', grant.id, grant)] }];
  const end = row.revoked === null ? now : Math.floor(now - row.revoked * DAY);
  for (let day = Math.ceil(madeAt / DAY) * DAY; day + DAY < end; day += DAY) {
    const many = isWorkday(day) ? row.daily : 0;
    for (let n = 0; n < many; n++) {
      const time = day + Math.floor((8 + 9 * chance.share()) * HOUR);
      // Now and then it tries another tenant's, which the grant does not open.
      const facts = chance.happens(0.03)
        ? history.refused(grantee, opened('globex', time), time)
        : {
            ...history.use(grantee, 'Decrypt', opened(row.tenant ?? 'acme', time), time),
            decidedBy: [
              {
                source: 'GRANT' as const,
                policy: grant.id,
                version: 1,
                digest: null,
                statement: 0,
                sid: row.name,
                effect: 'Allow' as const,
              },
            ],
          };
      acts.push({ facts, changes: [] });
    }
  }
  if (row.revoked !== null)
    acts.push({ facts: managed('RevokeGrant', end), changes: [remove('grant', grant.id)] });
  return acts;
}
