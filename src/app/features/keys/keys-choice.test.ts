import { expect, test } from 'vitest';
import { parseChoice, shownColumns, USUAL } from './keys-choice.ts';
import { parseKeysSearch, WHOLE_LIST } from './keys-search.ts';

test('a kept choice is taken as far as it is one', () => {
  expect(parseChoice(null)).toEqual(USUAL);
  expect(parseChoice({ columns: ['used', 'state', 'colour', 7], density: 'comfortable' })).toEqual({
    columns: ['state', 'used'],
    density: 'comfortable',
  });
  expect(parseChoice({ columns: [], density: 'loose' })).toEqual({ columns: [], density: 'compact' });
  expect(parseChoice({ columns: 'all' })).toEqual(USUAL);
});

test('what is filtered or sorted by is shown, whatever was chosen', () => {
  const none = { columns: [], density: 'compact' } as const;
  const shown = (url: string): string =>
    [...shownColumns(none, parseKeysSearch(new URLSearchParams(url)))].join();
  expect([...shownColumns(none, WHOLE_LIST)]).toEqual([]);
  expect(shown('state=Disabled&sort=CreationDate')).toBe('state,created');
  expect(shown('without=env&rotation=off&unused=90')).toBe('tags,next,used');
  expect(shown('rotation=never-rotated&usage=SIGN_VERIFY')).toBe('spec,version');
});
