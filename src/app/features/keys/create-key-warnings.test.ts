import { expect, it } from 'vitest';
import type { KeyForm } from './create-key-rules.ts';
import { keyWarnings, moveWarnings, scopeWords } from './create-key-warnings.ts';

const arn = (name: string): string => `arn:aws:iam::111122223333:role/${name}`;
const form = (over: Partial<KeyForm>): KeyForm => ({
  alias: 'key',
  description: '',
  tags: [],
  administrators: [],
  users: [],
  accountKeepsControl: true,
  rotation: 'off',
  rotationDays: '',
  ...over,
});
const value = (TagValue: string, ...users: readonly string[]) => ({
  TagValue,
  Keys: 1,
  Users: users.map(arn),
});
const inUse = [
  { TagKey: 'env', Keys: 3, Values: [value('prod', 'billing', 'etl'), value('test', 'etl')] },
  { TagKey: 'domain', Keys: 2, Values: [value('payments', 'billing', 'etl'), value('health', 'records')] },
];
const ids = (over: Partial<KeyForm>, aliases: readonly string[] = []): readonly string[] =>
  keyWarnings(form(over), { inUse, aliases }).map(({ id }) => id);
const tags = (...pairs: readonly (readonly [string, string])[]) =>
  pairs.map(([name, value]) => ({ name, value }));

it('says nothing of a key that stays in one place', () => {
  expect(
    ids({ tags: tags(['env', 'prod'], ['domain', 'payments']), users: [arn('billing'), arn('etl')] }),
  ).toEqual([]);
  expect(ids({ alias: 'billing-prod', tags: tags(['env', 'production']) })).toEqual([]);
  expect(ids({ tags: tags(['env', 'prod'], ['environment', 'Production']) })).toEqual([]);
  expect(ids({ tags: tags(['domain', 'payments/cards']), users: [] })).toEqual([]);
  expect(ids({ users: [arn('new')], tags: tags(['env', 'prod']) })).toEqual([]);
  expect(ids({ tags: tags(['', 'prod'], ['env', '']) })).toEqual([]);
});

it('notices tags that name several environments or domains', () => {
  expect(ids({ tags: tags(['env', 'prod'], ['stage', 'test']) })).toEqual(['environment tags']);
  expect(ids({ tags: tags(['env', 'prod/test']) })).toEqual(['environment tags']);
  expect(ids({ tags: tags(['domain', 'payments + health']) })).toEqual(['domain tags']);
});

it('notices users who come from elsewhere', () => {
  const [warning] = keyWarnings(form({ users: [arn('records')], tags: tags(['domain', 'payments']) }), {
    inUse,
    aliases: [],
  });
  expect(warning?.text).toBe(
    'role/records uses keys of health so far; this one is of payments. It would reach across domains.',
  );
  expect(ids({ users: [arn('records'), arn('billing')] })).toEqual(['domain users']);
  expect(ids({ users: [arn('etl'), arn('billing')] })).toEqual([]);
});

it('notices an alias that is taken, nearly taken, or says another environment', () => {
  expect(ids({ alias: 'a' }, ['alias/a', 'alias/ab'])).toEqual(['alias taken']);
  expect(ids({ alias: 'Billing' }, ['alias/billing'])).toEqual(['alias case']);
  expect(ids({ alias: 'billing-prod', tags: tags(['env', 'test']) })).toEqual(['alias environment']);
  expect(ids({ alias: 'product', tags: tags(['env', 'test']) })).toEqual([]);
});

it('says under which field it stands', () => {
  const warned = (over: Partial<KeyForm>) => keyWarnings(form(over), { inUse, aliases: ['alias/taken'] });
  expect(warned({ alias: 'taken' })[0]).toMatchObject({ id: 'alias taken', at: 'alias' });
  expect(warned({ alias: 'pay-test', tags: tags(['env', 'prod']) })[0]?.at).toBe('tags');
  expect(warned({ users: [arn('billing'), arn('records')] })[0]?.at).toBe('users');
});

it('warns of a name that goes over to a key of another environment or domain', () => {
  const tag = (TagKey: string, TagValue: string) => ({ TagKey, TagValue });
  const from = [tag('env', 'prod'), tag('domain', 'payments'), tag('team', 'a')];
  const moves = (...to: ReturnType<typeof tag>[]) => moveWarnings(from, to).map(({ id }) => id);
  expect(moves(tag('env', 'test'))).toEqual(['environment move']);
  expect(moves(tag('environment', 'production'), tag('domain', 'health'))).toEqual(['domain move']);
  expect(moves(tag('team', 'b'))).toEqual([]);
  expect(moveWarnings(from, [tag('env', 'test')])[0]?.text).toContain(
    'of environment prod, the chosen one of test',
  );
  expect(scopeWords(from)).toBe('prod, payments');
});
