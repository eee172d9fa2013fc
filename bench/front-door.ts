/**
 * The front door under a flood: 16 honest connections, alone and beside 64 that sign badly, from the same address, in one run. The goal is
 * an honest p99 of less than 5 times its quiet value.
 */
import { join } from 'node:path';
import { CREDENTIALS, startDesk } from './desk.ts';
import { send, signCall, type SignedCall } from './sigv4-client.ts';
import { table } from './table.ts';
import { drive, driveRefused, type Figures } from './wrk.ts';

const HONEST = 16;
const FLOOD = 64;
const SECONDS = 8;
/** How much longer than the honest ones the flood is there, before and after. */
const AROUND = 2;
const GOAL = 5;

/** Answers markdown; throws when the goal is missed. */
export async function measureFrontDoor(folder: string): Promise<string> {
  const desk = await startDesk(join(folder, 'front-door'));
  const { KeyMetadata } = await send<{ KeyMetadata: { KeyId: string } }>(
    signCall(desk.ready, CREDENTIALS, 'CreateKey', {}),
  );
  const input = { KeyId: KeyMetadata.KeyId, KeySpec: 'AES_256' };
  const honest = signCall(desk.ready, CREDENTIALS, 'GenerateDataKey', input);
  const quiet = (): Promise<Figures> =>
    drive(honest.url, honest, { connections: HONEST, seconds: SECONDS }, folder);
  const floods: Readonly<Record<string, SignedCall>> = {
    // The worst: whoever names an access key that is used from there is looked at, or its owner would be shut out.
    'the honest access key, a wrong secret': signCall(
      desk.ready,
      { ...CREDENTIALS, secretAccessKey: 'not the secret of this access key' },
      'GenerateDataKey',
      input,
    ),
    'an access key that there is not': signCall(
      desk.ready,
      { ...CREDENTIALS, accessKeyId: 'AKIANOSUCHACCESSKEY1' },
      'GenerateDataKey',
      input,
    ),
  };

  await quiet();
  const rows: string[][] = [];
  const missed: string[] = [];
  for (const [name, bad] of Object.entries(floods)) {
    // oxlint-disable no-await-in-loop -- one after the other: they measure each other otherwise
    const before = await quiet();
    const load = { connections: FLOOD, seconds: SECONDS + 2 * AROUND };
    const flooding = driveRefused(bad.url, bad, load, folder);
    await new Promise((done) => setTimeout(done, AROUND * 1000));
    const beside = await quiet();
    const flood = await flooding;
    const after = await quiet();
    // oxlint-enable no-await-in-loop
    const alone = (before.p99 + after.p99) / 2;
    const ratio = beside.p99 / alone;
    if (ratio >= GOAL) missed.push(`${name}: ${ratio.toFixed(2)}`);
    rows.push([
      name,
      flood.rate.toFixed(0),
      alone.toFixed(2),
      beside.p99.toFixed(2),
      ratio.toFixed(2),
      (beside.rate / ((before.rate + after.rate) / 2)).toFixed(2),
    ]);
    process.stderr.write(`${name}: honest p99 ${ratio.toFixed(2)} times its quiet value\n`);
  }
  await desk.stop();
  if (missed.length > 0)
    throw new Error(`The honest p99 is ${GOAL} times its quiet value or more: ${missed.join('; ')}`);
  const head = [
    'flood of 64 connections',
    'answered/s',
    'honest p99 alone, ms',
    'beside it, ms',
    'ratio',
    'honest rate, ratio',
  ];
  return table(head, rows);
}
