const list = new Intl.ListFormat('en', { type: 'conjunction' });
const MOST_NAMED = 3;

/** As many names as a sentence can hold: `user/ben and 3 more`. */
export const namesOf = (names: readonly string[]): string =>
  names.length <= MOST_NAMED
    ? list.format(names)
    : list.format([...names.slice(0, MOST_NAMED - 1), `${names.length - MOST_NAMED + 1} more`]);
