/** The backup, or the place for it, is not what it must be. `message` is a sentence for the operator: what is changed, and what to do. */
export class RestoreError extends Error {
  /** `in-use`: a desk runs there. */
  readonly why: 'backup' | 'place' | 'in-use';
  constructor(why: RestoreError['why'], message: string) {
    super(message);
    this.name = 'RestoreError';
    this.why = why;
  }
}
