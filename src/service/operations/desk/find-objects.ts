import * as z from 'zod';
import { best, needles } from '../../../domain/find/rank.ts';
import { BUILT_IN_POLICIES } from '../../../domain/policy/built-in-policies.ts';
import { recognise } from '../../../domain/find/recognise.ts';
import { KEY_STATES } from '../../../domain/keys/key-state.ts';
import type { GrantEntity, KeyEntity, PrincipalEntity } from '../../../domain/state/entities.ts';
import type { State } from '../../../domain/state/state.ts';
import { arnOfGrantPrincipal, entityOfGrantPrincipal } from '../../grant-principals.ts';
import { isAllowed } from '../../is-allowed.ts';
import { operation, type Context } from '../../operation.ts';
import { principalOf } from '../../principals.ts';
import { arnOfKey } from '../../resolve.ts';

const MOST = 8;

const input = z.object({
  /** Words, each of which must be found; or an id, an ARN, an alias. */
  Text: z.string().min(1).max(2048),
});
type Asked = Context<z.output<typeof input>>;

const mayList = (context: Asked, action: string): boolean =>
  isAllowed(context, { action, key: null, resource: '*' });

const bare = (alias: string): string => alias.slice('alias/'.length);

const fieldsOfKey =
  (state: State) =>
  (key: KeyEntity): readonly string[] => [
    ...state.aliasesOf(key.id).map(({ name }) => bare(name)),
    key.id,
    key.description,
    ...key.tags.map(([name, value]) => `${name}=${value}`),
  ];

const isLive = (key: KeyEntity | undefined): key is KeyEntity =>
  key !== undefined && key.state !== 'Destroyed';

