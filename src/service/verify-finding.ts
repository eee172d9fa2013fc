/** What a check of the whole log found wrong, for a person. */
export interface Finding {
  readonly what: 'event' | 'object' | 'tile' | 'seal' | 'checkpoint' | 'usage';
  /** Sequence, `kind id`, tile path, size, or what is counted. */
  readonly name: string;
  readonly message: string;
}

/** Notes a finding. */
export type Found = (what: Finding['what'], name: string | number, message: string) => void;

/** A moment in ms as RFC 3339, or as the number that it is: what was altered may say any. */
export function momentText(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? `time ${ms}` : date.toISOString();
}
