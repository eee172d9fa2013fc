import { describe, expect, it } from 'vitest';
import { pastedEntries } from './pasted.ts';
import { parseRecent, withRecent, type Recent } from './recent.ts';

const ID = '1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab';
const DIGEST = '9f2c'.repeat(16);
const goes = (text: string) => pastedEntries(text).map(({ go }) => go);

describe('what was pasted', () => {
  it('leads to its events', () => {
    expect(goes(ID)).toEqual([`/audit?request=${ID}&kind=all`]);
    expect(goes(DIGEST)).toEqual([`/audit?envelope=${DIGEST}&kind=all`]);
    expect(goes('arn:aws:iam::000000000000:role/api')).toEqual([
      '/audit?principal=arn%3Aaws%3Aiam%3A%3A000000000000%3Arole%2Fapi',
    ]);
    expect(goes(`arn:aws:kms:us-east-1:000000000000:key/${ID}`)).toEqual([`/audit?key=${ID}`]);
  });
  it('is only words otherwise', () => {
    expect(goes('billing')).toEqual([]);
    expect(goes('alias/billing')).toEqual([]);
  });
});

describe('what is remembered', () => {
  const at = (href: string): Recent => ({ href, label: href, icon: 'key' });
  it('is the newest first, once, and not more than six', () => {
    let list: readonly Recent[] = [];
    for (const href of ['/a', '/b', '/c', '/a', '/d', '/e', '/f', '/g']) list = withRecent(list, at(href));
    expect(list.map(({ href }) => href)).toEqual(['/g', '/f', '/e', '/d', '/a', '/c']);
  });
  it('is of this person, and leads nowhere else', () => {
    const kept = (list: unknown): string => JSON.stringify({ of: 'AIDA1', list });
    expect(parseRecent(kept([at('/keys')]), 'AIDA1')).toEqual([at('/keys')]);
    expect(parseRecent(kept([at('/keys')]), 'AIDA2')).toEqual([]);
    expect(parseRecent(kept([at('//evil.example'), at('javascript:1'), { href: 1 }, null]), 'AIDA1')).toEqual(
      [],
    );
    for (const text of [null, '', '{', '[]', '{"of":"AIDA1"}', kept('x')])
      expect(parseRecent(text, 'AIDA1')).toEqual([]);
  });
});
