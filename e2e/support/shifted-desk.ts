/** A desk whose clock a test can move. */
import { expect, type Page } from '@playwright/test';
import { removeDirectory, startTestDesk, type TestDesk } from '../../src/hosts/node/testing/desk.ts';

export interface ShiftedDesk {
  readonly desk: TestDesk;
  /** The desk's clock goes on by its step. */
  readonly moveOn: () => Promise<void>;
}

/** Nothing asked for so long: the page has come. */
const QUIET_MS = 700;

/** Starts a desk whose clock moves by `stepMs`, for as long as `use` runs. `page` and those beside it leave before it stops. */
export async function withShiftedDesk(
  page: Page,
  stepMs: number,
  use: (shifted: ShiftedDesk) => Promise<void>,
): Promise<void> {
  const preload = new URL('./clock-shift.ts', import.meta.url).href;
  const desk = await startTestDesk({
    env: { NODE_OPTIONS: `--import=${preload}`, E2E_CLOCK_STEP_MS: String(stepMs) },
  });
  // What the pages still ask would reach the desk after the move, and be use of the session then.
  let asked = Date.now();
  const note = (): void => void (asked = Date.now());
  for (const happens of ['request', 'requestfinished', 'requestfailed'] as const)
    page.context().on(happens as 'request', note); // three names of one kind of listener
  const quiet = (): Promise<void> =>
    expect.poll(() => Date.now() - asked, { timeout: 20_000 }).toBeGreaterThan(QUIET_MS);
  let moves = 0;
  const moveOn = async (): Promise<void> => {
    await quiet();
    moves += 1;
    desk.process.kill('SIGUSR2');
    await expect.poll(desk.stderr).toContain(`e2e clock +${moves * stepMs}`);
  };
  try {
    await use({ desk, moveOn });
  } finally {
    // What a page asks of a desk that has stopped is an error in its console.
    await Promise.all(
      page
        .context()
        .pages()
        .map((each) => each.goto('about:blank')),
    );
    await desk.stop();
    removeDirectory(desk.dataDirectory);
  }
}
