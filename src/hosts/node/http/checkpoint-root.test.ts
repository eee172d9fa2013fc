/** The console prints the root hash of the newest checkpoint: the one that the published note has, after a restart too. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { removeDirectory, startTestDesk, type TestDesk } from '../testing/desk.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk();
});
afterAll(async () => {
  await desk.stop();
  removeDirectory(desk.dataDirectory);
});

/** Size and root, as DescribeDesk and as the published note have them, once no event has come between. */
async function bothSay(): Promise<readonly [unknown, unknown]> {
  const { body } = await desk.call('Keydesk.DescribeDesk', {});
  const [, size, root] = (await (await fetch(`${desk.url}/log/checkpoint`)).text()).split('\n');
  const log = body['Log'] as Record<string, unknown>; // what DescribeDesk answers
  return [
    [log['CheckpointSize'], log['CheckpointRoot']],
    [Number(size), root],
  ];
}

it('is told beside the size', async () => {
  await expect
    .poll(
      async () => {
        const [told, published] = await bothSay();
        return JSON.stringify(told) === JSON.stringify(published);
      },
      { timeout: 20_000 },
    )
    .toBe(true);
  await desk.stop();
  desk = await startTestDesk({ dataDirectory: desk.dataDirectory });
  const [told] = await bothSay();
  expect(told).toEqual([expect.any(Number), expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/)]);
});