/** An identifier names one key or none; words find the best. */
function findKeys(state: State, text: string): readonly KeyEntity[] {
  const named = recognise(text);
  switch (named?.form) {
    case undefined:
      break;
    case 'uuid':
    case 'key':
      // Whoever has its id may look for its tombstone.
      return [state.key(named.id)].filter((key) => key !== undefined);
    case 'alias': {
      const exact = state.key(state.alias(named.name)?.keyId ?? '');
      if (isLive(exact)) return [exact];
      break;
    }
    case 'principal':
    case 'accessKey':
    case 'envelope':
      return [];
  }
  const wanted = needles(text.replace(/^alias\//, ''));
  // Practice keys are found by id and alias only: everybody's have the same few names.
  const live = [...state.all('key')].filter((key) => isLive(key) && key.sandbox === undefined);
  return best(
    live,
    wanted,
    fieldsOfKey(state),
    (key) => state.aliasesOf(key.id)[0]?.name ?? `~${key.id}`,
    MOST,
  );
}

function findPrincipals({ state, desk }: Asked, text: string): readonly PrincipalEntity[] {
  const all = [...state.all('principal')];
  const named = recognise(text);
  if (named?.form === 'accessKey') {
    const owner = state.principal(state.accessKey(named.id)?.principalId ?? '');
    return owner === undefined ? [] : [owner];
  }
  if (named?.form === 'principal')
    return all.filter((each) => principalOf(desk.meta.accountId, each).caller.arn === named.arn);
  if (named !== null && named.form !== 'alias') return [];
  return best(
    all,
    needles(text),
    ({ name, id }) => [name, id],
    ({ name }) => name,
    MOST,
  );
}

/** By name, title and what they are for. An identifier is no policy's name. */
function findPolicies(state: State, text: string): { Name: string; Title: string; Description: string }[] {
  if (recognise(text) !== null) return [];
  const own = [...state.all('identityPolicy')].map(({ name, description }) => ({
    Name: name,
    Title: name,
    Description: description,
  }));
  const builtIn = BUILT_IN_POLICIES.map(({ name, title, description }) => ({
    Name: name,
    Title: title,
    Description: description,
  }));
  return [
    ...best(
      [...own, ...builtIn],
      needles(text),
      ({ Name, Title }) => [Name, Title],
      ({ Name }) => Name,
      MOST,
    ),
  ];
}

/** Grants that are looked through at most: a desk may have more than a keystroke has time for. */
const MOST_GRANTS = 20_000;

function* someGrants(state: State): Generator<GrantEntity> {
  let looked = 0;
  for (const grant of state.all('grant')) {
    if (looked++ === MOST_GRANTS) return;
    yield grant;
  }
}

/** By name, by who has it, or by id; only those whose key's grants the caller may list. */
function findGrants(context: Asked, text: string): readonly GrantEntity[] {
  const { state, desk } = context;
  const named = recognise(text);
  // An id is as long as a digest.
  const exact = named?.form === 'envelope' ? state.grant(named.digest)?.body : undefined;
  const found =
    exact !== undefined
      ? [exact]
      : named !== null
        ? []
        : best(
            someGrants(state),
            needles(text),
            ({ name, grantee, id }) => [name, entityOfGrantPrincipal(state, grantee)?.name ?? '', id],
            ({ name, id }) => (name === '' ? `~${id}` : name),
            Infinity,
          );
  const may = new Map<string, boolean>();
  const mayListOf = (keyId: string): boolean => {
    const key = state.key(keyId);
    return (
      key !== undefined &&
      isAllowed(context, { action: 'kms:ListGrants', key, resource: arnOfKey(desk, keyId) })
    );
  };
  // The best of those that may be seen, however many better ones may not: keys are asked about until there are enough.
  const seen: GrantEntity[] = [];
  for (const grant of found) {
    const allowed = may.get(grant.keyId) ?? mayListOf(grant.keyId);
    may.set(grant.keyId, allowed);
    if (allowed && seen.push(grant) === MOST) break;
  }
  return seen;
}

/** Keys, grants, people, services and policies by what a person types into the palette; of each kind only if the caller may list it. */
export const findObjects = operation.onSelf({
  name: 'FindObjects',
  class: 'read',
  input,
  output: z.object({
    Keys: z.array(
      z.object({
        KeyId: z.string(),
        Alias: z.string().optional(),
        Description: z.string(),
        KeyState: z.enum([...KEY_STATES, 'Destroyed']),
      }),
    ),
    Principals: z.array(
      z.object({
        PrincipalId: z.string(),
        Arn: z.string(),
        Name: z.string(),
        Kind: z.enum(['user', 'role']),
      }),
    ),
    Grants: z.array(
      z.object({
        GrantId: z.string(),
        KeyId: z.string(),
        KeyAlias: z.string().optional(),
        /** Empty when none was given. */
        Name: z.string(),
        /** ARN; the bare id of a principal that is gone. */
        Grantee: z.string(),
      }),
    ),
    /** Identity policies, built-in ones too. */
    Policies: z.array(z.object({ Name: z.string(), Title: z.string(), Description: z.string() })),
  }),
  errors: [],
  plan: (context) => {
    const { state, desk } = context;
    const text = context.input.Text.trim();
    const keys = mayList(context, 'keydesk:SearchKeys') ? findKeys(state, text) : [];
    const people = mayList(context, 'keydesk:ListPrincipals');
    const services = people || mayList(context, 'keydesk:ListServices');
    const principals = services ? findPrincipals(context, text) : [];
    return {
      output: {
        Keys: keys.map((key) => {
          const aliases = state.aliasesOf(key.id).map(({ name }) => name);
          const asked = recognise(text);
          const alias = asked?.form === 'alias' && aliases.includes(asked.name) ? asked.name : aliases[0];
          return {
            KeyId: key.id,
            ...(alias === undefined ? {} : { Alias: alias }),
            Description: key.description,
            KeyState: key.state,
          };
        }),
        Grants: findGrants(context, text).map(({ id, keyId, name, grantee }) => {
          const [alias] = state.aliasesOf(keyId);
          return {
            GrantId: id,
            KeyId: keyId,
            ...(alias === undefined ? {} : { KeyAlias: alias.name }),
            Name: name,
            Grantee: arnOfGrantPrincipal(state, desk.meta.accountId, grantee),
          };
        }),
        Policies: mayList(context, 'keydesk:ListIdentityPolicies') ? findPolicies(state, text) : [],
        Principals: principals
          .filter(({ kind }) => kind === 'role' || people)
          .map((each) => ({
            PrincipalId: each.id,
            Arn: principalOf(desk.meta.accountId, each).caller.arn,
            Name: each.name,
            Kind: each.kind,
          })),
      },
    };
  },
});
