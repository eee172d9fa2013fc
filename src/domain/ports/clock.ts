/** Time for what is scheduled: deletion, rotation, cryptoperiods. Tests move it through their own composition root. */
export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Time for what is evidence: event times, signatures, sessions. Always the machine's own. */
export interface WallClock {
  /** Milliseconds since the epoch, an integer. */
  readonly now: () => number;
}
