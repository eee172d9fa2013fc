import { expect, it } from 'vitest';
import type { Output } from '../../query/contract.ts';
import { accessOf, csvRows, matrixOf, unusedOf, type Shown } from './access-model.ts';
import { accessPath, parseAccessSearch, WHOLE } from './access-search.ts';
import { cellText, linesOf, ROLE_CHOICES, type Line } from './access-words.ts';

type Page = Output<'ListEffectiveAccess'>;
const arn = (name: string): string => `arn:aws:iam::000000000000:${name}`;
const who = (name: string): Page['Principals'][number] => ({
  PrincipalArn: arn(name),
  Name: name.slice(5),
  Kind: name.startsWith('user') ? 'user' : 'role',
});
const role = (
  Role: Page['Profiles'][number]['Access'][number]['Roles'][number]['Role'],
  more: Partial<Page['Profiles'][number]['Access'][number]['Roles'][number]> = {},
) => ({ Role, Action: `kms:${Role}`, Layer: 'direct' as const, Always: true, ...more });
const key = (id: string, more: Partial<Page['Keys'][number]> = {}): Page['Keys'][number] => ({
  KeyId: id,
  AliasNames: [`alias/${id}`],
  KeyState: 'Enabled',
  KeySpec: 'SYMMETRIC_DEFAULT',
  KeyUsage: 'ENCRYPT_DECRYPT',
  Tags: [],
  ...more,
});
const page = (more: Partial<Page>): Page => ({
  Principals: [who('role/app'), { ...who('user/anna'), CannotAsk: 'NO_PASSWORD' as const }],
  Profiles: [
    {
      Access: [
        { Principal: 0, Roles: [role('encrypt'), role('decrypt', { Always: false })] },
        { Principal: 1, Roles: [role('administer', { Layer: 'delegated' })] },
      ],
      Elsewhere: ['*'],
    },
    { Access: [{ Principal: 1, Roles: [role('administer')] }], Elsewhere: [] },
  ],
  Keys: [],
  Since: new Date(0),
  Total: 3,
  Truncated: false,
  ...more,
});
const pages = [
  page({
    Keys: [
      key('beta', { Profile: 0, Used: [{ Principal: 0, Roles: ['encrypt'] }] }),
      key('alpha', { Profile: 1, Used: [], Tags: [{ TagKey: 'env', TagValue: 'prod' }] }),
    ],
  }),
  // Somebody came between the pages: places are of the page.
  page({
    Principals: [
      who('role/new'),
      who('role/app'),
      { ...who('user/anna'), CannotAsk: 'NO_PASSWORD' as const },
    ],
    Profiles: [{ Access: [{ Principal: 1, Roles: [role('decrypt')] }], Elsewhere: [] }],
    Keys: [key('gamma', { Profile: 0 }), key('broken')],
  }),
];
const access = accessOf(pages);
const ALL: Shown = { text: '', role: null, unused: false, sort: 'name' };
const namesOf = (list: readonly { readonly name: string }[]): string[] => list.map(({ name }) => name);

it('brings pages together by ARN, not by place', () => {
  expect(namesOf(access.principals)).toEqual(['role/app', 'user/anna', 'role/new']);
  expect(access.keys.map(({ name, cells }) => [name, [...cells.keys()]])).toEqual([
    ['beta', [arn('role/app'), arn('user/anna')]],
    ['alpha', [arn('user/anna')]],
    ['gamma', [arn('role/app')]],
    ['broken', []],
  ]);
  expect([access.keys[3]?.unreadable, access.keys[0]?.elsewhere, access.seesUse]).toEqual([
    true,
    ['*'],
    true,
  ]);
});

it('shows those who can do something, by name or by reach', () => {
  expect(namesOf(matrixOf(access, ALL).principals)).toEqual(['role/app', 'user/anna']);
  expect(namesOf(matrixOf(access, ALL).keys)).toEqual(['alpha', 'beta', 'broken', 'gamma']);
  expect(namesOf(matrixOf(access, { ...ALL, sort: 'reach' }).keys)[0]).toBe('beta');
});

