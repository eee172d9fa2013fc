/** THE URL map: every link of the console is made here, and one snapshot test shows them all. */

type Query = Readonly<Record<string, string | undefined>>;

/** Members that are undefined or empty are left out; the rest keeps its order. */
function withQuery(path: string, query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== '') search.set(name, value);
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** Behind `#`, what no server and no proxy between should see. */
function withFragment(path: string, query: Query): string {
  const fragment = withQuery('', query).slice(1);
  return fragment === '' ? path : `${path}#${fragment}`;
}

const segment = encodeURIComponent;

export interface KeysQuery extends Query {
  readonly q?: string | undefined;
  readonly state?: string | undefined;
  readonly spec?: string | undefined;
  readonly usage?: string | undefined;
  readonly tag?: string | undefined;
  readonly without?: string | undefined;
  readonly rotation?: string | undefined;
  readonly used?: string | undefined;
  readonly unused?: string | undefined;
  readonly alias?: string | undefined;
  /** `1`: practice keys in place of the inventory. */
  readonly practice?: string | undefined;
  readonly group?: string | undefined;
  readonly sort?: string | undefined;
  readonly order?: string | undefined;
  readonly after?: string | undefined;
}

export interface GrantsQuery extends Query {
  readonly q?: string | undefined;
  /** `none`: only those that decided nothing in 90 days. */
  readonly use?: string | undefined;
  /** `last` or `uses`: the latest and the most first; newest first without it. */
  readonly sort?: string | undefined;
  readonly order?: string | undefined;
  readonly after?: string | undefined;
}

export interface AuditQuery extends Query {
  readonly key?: string | undefined;
  readonly principal?: string | undefined;
  readonly operation?: string | undefined;
  readonly outcome?: string | undefined;
  readonly kind?: string | undefined;
  readonly request?: string | undefined;
  readonly context?: string | undefined;
  readonly source?: string | undefined;
  readonly envelope?: string | undefined;
  /** Id of a grant that decided. */
  readonly grant?: string | undefined;
  /** What decided (`query/decided-by.ts`): a policy, a statement of it, and of a nameless one the version that it stands in. */
  readonly policy?: string | undefined;
  readonly statement?: string | undefined;
  readonly version?: string | undefined;
  /** `1`: events of practice keys too. */
  readonly practice?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly event?: string | undefined;
  readonly live?: string | undefined;
}

export interface HomeQuery extends Query {
  /** `shown`: the first steps, although all were taken. */
  readonly steps?: string | undefined;
}

export interface PostureQuery extends Query {
  /** Which checks: `accepted`, `all`; those that found something without it. */
  readonly show?: string | undefined;
  /** A check that stands open. */
  readonly check?: string | undefined;
}

export interface PolicyQuery extends Query {
  /** `builder`: the form beside the text; `history`: every saved version. */
  readonly view?: string | undefined;
  /** A saved version that is looked at. */
  readonly version?: string | undefined;
  /** The code of a finding to go to. */
  readonly finding?: string | undefined;
  /** A statement to go to: its name, or `#3` for the third (`query/decided-by.ts`). */
  readonly statement?: string | undefined;
}

export interface IdentityPolicyQuery extends Query {
  /** A saved version that is looked at. */
  readonly version?: string | undefined;
  /** As of a key's policy. */
  readonly statement?: string | undefined;
}

export interface RotationQuery extends Query {
  readonly q?: string | undefined;
  readonly status?: string | undefined;
  /** The Monday of a week: `2026-12-07`. */
  readonly week?: string | undefined;
  readonly sort?: string | undefined;
  readonly order?: string | undefined;
  readonly after?: string | undefined;
  readonly show?: string | undefined;
}

export interface VaultQuery extends Query {
  readonly span?: string | undefined;
  readonly show?: string | undefined;
  readonly mechanisms?: string | undefined;
}

export interface SettingsQuery extends Query {
  readonly q?: string | undefined;
  readonly source?: string | undefined;
}

export interface PeopleQuery extends Query {
  readonly q?: string | undefined;
  readonly state?: string | undefined;
  readonly sort?: string | undefined;
  readonly order?: string | undefined;
}

export interface DeskQuery extends Query {
  readonly flow?: string | undefined;
  /** The place of a step in its flow: `1` is the first. */
  readonly step?: string | undefined;
  /** Where the key lives, for the thief; `kms` without it. */
  readonly place?: string | undefined;
}

export interface DeskLiveQuery extends Query {
  /** A window of the log to replay: moments in UTC. Without it, live. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** Times faster than it was, or `max`. */
  readonly speed?: string | undefined;
  /** Where the replay stands. */
  readonly at?: string | undefined;
  readonly key?: string | undefined;
  readonly principal?: string | undefined;
  /** `1`: visits with practice keys too. */
  readonly practice?: string | undefined;
}

export interface SimulatorQuery extends Query {
  /** ARN of who asks; and of a session of it. */
  readonly who?: string | undefined;
  readonly session?: string | undefined;
  readonly action?: string | undefined;
  readonly key?: string | undefined;
  /**
   * The encryption context, and other values by condition key: each as a query of its own (`tenant=acme&app=x`). They stand in the fragment:
   * what an application binds to its data is in no log of a proxy.
   */
  readonly context?: string | undefined;
  readonly given?: string | undefined;
  /** `edited`: by the edit of the key's policy that stands in this tab and is not saved. */
  readonly policy?: string | undefined;
}

