import { expect, test } from 'vitest';
import { isKind, type Change } from '../../../domain/state/entities.ts';
import { State } from '../../../domain/state/state.ts';
import { dropVersions, keepVersion, MOST_VERSIONS, pageOfVersions } from './versions.ts';

const OWNER = 'identity/reads';

function apply(state: State, changes: readonly Change[]): void {
  for (const { kind, id, body } of changes)
    if (isKind(kind)) state.apply(kind, id, state.nextVersion(kind, id), '', body);
}
const keep = (state: State, version: number): readonly Change[] =>
  keepVersion(state, OWNER, {
    identityPolicy: 'reads',
    description: '',
    text: `text ${version}`,
    savedBy: 'arn:aws:iam::000000000000:user/ada',
    version,
  });
const page = (state: State, version: number, asked: { Limit?: number; Marker?: string } = {}) =>
  pageOfVersions(
    state,
    OWNER,
    { version, body: { text: `text ${version}` } },
    { operation: 'ListIdentityPolicyVersions', ...asked },
  );

test('with the one in force a hundred are kept: the oldest goes as another comes', () => {
  const state = new State();
  for (let version = 1; version < 130; version++) apply(state, keep(state, version));
  expect(state.count('policyVersion')).toBe(MOST_VERSIONS - 1);
  const { Versions, Truncated } = page(state, 130, { Limit: MOST_VERSIONS });
  expect(Versions).toHaveLength(MOST_VERSIONS);
  expect(Truncated).toBe(false);
  expect([Versions.at(0)?.Policy, Versions.at(1)?.Policy, Versions.at(-1)?.Policy]).toEqual([
    'text 130',
    'text 129',
    'text 31',
  ]);
});

test('what a desk kept before there was a bound goes by and by', () => {
  const state = new State();
  const before = Array.from({ length: 150 }, (_, i) => keep(new State(), i + 1)[0]!); // each keeps its own
  apply(state, before);
  const first = keep(state, 151);
  expect(first).toHaveLength(21);
  apply(state, first);
  expect(state.policyVersion(OWNER, 52)).toBeUndefined();
  expect(state.policyVersion(OWNER, 53)).toBeDefined();
});

test('page after page gives each once, and a policy takes all of its versions along', () => {
  const state = new State();
  for (let version = 1; version < 8; version++) apply(state, keep(state, version));
  const seen: number[] = [];
  let Marker: string | undefined;
  do {
    const { Versions, NextMarker } = page(state, 8, { Limit: 3, ...(Marker !== undefined && { Marker }) });
    seen.push(...Versions.map(({ PolicyVersion }) => PolicyVersion));
    Marker = NextMarker;
  } while (Marker !== undefined);
  expect(seen).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
  apply(state, dropVersions(state, OWNER, 8));
  expect(state.count('policyVersion')).toBe(0);
});
