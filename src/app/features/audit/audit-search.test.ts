import { expect, test } from 'vitest';
import { paths } from '../../paths.ts';
import { auditQuery, filterOf, parseAuditSearch, sameSearch } from './audit-search.ts';

const parse = (search: string) => parseAuditSearch(new URLSearchParams(search));
const now = Date.parse('2026-11-24T13:05:07.318Z');

test('everything comes and goes through the URL', () => {
  const url = `key=1c7f&principal=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fapi&operation=Decrypt&outcome=denied&kind=data&request=r-1&context=record%3D8841&source=10.0.0.0%2F8&envelope=${'ab'.repeat(32)}&grant=${'cd'.repeat(32)}&policy=key%3A1c7f&statement=%233&version=2&practice=1&since=24h&event=17`;
  expect(paths.audit(auditQuery(parse(url)))).toBe(`/audit?${url}`);
});

test('a relative range counts back from the minute; an absolute one is taken as it is', () => {
  expect(filterOf(parse('since=24h&kind=all'), now)).toEqual({ Since: new Date('2026-11-23T13:05:00Z') });
  expect(
    filterOf(parse('since=2026-11-01T00:00:00Z&until=2026-11-02T00:00:00Z&outcome=failed'), now),
  ).toEqual({
    Outcome: 'failed',
    Since: new Date('2026-11-01T00:00:00Z'),
    Until: new Date('2026-11-02T00:00:00Z'),
  });
  expect(filterOf(parse('kind=all'), now)).toEqual({});
});

test('a moment is the same in every browser: in UTC, and ignored without an offset', () => {
  expect(parse('since=2026-11-24T13:05:00%2B01:00&until=2026-11-24T13:05:07.250Z')).toMatchObject({
    since: '2026-11-24T12:05:00Z',
    until: '2026-11-24T13:05:07.250Z',
    ignored: [],
  });
  expect(parse('since=2026-11-24T13:05:00+01:00').since).toBe('2026-11-24T12:05:00Z');
  expect(parse('since=2026-11-24T13:05&until=2026-11-25T00:00:00')).toMatchObject({
    since: null,
    until: null,
    ignored: ['since 2026-11-24T13:05', 'until 2026-11-25T00:00:00'],
  });
  expect(parse('since=2026-11-24T13:05:00%2B99:00').since).toBeNull();
});

test('reads are left out until they, or something by its name, are asked for', () => {
  expect(filterOf(parse('key=1c7f'), now)).toEqual({ KeyId: '1c7f', Classes: ['management', 'data'] });
  expect(filterOf(parse('kind=read'), now)).toEqual({ Classes: ['read'] });
  expect(filterOf(parse('operation=GetKeyPolicy'), now)).toEqual({ Operation: 'GetKeyPolicy' });
});

test('what decided is a policy, a statement by its name, or by its place beside a version', () => {
  const decided = (text: string) => filterOf(parse(`kind=all&${text}`), now).DecidedBy;
  expect(decided('policy=identity:team-reads')).toEqual({ Source: 'IDENTITY_POLICY', Policy: 'team-reads' });
  expect(decided('policy=key:1c7f&statement=Use+of+the+key')).toEqual({
    Source: 'KEY_POLICY',
    Policy: '1c7f',
    Sid: 'Use of the key',
  });
  expect(decided('policy=key:1c7f&statement=%233&version=2')).toEqual({
    Source: 'KEY_POLICY',
    Policy: '1c7f',
    Version: 2,
    Statement: 2,
  });
  expect(decided('statement=%233')).toEqual({ Sid: '#3' });
  expect(decided('')).toBeUndefined();
  expect(parse('policy=team-reads&version=2')).toMatchObject({
    policy: null,
    version: null,
    ignored: ['policy team-reads', 'version 2'],
  });
});

test('practice is left out until it is asked for', () => {
  expect(filterOf(parse('kind=all'), now)).not.toHaveProperty('Sandbox');
  expect(filterOf(parse('kind=all&practice=1'), now)).toEqual({ Sandbox: true });
  expect(parse('practice=yes')).toMatchObject({ practice: false, ignored: ['practice yes'] });
});

test('what means nothing is ignored and named', () => {
  const search = parse('outcome=melted&kind=odd&since=yesterday&event=-1&foo=1&until=24h');
  expect(search).toMatchObject({ outcome: null, kind: null, since: null, until: null, event: null });
  expect(search.ignored).toEqual([
    'foo',
    'outcome melted',
    'event -1',
    'kind odd',
    'since yesterday',
    'until 24h',
  ]);
});

test('a pair of the context, a network, a digest; what is none of these is told', () => {
  expect(filterOf(parse('context=record=88=41&source=10.1.2.3&outcome=refused'), now)).toEqual({
    ContextPair: { Name: 'record', Value: '88=41' },
    SourceAddress: '10.1.2.3',
    Outcomes: ['denied', 'failed'],
  });
  expect(filterOf(parse('context=record&kind=all'), now)).toEqual({ ContextPair: { Name: 'record' } });
  expect(parse('source=somewhere&envelope=ab').ignored).toEqual(['source somewhere', 'envelope ab']);
});

test('a grant that decided is asked for by its id or its name; by name, not beside another that decided', () => {
  const id = 'cd'.repeat(32);
  expect(filterOf(parse(`grant=${id}&kind=all`), now)).toEqual({ GrantId: id });
  expect(filterOf(parse('grant=nightly-report&kind=all'), now)).toEqual({
    DecidedBy: { Source: 'GRANT', Sid: 'nightly-report' },
  });
  expect(parse('grant=nightly-report&statement=Use').ignored).toEqual(['grant nightly-report']);
  expect(filterOf(parse(`grant=${id}&statement=Use&kind=all`), now)).toEqual({
    GrantId: id,
    DecidedBy: { Sid: 'Use' },
  });
});

test('to open or close an event is the same search; to watch it live is another', () => {
  const at = (search: string) => new URL(`http://desk/audit?${search}`);
  expect(sameSearch(at('since=24h&live=1'), at('live=1&since=24h&event=17'))).toBe(true);
  expect(sameSearch(at('since=24h'), at('since=24h&live=1'))).toBe(false);
  expect(sameSearch(at('key=1c7f'), at('key=2c7f'))).toBe(false);
});
