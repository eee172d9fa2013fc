/** Joins class names; what is false, null or undefined is left out. Always a string, as component props want it. */
export const cx = (...names: readonly (string | false | null | undefined)[]): string =>
  names.filter(Boolean).join(' ');
