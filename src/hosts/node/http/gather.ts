/** Requests that arrive in one turn of the event loop, brought together so that they take their steps together (`nextStep`). */
let waiting: (() => void)[] = [];

function release(): void {
  const arrived = waiting;
  waiting = [];
  for (const go of arrived) go();
}

/** Resolves when everything that this turn of the event loop had to read was read. */
export const gathered = (): Promise<void> =>
  new Promise((go) => {
    if (waiting.push(go) === 1) setImmediate(release);
  });
