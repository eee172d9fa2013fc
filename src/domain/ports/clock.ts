/** Time for what is scheduled: deletion, rotation, cryptoperiods. Tests move it through their own composition root. */
export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds of running time since some moment of this process: never goes back, and no setting of the date moves it. */
  readonly elapsed: () => number;
}

/** Time for what is evidence: event times, signatures, sessions. Always the machine's own. */
export interface WallClock {
  /** Milliseconds since the epoch, an integer. */
  readonly now: () => number;
}
