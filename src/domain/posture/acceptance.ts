/** Somebody's word that a finding is known and borne until a date. Times in ms. */
export interface Acceptance {
  readonly code: string;
  readonly object: string;
  readonly reason: string;
  readonly until: number;
  readonly acceptedAt: number;
  /** ARN. */
  readonly acceptedBy: string;
}

export const acceptanceId = (code: string, object: string): string => `${code}/${object}`;
