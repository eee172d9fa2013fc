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

const segment = encodeURIComponent;

export interface KeysQuery extends Query {
  readonly q?: string | undefined;
  readonly state?: string | undefined;
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
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly event?: string | undefined;
}

export const paths = {
  home: () => '/',
  welcome: () => '/welcome',
  /** `to`: the place to go on to, a path of the console. */
  signIn: (to?: string) => withQuery('/sign-in', { to }),
  keys: (query: KeysQuery = {}) => withQuery('/keys', query),
  newKey: () => '/keys/new',
  key: (keyId: string) => `/keys/${segment(keyId)}`,
  keyPolicy: (keyId: string) => `/keys/${segment(keyId)}/policy`,
  keyRotation: (keyId: string) => `/keys/${segment(keyId)}/rotation`,
  keyActivity: (keyId: string, query: Pick<AuditQuery, 'outcome' | 'kind'> = {}) =>
    withQuery(`/keys/${segment(keyId)}/activity`, query),
  keyUse: (keyId: string) => `/keys/${segment(keyId)}/use`,
  keySettings: (keyId: string) => `/keys/${segment(keyId)}/settings`,
  deleteKey: (keyId: string) => `/keys/${segment(keyId)}/delete`,
  audit: (query: AuditQuery = {}) => withQuery('/audit', query),
  services: () => '/services',
  newService: () => '/services/new',
  service: (principalId: string) => `/services/${segment(principalId)}`,
} as const;

/** The path to go on to after sign-in: a path of this origin only, never an address that came with the link. */
export const safeTarget = (to: string | null): string =>
  to !== null && /^\/(?![/\\])/.test(to) && !/^\/(sign-in|welcome)/.test(to) ? to : paths.home();
