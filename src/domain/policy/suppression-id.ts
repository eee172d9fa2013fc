/** What a suppression is stored under: one a key, code and statement. */
export const suppressionId = (keyId: string, code: string, statement: string | null): string =>
  // A Sid may hold anything, a slash too: it comes last.
  statement === null ? `${keyId}/${code}` : `${keyId}/${code}/${statement}`;

/** Nobody silences a finding for longer than a year: then it is looked at again. */
export const MOST_SUPPRESSED_DAYS = 366;