it('finds keys by alias, id and tag, and people and services by name', () => {
  expect(namesOf(matrixOf(access, { ...ALL, text: 'env=prod' }).keys)).toEqual(['alpha']);
  const anna = matrixOf(access, { ...ALL, text: 'anna' });
  expect([namesOf(anna.principals), anna.keys.length]).toEqual([['user/anna'], 4]);
  expect(matrixOf(access, { ...ALL, text: 'nothing like it' }).keys).toEqual([]);
});

it('cuts to one role, and to what was not used', () => {
  const decrypts = matrixOf(access, { ...ALL, role: 'decrypt' });
  expect([namesOf(decrypts.keys), namesOf(decrypts.principals)]).toEqual([['beta', 'gamma'], ['role/app']]);
  const unused = matrixOf(access, { ...ALL, unused: true });
  expect(
    unused.keys.map(({ name, cells }) => [name, cells.get(arn('role/app'))?.roles.map(({ Role }) => Role)]),
  ).toEqual([
    ['alpha', undefined],
    ['beta', ['decrypt']],
  ]);
  // The second page does not tell what was used, so nothing of it counts as unused.
  expect(unusedOf(access.keys[2]!.cells.get(arn('role/app'))!)).toEqual([]);
});

const textOf = ({ words, unused }: Line): string => (unused === null ? words : `${words}, ${unused}`);

it('says a cell in words', () => {
  const [beta] = access.keys;
  expect(cellText(beta!.cells.get(arn('role/app'))!)).toBe(
    'encrypt, decrypt under conditions; not used in 90 days: decrypt',
  );
  expect(cellText(beta!.cells.get(arn('user/anna'))!)).toBe(
    'administer through the account; not used in 90 days: administer',
  );
});

it('puts roles that come the same way in one line', () => {
  const cell = {
    roles: [role('administer'), role('encrypt'), role('decrypt', { Always: false, Layer: 'grant' })],
    used: null,
    young: false,
  };
  expect(linesOf(cell).map((line) => [textOf(line), line.roles.map(({ Role }) => Role)])).toEqual([
    ['by the key’s policy', ['administer', 'encrypt']],
    ['under conditions, by a grant', ['decrypt']],
  ]);
});

it('exports a line a role', () => {
  const rows = csvRows(matrixOf(access, { ...ALL, text: 'beta' }));
  expect(rows).toEqual([
    ['beta', 'alias/beta', 'Enabled', arn('role/app'), 'service', '', 'encrypt', 'direct', '', '', 'yes'],
    [
      'beta',
      'alias/beta',
      'Enabled',
      arn('role/app'),
      'service',
      '',
      'decrypt',
      'direct',
      '',
      'under conditions',
      'no',
    ],
    [
      'beta',
      'alias/beta',
      'Enabled',
      arn('user/anna'),
      'person',
      'cannot sign in',
      'administer',
      'delegated',
      '',
      '',
      'no',
    ],
  ]);
});

it('keeps what is asked in its address', () => {
  const path = '/access?q=env%3Dprod&key=k1&role=decrypt&show=unused&sort=reach';
  const search = parseAccessSearch(new URLSearchParams(path.slice(8)));
  expect(search).toMatchObject({ text: 'env=prod', key: 'k1', role: 'decrypt', unused: true, sort: 'reach' });
  expect(accessPath(search)).toBe(path);
  expect(accessPath(WHOLE)).toBe('/access');
  expect(parseAccessSearch(new URLSearchParams('role=fly&x=1')).ignored).toEqual(['x', 'role fly']);
});

it('access by a policy younger than what is known of use is not used yet', () => {
  const wordsOf = (saved: Date): readonly string[] => {
    const { keys } = accessOf([
      page({ Keys: [key('beta', { Profile: 0, Used: [], PolicySavedDate: saved })], Since: new Date(1000) }),
    ]);
    const cell = keys[0]?.cells.get(arn('user/anna'));
    return cell === undefined ? [] : [cellText(cell), ...linesOf(cell).map(textOf)];
  };
  expect(wordsOf(new Date(1001))).toEqual([
    'administer through the account; not used yet: administer',
    'through the account, not used yet',
  ]);
  expect(wordsOf(new Date(1000))).toEqual([
    'administer through the account; not used in 90 days: administer',
    'through the account, not used in 90 days',
  ]);
});

it('the filter by role begins with any of them', () => {
  expect(ROLE_CHOICES.map(({ label }) => label).slice(0, 2)).toEqual(['Any access', 'Can administer']);
});