export interface AccessQuery extends Query {
  readonly q?: string | undefined;
  /** One key's side, or one person's or service's (ARN). */
  readonly key?: string | undefined;
  readonly who?: string | undefined;
  readonly role?: string | undefined;
  /** `unused`: what was not used in 90 days. */
  readonly show?: string | undefined;
  readonly sort?: string | undefined;
}

export const paths = {
  home: (query: HomeQuery = {}) => withQuery('/', query),
  posture: (query: PostureQuery = {}) => withQuery('/posture', query),
  welcome: () => '/welcome',
  invitation: () => '/invitation',
  /** `to`: the place to go on to, a path of the console. Its fragment stays one. */
  signIn: (to?: string) => {
    const at = to?.indexOf('#') ?? -1;
    return at === -1
      ? withQuery('/sign-in', { to })
      : `${withQuery('/sign-in', { to: to?.slice(0, at) })}${to?.slice(at) ?? ''}`;
  },
  keys: (query: KeysQuery = {}) => withQuery('/keys', query),
  newKey: () => '/keys/new',
  key: (keyId: string) => `/keys/${segment(keyId)}`,
  keyPolicy: (keyId: string, query: PolicyQuery = {}) => withQuery(`/keys/${segment(keyId)}/policy`, query),
  keyAccess: (keyId: string, query: Pick<AccessQuery, 'role'> = {}) =>
    withQuery(`/keys/${segment(keyId)}/access`, query),
  keyGrants: (keyId: string, query: GrantsQuery = {}) => withQuery(`/keys/${segment(keyId)}/grants`, query),
  keyGrant: (keyId: string, grantId: string) => `/keys/${segment(keyId)}/grants/${segment(grantId)}`,
  newGrant: (keyId: string) => `/keys/${segment(keyId)}/grants/new`,
  keyRotation: (keyId: string) => `/keys/${segment(keyId)}/rotation`,
  keyActivity: (keyId: string, query: Pick<AuditQuery, 'outcome' | 'kind'> = {}) =>
    withQuery(`/keys/${segment(keyId)}/activity`, query),
  keyUse: (keyId: string) => `/keys/${segment(keyId)}/use`,
  keySettings: (keyId: string) => `/keys/${segment(keyId)}/settings`,
  deleteKey: (keyId: string) => `/keys/${segment(keyId)}/delete`,
  audit: (query: AuditQuery = {}) => withQuery('/audit', query),
  access: (query: AccessQuery = {}) => withQuery('/access', query),
  simulator: ({ context, given, ...query }: SimulatorQuery = {}) =>
    withFragment(withQuery('/simulator', query), { context, given }),
  services: () => '/services',
  newService: () => '/services/new',
  service: (principalId: string) => `/services/${segment(principalId)}`,
  rotation: (query: RotationQuery = {}) => withQuery('/rotation', query),
  vault: (query: VaultQuery = {}) => withQuery('/vault', query),
  settings: (query: SettingsQuery = {}) => withQuery('/settings', query),
  rotateAccessKey: (principalId: string) => `/services/${segment(principalId)}/rotate`,
  leaveService: (principalId: string) => `/services/${segment(principalId)}/leave`,
  /** The envelope desk: the walk, what happens now, what there is to learn, and that on one page. */
  desk: (query: DeskQuery = {}) => withQuery('/desk', query),
  lessons: (query: { readonly lesson?: string } = {}) => withQuery('/desk/lessons', query),
  deskSummary: () => '/desk/summary',
  people: (query: PeopleQuery = {}) => withQuery('/people', query),
  invite: () => '/people/invite',
  identityPolicies: () => '/people/policies',
  /** `from`: the policy that it begins as a copy of. */
  newIdentityPolicy: (query: { readonly from?: string } = {}) => withQuery('/people/new-policy', query),
  identityPolicy: (name: string, query: IdentityPolicyQuery = {}) =>
    withQuery(`/people/policies/${segment(name)}`, query),
  sessions: () => '/people/sessions',
  person: (principalId: string) => `/people/${segment(principalId)}`,
  leavePerson: (principalId: string) => `/people/${segment(principalId)}/leave`,
  account: () => '/account',
  deskLive: (query: DeskLiveQuery = {}) => withQuery('/desk/live', query),
} as const;

/** Which page a path shows: the tabs of one key are one page. */
export const pageOf = (pathname: string): string =>
  /^(\/keys\/[^/]+)\/(?:policy|access|grants|rotation|activity|use|settings)$/.exec(pathname)?.[1] ??
  pathname;

/** The path to go on to after sign-in: a path of this origin only, never an address that came with the link. */
export const safeTarget = (to: string | null): string =>
  to !== null && /^\/(?![/\\])/.test(to) && !/^\/(sign-in|welcome|invitation)/.test(to) ? to : paths.home();

/** The same of the address of the sign-in page, with the fragment that came along. */
export const afterSignIn = ({ search, hash }: { readonly search: string; readonly hash: string }): string => {
  const to = safeTarget(new URLSearchParams(search).get('to'));
  return to === paths.home() ? to : to + hash;
};
