/** GenerateDataKey and Decrypt over HTTP against the bare echo, one after the other under the same load, in one run. */
import { join } from 'node:path';
import { startNode } from './child.ts';
import { CREDENTIALS, startDesk } from './desk.ts';
import { send, signCall } from './sigv4-client.ts';
import { table } from './table.ts';
import { drive, type Figures } from './wrk.ts';

const CONTEXT = { tenant: 'northwind', table: 'customers' };
const CREATED = 200;

interface Options {
  readonly folder: string;
  readonly connections: readonly number[];
  readonly seconds: number;
}

/** Answers markdown. */
export async function measureOperations({ folder, connections, seconds }: Options): Promise<string> {
  const echo = await startNode([join(import.meta.dirname, 'echo.ts')], /^echo on (http\S+)$/);
  const desk = await startDesk(join(folder, 'desk'));
  const sign = (operation: string, input: object) => signCall(desk.ready, CREDENTIALS, operation, input);
  const { KeyMetadata } = await send<{ KeyMetadata: { KeyId: string } }>(sign('CreateKey', {}));
  const KeyId = KeyMetadata.KeyId;
  const generate = { KeyId, KeySpec: 'AES_256', EncryptionContext: CONTEXT };
  const { CiphertextBlob } = await send<{ CiphertextBlob: string }>(sign('GenerateDataKey', generate));
  // Without KeyId, as SDKs call it: the ciphertext names its key.
  const inputs = { GenerateDataKey: generate, Decrypt: { CiphertextBlob, EncryptionContext: CONTEXT } };

  const rows: string[][] = [];
  for (const count of connections) {
    for (const [operation, input] of Object.entries(inputs)) {
      const load = { connections: count, seconds };
      // Echo before and after: the machine's mood changes within a minute.
      const call = sign(operation, input);
      const before = await drive(new URL(echo.ready), call, load, folder);
      const figures = await drive(call.url, call, load, folder);
      const after = await drive(new URL(echo.ready), call, load, folder);
      const bare = (before.rate + after.rate) / 2;
      rows.push([
        operation,
        String(count),
        ...cells(figures),
        bare.toFixed(0),
        (figures.rate / bare).toFixed(2),
      ]);
      process.stderr.write(
        `${operation} at ${count}: ${figures.rate.toFixed(0)}/s, ratio ${(figures.rate / bare).toFixed(2)}\n`,
      );
    }
  }
  const creating = await measureCreateKey(sign);
  await desk.stop();
  await echo.stop();
  const head = ['operation', 'connections', 'requests/s', 'p50 ms', 'p99 ms', 'echo requests/s', 'ratio'];
  return `${table(head, rows)}\n\nCreateKey (wrapped), one after the other: p50 ${creating.p50.toFixed(1)} ms, p99 ${creating.p99.toFixed(1)} ms.`;
}

const cells = ({ rate, p50, p99 }: Figures): string[] => [rate.toFixed(0), p50.toFixed(2), p99.toFixed(2)];

async function measureCreateKey(
  sign: (operation: string, input: object) => ReturnType<typeof signCall>,
): Promise<{ p50: number; p99: number }> {
  const times: number[] = [];
  for (let i = 0; i < CREATED; i++) {
    const call = sign('CreateKey', {});
    const began = performance.now();
    await send(call);
    times.push(performance.now() - began);
  }
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.floor(times.length * share)] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}
