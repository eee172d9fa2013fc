/** Rules of a person's name and password, told before they are sent; the service holds them in any case. */

const NAME = /^[\w+=,.@-]{1,64}$/;
export const LEAST_PASSWORD = 12;

/** Null when the name will do, else what to change. */
export function nameProblem(name: string): string | null {
  if (name === '') return 'Give a name: it stands in every event that you cause.';
  return NAME.test(name) ? null : 'Use letters without accents, digits and + = , . @ - _ only, at most 64.';
}

/** Null when the password will do, else what to change. */
export function passwordProblem(password: string, name: string): string | null {
  const length = Array.from(password).length;
  if (length < LEAST_PASSWORD)
    return `Use at least ${LEAST_PASSWORD} characters: ${LEAST_PASSWORD - length} more.`;
  if (new Set(password).size < 5) return 'Use at least five different characters.';
  if (name !== '' && password.toLowerCase().includes(name.toLowerCase())) return 'Leave your name out of it.';
  return null;
}

const member = (fragment: string, name: string): string | null => {
  const value = new URLSearchParams(fragment.replace(/^#/, '')).get(name);
  return value === null || value === '' ? null : value;
};

/** The token of `#token=…`, or null. */
export const tokenOf = (fragment: string): string | null => member(fragment, 'token');

/** Whose link it says that it is; it decides nothing. Null for what is no name. */
export const nameOf = (fragment: string): string | null => {
  const name = member(fragment, 'name');
  return name !== null && NAME.test(name) ? name : null;
};
