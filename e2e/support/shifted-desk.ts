/** A desk whose clock a test can move. */
import { expect, type Page } from '@playwright/test';
import { removeDirectory, startTestDesk, type TestDesk } from '../../src/hosts/node/testing/desk.ts';

export interface ShiftedDesk {
  readonly desk: TestDesk;
  /** The desk's clock goes on by its step. */
  readonly moveOn: () => Promise<void>;
}

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
  let moves = 0;
  const moveOn = async (): Promise<void> => {
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
