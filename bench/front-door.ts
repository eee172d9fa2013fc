/**
 * The front door under floods: 16 honest connections, alone and beside 64 that want to keep the desk from its work, from the same address,
 * in one run. The goal is an honest p99 of less than 5 times its quiet value.
 */
import { join } from 'node:path';
import { startNode } from './child.ts';
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
const ALL = SECONDS + 2 * AROUND;

/** What `flood.ts` prints. */
interface Flooded {
  readonly answers: Readonly<Record<string, number>>;
  readonly ended: number;
}

/** Answers markdown; throws when the goal is missed. */
export async function measureFrontDoor(folder: string): Promise<string> {
  const desk = await startDesk(join(folder, 'front-door'));
  const operator = <T>(operation: string, input: object): Promise<T> =>
    send<T>(signCall(desk.ready, CREDENTIALS, operation, input));
  const { KeyMetadata } = await operator<{ KeyMetadata: { KeyId: string } }>('CreateKey', {});
  const service = await operator<{ AccessKeyId: string; SecretAccessKey: string }>('Keydesk.CreateService', {
    Name: 'without-rights',
  });
  const input = { KeyId: KeyMetadata.KeyId, KeySpec: 'AES_256' };
  const honest = signCall(desk.ready, CREDENTIALS, 'GenerateDataKey', input);
  const quiet = (): Promise<Figures> =>
    drive(honest.url, honest, { connections: HONEST, seconds: SECONDS }, folder);

  /** Answers how many of them were answered in a second. */
  const signed = (call: SignedCall) => async (): Promise<string> => {
    const load = { connections: FLOOD, seconds: ALL };
    return (await driveRefused(call.url, call, load, folder)).rate.toFixed(0);
  };
  const raw = (kind: string) => async (): Promise<string> => {
    const args = [join(import.meta.dirname, 'flood.ts'), desk.ready, kind, String(FLOOD), String(ALL)];
    const flood = await startNode(args, /^flooded (.*)$/);
    const { answers, ended } = JSON.parse(flood.ready) as Flooded; // its own form
    const each = Object.entries(answers).map(([status, count]) => `${(count / ALL).toFixed(0)} of ${status}`);
    return [...each, `${(ended / ALL).toFixed(0)} connections ended`].join(', ');
  };
  const floods: Readonly<Record<string, () => Promise<string>>> = {
    // The worst of those: whoever names an access key that is used from there is looked at, or its owner would be shut out.
    'the honest access key, a wrong secret': signed(
      signCall(
        desk.ready,
        { ...CREDENTIALS, secretAccessKey: 'not the secret of this access key' },
        'GenerateDataKey',
        input,
      ),
    ),
    'an access key that there is not': signed(
      signCall(desk.ready, { ...CREDENTIALS, accessKeyId: 'AKIANOSUCHACCESSKEY1' }, 'GenerateDataKey', input),
    ),
    'a service without any right': signed(
      signCall(
        desk.ready,
        { accessKeyId: service.AccessKeyId, secretAccessKey: service.SecretAccessKey },
        'GenerateDataKey',
        input,
      ),
    ),
    'sign-ins of 1 MiB': raw('signIn'),
    'pages, 64 KiB of requests at once, not read': raw('pipelined'),
    'the page': raw('page'),
    '`/readyz`': raw('readyz'),
  };

  await quiet();
  const rows: string[][] = [];
  const missed: string[] = [];
  for (const [name, flood] of Object.entries(floods)) {
    // oxlint-disable no-await-in-loop -- one after the other: they measure each other otherwise
    const before = await quiet();
    const flooding = flood();
    await new Promise((done) => setTimeout(done, AROUND * 1000));
    const beside = await quiet();
    const answered = await flooding;
    const after = await quiet();
    // oxlint-enable no-await-in-loop
    const alone = (before.p99 + after.p99) / 2;
    const ratio = beside.p99 / alone;
    if (ratio >= GOAL) missed.push(`${name}: ${ratio.toFixed(2)}`);
    rows.push([
      name,
      answered,
      alone.toFixed(2),
      beside.p99.toFixed(2),
      ratio.toFixed(2),
      (beside.rate / ((before.rate + after.rate) / 2)).toFixed(2),
    ]);
    process.stderr.write(
      `${name}: honest p99 ${beside.p99.toFixed(2)} ms, ${ratio.toFixed(2)} times its quiet value; ${answered}\n`,
    );
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
