/** How long a lost token's return takes to reach a caller: from its folder's rename back to the first Decrypt that is answered, under load. */
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { CREDENTIALS, startDesk } from './desk.ts';
import { send, signCall } from './sigv4-client.ts';
import { table } from './table.ts';

/** ms that the token is away: a blink, and long enough for every wait between two climbs. */
const AWAY = [50, 200, 500, 1_000, 2_000, 3_000, 5_000];
const CYCLES = 21;
const CALLERS = 8;
const GOAL_MS = 3_000;
const PLAINTEXT = Buffer.from('bench').toString('base64');

/** Answers markdown. Throws when an answer is neither right nor 503, or when the goal is missed. */
export async function measureLadder(folder: string): Promise<string> {
  const data = join(folder, 'ladder');
  const desk = await startDesk(data);
  const tokens = join(data, 'hsm', 'tokens');
  const rows: string[][] = [];
  let worst = 0;
  try {
    const ask = <T>(operation: string, input: object): Promise<T> =>
      send<T>(signCall(desk.ready, CREDENTIALS, operation, input));
    const made = await ask<{ KeyMetadata: { KeyId: string } }>('CreateKey', {});
    const { CiphertextBlob } = await ask<{ CiphertextBlob: string }>('Encrypt', {
      KeyId: made.KeyMetadata.KeyId,
      Plaintext: PLAINTEXT,
    });
    /** True when it was opened, false for a 503. */
    const opens = async (): Promise<boolean> => {
      const { url, headers, body } = signCall(desk.ready, CREDENTIALS, 'Decrypt', { CiphertextBlob });
      const { host: _, ...sent } = headers; // fetch sets it
      const response = await fetch(url, { method: 'POST', headers: sent, body });
      const answer = (await response.json()) as { Plaintext?: string; __type?: string }; // what Decrypt answers
      if (response.status === 503) return false;
      if (answer.Plaintext !== PLAINTEXT) throw new Error(`Decrypt: ${response.status} ${answer.__type}`);
      return true;
    };
    const load = { on: true, calls: 0, refused: 0 };
    const caller = async (): Promise<void> => {
      while (load.on) {
        load.calls++;
        if (!(await opens())) load.refused++;
      }
    };
    const callers = Promise.all(Array.from({ length: CALLERS }, caller));

    const times = new Map<number, number[]>();
    for (let cycle = 0; cycle < CYCLES; cycle++) {
      const away = AWAY[cycle % AWAY.length] ?? 0;
      process.stderr.write(`token away for ${away} ms\n`);
      renameSync(tokens, `${tokens}.away`);
      await wait(away);
      renameSync(`${tokens}.away`, tokens);
      const began = performance.now();
      while (!(await opens())) await wait(5);
      const took = performance.now() - began;
      worst = Math.max(worst, took);
      times.set(away, [...(times.get(away) ?? []), took]);
      await wait(200);
    }
    load.on = false;
    await callers;
    for (const [away, took] of times) {
      const sorted = took.toSorted((a, b) => a - b);
      const at = (i: number): string => (sorted[i] ?? 0).toFixed(0);
      rows.push([String(away), String(took.length), at(sorted.length >> 1), at(sorted.length - 1)]);
    }
    rows.push(['all', String(CYCLES), '', worst.toFixed(0)]);
    process.stderr.write(`${load.calls} calls, ${load.refused} refused as lost, none wrongly\n`);
  } finally {
    await desk.stop();
  }
  if (worst > GOAL_MS) throw new Error(`recovery took ${worst.toFixed(0)} ms, the goal is ${GOAL_MS} ms`);
  return table(
    [
      `token away for ms (${CALLERS} callers)`,
      'cycles',
      'back to first Decrypt, median ms',
      'worst ms (goal 3,000)',
    ],
    rows,
  );
}
