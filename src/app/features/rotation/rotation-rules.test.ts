import { describe, expect, test } from 'vitest';
import { refusalOf, splitFor } from '../../ui/bulk-split.ts';
import {
  filterText,
  listInput,
  parseRotationSearch,
  rotationPath,
  searchInput,
  WHOLE,
  type RotatedKey,
} from './rotation-search.ts';
import {
  ACTS,
  budgetText,
  daysProblem,
  madeBy,
  monthLabels,
  nameOf,
  outlookOf,
  type ActName,
} from './rotation-words.ts';

const NOW = Date.parse('2026-11-25T10:00:00Z');
const key = (more: Partial<RotatedKey> = {}): RotatedKey => ({
  KeyId: '1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab',
  Aliases: ['alias/billing-prod'],
  KeyState: 'Enabled',
  KeySpec: 'SYMMETRIC_DEFAULT',
  Status: 'Off',
  CurrentVersion: 1,
  VersionDate: new Date(0),
  RotatedByCount: false,
  Encryptions: 0,
  OnDemandLeft: 25,
  ...more,
});

describe('the URL', () => {
  test('holds filter, week, order and view; any day names its week', () => {
    const search = parseRotationSearch(
      new URLSearchParams('q=bill&status=Off,Overdue&week=2026-12-09&sort=Alias&order=down&show=table'),
      NOW,
    );
    expect(search).toEqual({
      ...WHOLE,
      text: 'bill',
      statuses: ['Overdue', 'Off'],
      week: Date.parse('2026-12-07T00:00:00Z'),
      sort: 'Alias',
      descending: true,
      table: true,
    });
    expect(rotationPath(search)).toBe(
      '/rotation?q=bill&status=Overdue%2COff&week=2026-12-07&sort=Alias&order=down&show=table',
    );
    expect(rotationPath(WHOLE)).toBe('/rotation');
    expect(searchInput(search)).toEqual({ ...listInput(search), Limit: 50 });
  });

  test('names what means nothing', () => {
    const search = parseRotationSearch(new URLSearchParams('status=Never&week=soon&sort=Moon&x=1'), NOW);
    expect(search).toEqual({ ...WHOLE, ignored: ['x', 'status Never', 'sort Moon', 'week soon'] });
    expect(parseRotationSearch(new URLSearchParams('week=2026-13-40'), NOW).ignored).toEqual([
      'week 2026-13-40',
    ]);
  });

  test('a week outside the year ahead is ignored, and said', () => {
    const parse = (week: string) => parseRotationSearch(new URLSearchParams({ week }), NOW);
    expect(parse('2026-11-23')).toEqual({ ...WHOLE, week: Date.parse('2026-11-23T00:00:00Z') });
    expect(parse('2027-11-28').ignored).toEqual([]);
    for (const week of ['2026-11-22', '2027-12-06', '9999-12-31', '0001-01-01'])
      expect(parse(week)).toEqual({ ...WHOLE, ignored: [`week ${week}`] });
  });

  test('a selection outlives another order or page, not another filter', () => {
    expect(filterText({ ...WHOLE, sort: 'Alias', after: 'x', table: true })).toBe(filterText(WHOLE));
    expect(filterText({ ...WHOLE, week: 0 })).not.toBe(filterText(WHOLE));
  });
});

describe('words', () => {
  test('who made a version', () => {
    expect(madeBy(key())).toBe('at creation');
    expect(madeBy(key({ RotationType: 'AUTOMATIC' }))).toBe('by schedule');
    expect(madeBy(key({ RotationType: 'AUTOMATIC', RotatedByCount: true }))).toBe('by its count');
    const RotatedBy = 'arn:aws:iam::000000000000:user/anna';
    expect(madeBy(key({ RotationType: 'ON_DEMAND', RotatedBy }))).toBe('by user/anna');
    expect(madeBy(key({ RotationType: 'ON_DEMAND' }))).toBe('by somebody');
    expect(nameOf(key({ Aliases: [] }))).toBe('1c7f4ae2…90ab');
  });

  test('a budget that is hardly touched is not called nothing', () => {
    const at = 2 ** 31;
    expect([0, 1, at / 1000, at / 40, at / 2, at].map((made) => budgetText(made, at))).toEqual([
      'none',
      '< 0.1 %',
      '0.1 %',
      '2.5 %',
      '50 %',
      '100 %',
    ]);
  });

  test('a month stands above the week that it begins in, a year where it is new', () => {
    const from = (monday: string, count: number) =>
      monthLabels(
        Array.from({ length: count }, (_, at) => ({
          StartDate: new Date(Date.parse(monday) + at * 7 * 86_400_000),
        })),
      );
    expect(from('2026-11-30', 6)).toEqual(['Dec 2026', null, null, null, 'Jan 2027', null]);
    expect(from('2026-11-02', 5)).toEqual(['Nov 2026', null, null, null, 'Dec']);
    expect(from('2026-11-23', 3)).toEqual([null, 'Dec 2026', null]);
    expect(from('2026-12-28', 2)).toEqual(['Jan 2027', null]);
  });

  test('what comes, in numbers', () => {
    const week = (Count: number) => ({ StartDate: new Date(0), Count, Keys: [] });
    expect(
      outlookOf({
        ByStatus: [
          { Status: 'Overdue', Count: 1 },
          { Status: 'Scheduled', Count: 4 },
          { Status: 'Off', Count: 7 },
        ],
        Weeks: [week(2), week(0), week(1), week(1), week(9)],
      }),
    ).toEqual({ byThemselves: 5, overdue: 1, off: 7, soon: 4, year: 13 });
  });
});

describe('acts', () => {
  const act = (name: ActName) => ACTS.find((each) => each.name === name)!;
  const keys = [
    key(),
    key({ Status: 'Scheduled', RotationPeriodInDays: 90 }),
    key({ Status: 'CannotRotate', KeySpec: 'RSA_2048' }),
    key({ KeyState: 'Disabled', Status: 'Resting', RotationPeriodInDays: 90 }),
    key({ KeyState: 'PendingDeletion' }),
    key({ OnDemandLeft: 0 }),
    key({ Quarantine: 'its row did not authenticate' }),
  ];

  test('are for those keys that the service would take, the others are counted by reason', () => {
    const split = splitFor(act('rotate').skip, keys);
    expect(split.eligible).toEqual([keys[0], keys[1]]);
    expect(split.skipped.map(({ why, count }) => `${count} ${why.split(':')[0]}`)).toEqual([
      '1 of a spec that does not rotate',
      '1 disabled',
      '1 waiting for deletion',
      '1 at the end of on-demand rotations',
      '1 refused as a whole until an administrator has looked',
    ]);
    expect(splitFor(act('period').skip, keys).eligible).toEqual([keys[0], keys[1], keys[5]]);
    expect(splitFor(act('off').skip, keys).eligible).toEqual([keys[1]]);
  });

  test('say why they are for none', () => {
    expect(refusalOf(act('off').skip, [key(), key()])).toBe('All of them are without a schedule already');
    expect(refusalOf(act('off').skip, keys)).toBeNull();
  });

  test('a period is whole days in its bounds', () => {
    for (const good of ['90', ' 365 ', '2560']) expect(daysProblem(good)).toBeNull();
    for (const bad of ['', '89', '2561', '1e3', '90.5', '-90', 'soon', '9999999'])
      expect(daysProblem(bad)).toMatch(/90 to 2560/);
  });
});
