/** Who and what the made-up desk is about: services with their places and habits, people, and the keys they have. */
import { keyPolicyFor } from '../../domain/policy/default-policy.ts';
import type { KeyState } from '../../domain/keys/key-state.ts';
import { base32, uuid } from '../ids.ts';
import type { Chance } from './chance.ts';

export const ACCOUNT = '000000000000';
export const DAY = 86_400_000;

export interface Actor {
  readonly name: string;
  readonly kind: 'user' | 'role';
  readonly id: string;
  readonly arn: string;
  readonly policies: readonly string[];
  readonly addresses: readonly string[];
  readonly agent: string;
}
/** A policy of the desk's own, for whoever has it. */
export const OWN_POLICY = {
  name: 'finds-own-keys',
  description: 'Finds and describes the keys of one’s own domain, and opens none of them.',
  text: JSON.stringify(
    {
      Version: '2012-10-17',
      Statement: [
        { Sid: 'FindKeys', Effect: 'Allow', Action: ['kms:ListKeys', 'kms:ListAliases'], Resource: '*' },
        {
          Sid: 'DescribeThoseOfMyDomain',
          Effect: 'Allow',
          Action: ['kms:DescribeKey', 'kms:ListResourceTags'],
          Resource: '*',
          Condition: { StringEquals: { 'aws:ResourceTag/domain': '${aws:PrincipalTag/domain}' } },
        },
      ],
    },
    null,
    2,
  ),
} as const;
/** Services that have it. */
const FINDERS: readonly string[] = ['records-api', 'etl-nightly', 'backup-agent'];

export interface Service extends Actor {
  readonly domain: string;
  readonly accessKeyId: string;
  /** How busy: events relative to the others'. */
  readonly weight: number;
  /** Hour (UTC) of a nightly job; null for one that works with the day. */
  readonly nightly: number | null;
  /** Tables whose records it reads and writes. */
  readonly tables: readonly string[];
}
export interface SeededKey {
  readonly id: string;
  readonly alias: string;
  readonly description: string;
  readonly tags: readonly (readonly [string, string])[];
  readonly createdAt: number;
  readonly state: Exclude<KeyState, 'PendingImport'>;
  /** Days of its automatic rotation; null without. */
  readonly period: number | null;
  readonly users: readonly Service[];
  readonly policy: string;
  readonly policyDigest: string;
}
export interface World {
  readonly services: readonly Service[];
  readonly people: readonly Actor[];
  readonly keys: readonly SeededKey[];
  /** Live keys that a service may use, those it uses most first. */
  readonly keysOf: ReadonlyMap<Service, readonly SeededKey[]>;
}

/** A key's current version at a time (ms): it has rotated at every full period. */
export const versionAt = ({ createdAt, period }: SeededKey, time: number): number =>
  period === null ? 1 : 1 + Math.max(0, Math.floor((time - createdAt) / (period * DAY)));

const BOTO = 'Boto3/1.34.46 md/Botocore#1.34.46 ua/2.0 os/linux#6.1 lang/python#3.11';
const JAVA = 'aws-sdk-java/2.25.11 Linux/5.15 OpenJDK_64-Bit_Server_VM/21.0.2 io/sync http/Apache';
const GO = 'aws-sdk-go-v2/1.25.2 os/linux lang/go#1.22.0 md/GOOS#linux md/GOARCH#amd64';
const NODE = 'aws-sdk-js/3.525.0 ua/2.0 os/linux#6.1 lang/js md/nodejs#22.4.0';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0';

type Row = readonly [
  name: string,
  domain: string,
  network: string,
  agent: string,
  weight: number,
  tables: string,
  nightly?: number,
];
const SERVICES: readonly Row[] = [
  ['billing-api', 'payments', '10.10.4', JAVA, 14, 'invoices mandates'],
  ['card-vault', 'payments', '10.10.8', JAVA, 18, 'cards tokens'],
  ['payout-worker', 'payments', '10.10.12', GO, 5, 'accounts'],
  ['fraud-scoring', 'payments', '10.10.16', BOTO, 6, 'cards scores'],
  ['records-api', 'health', '10.20.4', JAVA, 16, 'patients visits'],
  ['imaging-store', 'health', '10.20.8', GO, 7, 'studies'],
  ['lab-import', 'health', '10.20.12', BOTO, 4, 'results', 4],
  ['pharmacy-sync', 'health', '10.20.16', NODE, 3, 'prescriptions'],
  ['login-web', 'identity', '10.30.4', NODE, 12, 'sessions recovery'],
  ['consent-api', 'identity', '10.30.8', NODE, 3, 'receipts'],
  ['directory-sync', 'identity', '10.30.12', GO, 2, 'members', 1],
  ['kyc-documents', 'identity', '10.30.16', JAVA, 4, 'documents'],
  ['etl-nightly', 'data', '10.60.1', BOTO, 9, 'exports', 2],
  ['warehouse-loader', 'data', '10.60.2', BOTO, 6, 'facts', 3],
  ['search-indexer', 'data', '10.60.3', GO, 4, 'documents'],
  ['backup-agent', 'platform', '10.70.1', GO, 5, 'snapshots', 0],
  ['mail-gateway', 'platform', '10.70.2', GO, 3, 'messages'],
  ['config-store', 'platform', '10.70.3', GO, 4, 'secrets'],
  ['support-desk', 'people', '198.51.100', NODE, 2, 'tickets'],
  ['hr-portal', 'people', '10.80.1', JAVA, 2, 'contracts payroll'],
  ['iot-ingest', 'devices', '2001:db8:40:1:', GO, 8, 'readings'],
  ['firmware-store', 'devices', '2001:db8:40:2:', GO, 1, 'images'],
  ['marketing-export', 'people', '203.0.113', BOTO, 1, 'audiences'],
  ['archive-cold', 'data', '10.60.9', BOTO, 1, 'archives', 5],
];
const PEOPLE = [
  ['mara.lindqvist', 'key-administrator', '192.0.2.14'],
  ['jonas.weber', 'key-administrator', '192.0.2.27'],
  ['priya.nair', 'auditor', '192.0.2.51'],
  ['tomas.novak', 'auditor', '2001:db8:7::51'],
] as const;

