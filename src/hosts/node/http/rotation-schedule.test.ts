/** The rotation page's one call: filters, order, pages, and the year ahead. */
import { beforeAll, expect, it } from 'vitest';
import {
  expectRefused,
  makeKey,
  OPERATOR,
  succeed,
  useDesk,
  useService,
  type Key,
} from './testing/conformance.ts';

const desk = useDesk();
const auditor = useService(desk, 'auditor', ['auditor']);
const stranger = useService(desk, 'stranger');
const keys: Record<string, Key> = {};
const DAY_MS = 86_400_000;

interface Week {
  readonly StartDate: number;
  readonly Count: number;
  readonly Keys: readonly { readonly KeyId: string; readonly Alias?: string }[];
}
interface Answer {
  readonly Keys: readonly (Record<string, unknown> & { readonly KeyId: string })[];
  readonly Weeks: readonly Week[];
  readonly Matching: number;
  readonly From: number;
  readonly NextMarker?: string;
}
const list = async (input: object = {}): Promise<Answer> =>
  (await succeed(desk, 'Keydesk.ListRotationSchedule', input)) as unknown as Answer; // its own form
const namesOf = ({ Keys }: Answer): string[] => {
  const names = new Map(Object.entries(keys).map(([name, { id }]) => [id, name]));
  return Keys.map(({ KeyId }) => names.get(KeyId) ?? '?');
};
const found = async (input: object): Promise<string[]> => namesOf(await list(input));

beforeAll(async () => {
  /* oxlint-disable no-await-in-loop -- in this order */
  for (const name of ['off', 'quarter', 'half', 'resting']) {
    keys[name] = await makeKey(desk);
    await succeed(desk, 'CreateAlias', { AliasName: `alias/rotation-${name}`, TargetKeyId: keys[name].id });
  }
  for (const [name, days] of [
    ['quarter', 90],
    ['half', 180],
    ['resting', 100],
  ] as const)
    await succeed(desk, 'EnableKeyRotation', { KeyId: keys[name]?.id, RotationPeriodInDays: days });
  /* oxlint-enable no-await-in-loop */
  await succeed(desk, 'RotateKeyOnDemand', { KeyId: keys['half']?.id });
  await succeed(desk, 'DisableKey', { KeyId: keys['resting']?.id });
});

it('says of each key how it stands, who made its version, and what it has left', async () => {
  const answer = await list({ Sort: 'Alias' });
  expect(namesOf(answer)).toEqual(['half', 'off', 'quarter', 'resting']);
  const [half, off, quarter, resting] = answer.Keys;
  expect(half).toMatchObject({
    Status: 'Scheduled',
    RotationPeriodInDays: 180,
    CurrentVersion: 2,
    RotationType: 'ON_DEMAND',
    RotatedBy: OPERATOR,
    RotatedByCount: false,
    Encryptions: 0,
    OnDemandLeft: 24,
  });
  expect(off).toMatchObject({ Status: 'Off', CurrentVersion: 1, OnDemandLeft: 25 });
  for (const member of ['RotationPeriodInDays', 'NextRotationDate', 'RotationType', 'RotatedBy'])
    expect(off).not.toHaveProperty(member);
  expect(quarter).toMatchObject({ Status: 'Scheduled', NextRotationDate: expect.any(Number) });
  expect(resting).toMatchObject({ Status: 'Resting', KeyState: 'Disabled' });
  expect(answer).toMatchObject({
    Total: 4,
    NonceLimit: 2 ** 32,
    RotateAt: 2 ** 31,
    ByStatus: [
      { Status: 'Overdue', Count: 0 },
      { Status: 'Scheduled', Count: 2 },
      { Status: 'Resting', Count: 1 },
      { Status: 'Off', Count: 1 },
      { Status: 'CannotRotate', Count: 0 },
    ],
  });
});

it('shows the year by weeks, and a week’s keys by the week', async () => {
  const { Weeks } = await list();
  expect(Weeks).toHaveLength(54);
  for (const { StartDate } of Weeks) expect(new Date(StartDate * 1000).getUTCDay()).toBe(1);
  const of = (name: string) =>
    Weeks.filter((week) => week.Keys.some(({ KeyId }) => KeyId === keys[name]?.id));
  expect(of('quarter')).toHaveLength(4);
  expect(of('half')).toHaveLength(2);
  expect(of('resting')).toEqual([]);
  const together = of('half')[0];
  expect(together?.Keys).toContainEqual({ KeyId: keys['half']?.id, Alias: 'alias/rotation-half' });
  const wednesday = (together?.StartDate ?? 0) + 2.5 * (DAY_MS / 1000);
  expect(await found({ Week: wednesday, Sort: 'Alias' })).toEqual(['half', 'quarter']);
  expect(await found({ Week: wednesday - 14 * (DAY_MS / 1000) })).toEqual([]);
  // The year does not change with the filter.
  expect((await list({ Week: wednesday, Text: 'half' })).Weeks).toEqual(Weeks);
});

it.each([8.64e12, 1e11, 0, -1e9])('refuses the week of %d: it is none of those shown', async (Week) => {
  await expectRefused(
    desk,
    'Keydesk.ListRotationSchedule',
    { Week },
    { code: 'ValidationException', message: 'Week must be in one of the 54 weeks from this one.' },
  );
});

it('filters, sorts both ways with what has no value last, and pages', async () => {
  expect(await found({ Statuses: ['Off', 'Resting'], Sort: 'Alias' })).toEqual(['off', 'resting']);
  expect(await found({ Text: 'rotation-QUARTER' })).toEqual(['quarter']);
  expect(await found({ Sort: 'RotationPeriodInDays' })).toEqual(['quarter', 'resting', 'half', 'off']);
  expect(await found({ Sort: 'RotationPeriodInDays', Descending: true })).toEqual([
    'half',
    'resting',
    'quarter',
    'off',
  ]);
  const input = { Sort: 'Alias', Limit: 3 };
  const first = await list(input);
  expect(first).toMatchObject({ From: 0, Matching: 4 });
  const second = await list({ ...input, Marker: first.NextMarker });
  expect([...namesOf(first), ...namesOf(second)]).toEqual(['half', 'off', 'quarter', 'resting']);
  expect(second).toMatchObject({ From: 3, Truncated: false });
  await expectRefused(
    desk,
    'Keydesk.ListRotationSchedule',
    { ...input, Sort: 'Encryptions', Marker: first.NextMarker },
    { code: 'InvalidMarkerException' },
  );
  await expectRefused(
    desk,
    'Keydesk.ListRotationSchedule',
    { Statuses: ['Sometimes'] },
    { code: 'ValidationException' },
  );
});

it('is for auditors, not for everybody', async () => {
  expect((await desk.call('Keydesk.ListRotationSchedule', {}, auditor)).status).toBe(200);
  expect((await desk.call('Keydesk.ListRotationSchedule', {}, stranger)).body['__type']).toBe(
    'AccessDeniedException',
  );
});
