/** kill -9 at any moment, under load, again and again on the same directory: nothing that was answered is lost. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SCALE } from '../../../testing/runs.ts';
import { removeDirectory, startTestDesk } from '../testing/desk.ts';
import { LoadClient } from './testing/load.ts';
import { Witness } from './testing/witness.ts';

const KILLS = SCALE > 1 ? 200 : 20;
const CLIENTS = 8;
/** ms after the load began. */
const LATEST = 250;

let witness: Witness;
beforeAll(async () => {
  witness = await Witness.of(await startTestDesk());
});
afterAll(async () => {
  await witness.desk.kill().catch(() => undefined);
  removeDirectory(witness.desk.dataDirectory);
});

it(
  `${KILLS} kills under load lose nothing that was answered`,
  async () => {
    const clients = Array.from({ length: CLIENTS }, (_, i) => new LoadClient(witness, `client ${i}`));
    let inTheMiddle = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const before = witness.answered;
      const working = clients.map((client) => client.work());
      await new Promise((done) => setTimeout(done, Math.random() * LATEST));
      await witness.desk.kill();
      await Promise.all(working);
      if (witness.answered > before) inTheMiddle++;
      const looking = witness.stored((state) => clients.flatMap((client) => client.compare(state)));
      witness.desk = await startTestDesk({ dataDirectory: witness.desk.dataDirectory });
      expect(await looking).toEqual([]);
      expect(await witness.usable()).toEqual([]);
    }
    expect(await witness.usable(true)).toEqual([]);
    expect(await witness.desk.stop()).toBe(0);
    expect(await witness.stored()).toEqual([]);
    // Kills that met a desk which had not answered anything yet would show nothing.
    expect(inTheMiddle).toBeGreaterThan(KILLS / 2);
    expect(witness.answered).toBeGreaterThan(20 * KILLS);
  },
  KILLS * 10_000,
);