const ENVIRONMENTS = ['prod', 'prod', 'prod', 'staging', 'test'] as const;
const OWNERS = ['team-core', 'team-growth', 'team-risk', 'team-infra', 'team-clinical'] as const;
const PURPOSES = [
  ['records', 'One data key a record'],
  ['backups', 'Envelope of the nightly backup'],
  ['exports', 'Files handed to partners'],
  ['tokens', 'Session and refresh tokens'],
  ['documents', 'Uploaded documents'],
  ['queue', 'Payloads while they wait'],
  ['cache', 'Cached personal data'],
  ['archive', 'Closed years, kept ten'],
] as const;

const network = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) =>
    prefix.endsWith(':') ? `${prefix}:${i + 1}` : `${prefix}.${17 + i}`,
  );

function makeServices(chance: Chance): Service[] {
  return SERVICES.map(([name, domain, prefix, agent, weight, tables, nightly]) => ({
    name,
    kind: 'role',
    id: `AROA${base32(chance, 16)}`,
    arn: `arn:aws:iam::${ACCOUNT}:role/${name}`,
    policies: FINDERS.includes(name) ? [OWN_POLICY.name] : [],
    addresses: network(prefix, Math.min(8, 1 + Math.ceil(weight / 3))),
    agent,
    domain,
    accessKeyId: `KDAK${base32(chance, 16)}`,
    weight,
    nightly: nightly ?? null,
    tables: tables.split(' '),
  }));
}

function stateOf(chance: Chance): SeededKey['state'] {
  const roll = chance.share();
  return roll < 0.92 ? 'Enabled' : roll < 0.965 ? 'Disabled' : roll < 0.99 ? 'PendingDeletion' : 'Destroyed';
}

function makeKey(
  chance: Chance,
  world: Pick<World, 'services' | 'people'>,
  owners: readonly Service[],
  i: number,
  { now, digest }: WorldAsked,
): SeededKey {
  const { services, people } = world;
  // Every owner has a first key of its own; the rest are spread.
  const main = owners[i];
  const owner = main ?? chance.pick(owners);
  const [purpose, says] = PURPOSES[main === undefined ? chance.below(PURPOSES.length) : 0]!; // an index of the list
  const env = main === undefined ? chance.pick(ENVIRONMENTS) : 'prod';
  const others = services.filter((each) => each.domain === owner.domain && each !== owner);
  const users = others.length > 0 && chance.happens(0.3) ? [owner, chance.pick(others)] : [owner];
  if (main?.name === 'records-api')
    users.push(...services.filter(({ name }) => name === 'etl-nightly' || name === 'support-desk'));
  const policy = keyPolicyFor({
    accountId: ACCOUNT,
    administrators: [chance.pick(people.slice(0, 2)).arn],
    users: [...new Set(users)].map(({ arn }) => arn),
    delegateToAccount: true,
  });
  const alias =
    main === undefined
      ? `${owner.domain}/${owner.name}/${purpose}-${env}-${i}`
      : `${owner.domain}/${owner.name}-prod`;
  const age = main === undefined ? chance.between(91, 1_100) : 1_100;
  const state = main === undefined ? stateOf(chance) : 'Enabled';
  return {
    id: uuid(chance),
    alias: `alias/${alias}`,
    description: chance.happens(0.15) && main === undefined ? '' : `${says} of ${owner.name} (${env})`,
    tags: [
      ['domain', owner.domain],
      ['env', env],
      ['owner', chance.pick(OWNERS)],
    ],
    createdAt: now - age * DAY - chance.below(DAY),
    state,
    period: state === 'Enabled' && chance.happens(0.7) ? chance.pick([90, 180, 365, 365, 730]) : null,
    users: [...new Set(users)],
    policy,
    policyDigest: digest(policy),
  };
}

export interface WorldAsked {
  /** At least one an owner. */
  readonly keys: number;
  /** The keys stand as they are at this time, ms. */
  readonly now: number;
  /** SHA-256 of a text's UTF-8, in hex. */
  readonly digest: (text: string) => string;
  /** Services that are there, by name; default all. */
  readonly services?: readonly string[];
  /** Domains whose services have keys of their own; default all. */
  readonly domains?: readonly string[];
}

export function makeWorld(chance: Chance, asked: WorldAsked): World {
  const services = makeServices(chance).filter(({ name }) => asked.services?.includes(name) ?? true);
  const owners = services.filter(({ domain }) => asked.domains?.includes(domain) ?? true);
  const people = PEOPLE.map(([name, policy, address]): Actor => ({
    name,
    kind: 'user',
    id: `AIDA${base32(chance, 16)}`,
    arn: `arn:aws:iam::${ACCOUNT}:user/${name}`,
    policies: [policy],
    addresses: [address],
    agent: FIREFOX,
  }));
  const made = Array.from({ length: asked.keys }, (_, i) =>
    makeKey(chance, { services, people }, owners, i, asked),
  );
  const live = made.filter(({ state }) => state === 'Enabled');
  const keysOf = new Map(services.map((each) => [each, live.filter(({ users }) => users.includes(each))]));
  return { services, people, keys: made, keysOf };
}
