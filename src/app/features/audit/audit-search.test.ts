import { expect, test } from 'vitest';
import { paths } from '../../paths.ts';
import { auditQuery, filterOf, parseAuditSearch } from './audit-search.ts';

const parse = (search: string) => parseAuditSearch(new URLSearchParams(search));
const now = Date.parse('2026-11-24T13:05:07.318Z');

test('everything comes and goes through the URL', () => {
  const url =
    'key=1c7f&principal=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fapi&operation=Decrypt&outcome=denied&request=r-1&since=24h&event=17';
  expect(paths.audit(auditQuery(parse(url)))).toBe(`/audit?${url}`);
});

test('a relative range counts back from the minute; an absolute one is taken as it is', () => {
  expect(filterOf(parse('since=24h'), now)).toEqual({ Since: new Date('2026-11-23T13:05:00Z') });
  expect(
    filterOf(parse('since=2026-11-01T00:00:00Z&until=2026-11-02T00:00:00Z&outcome=failed'), now),
  ).toEqual({
    Outcome: 'failed',
    Since: new Date('2026-11-01T00:00:00Z'),
    Until: new Date('2026-11-02T00:00:00Z'),
  });
  expect(filterOf(parse(''), now)).toEqual({});
});

test('what means nothing is ignored and named', () => {
  const search = parse('outcome=melted&since=yesterday&event=-1&foo=1&until=24h');
  expect(search).toMatchObject({ outcome: null, since: null, until: null, event: null });
  expect(search.ignored).toEqual(['foo', 'outcome melted', 'event -1', 'since yesterday', 'until 24h']);
});
