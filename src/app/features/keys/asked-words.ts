const number = new Intl.NumberFormat('en');

/** Requests that got nothing, apart by why. */
export interface Refusals {
  readonly denied: number;
  readonly failed: number;
}

/** `4 refused (3 denied, 1 failed)`, or `3 denied` when there is but one reason; empty for none. */
export function refusedWords({ denied, failed }: Refusals): string {
  if (denied > 0 && failed > 0)
    return `${number.format(denied + failed)} refused (${number.format(denied)} denied, ${number.format(failed)} failed)`;
  if (denied > 0) return `${number.format(denied)} denied`;
  return failed > 0 ? `${number.format(failed)} failed` : '';
}
