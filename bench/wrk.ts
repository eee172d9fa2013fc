/** Drives one request with wrk, over and over, and reads the figures that its Lua hook prints. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { SignedCall } from './sigv4-client.ts';

export interface Load {
  readonly connections: number;
  readonly seconds: number;
}

/** Requests per second; latencies in milliseconds. */
export interface Figures {
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
}

// Long brackets with a level that no JSON or header value contains (an index needs a blank: `[[` opens a string).
// wrk adds a Host of its own unless it finds one with this capital.
const lua = (text: string): string => `[==[${text}]==]`;

const script = (call: SignedCall): string => `
wrk.method = "POST"
wrk.body = ${lua(call.body)}
${Object.entries(call.headers)
  .map(([name, value]) => `wrk.headers[ ${lua(name === 'host' ? 'Host' : name)} ] = ${lua(value)}`)
  .join('\n')}
function done(summary, latency)
  local errors = summary.errors
  io.write(string.format('figures {"requests":%d,"microseconds":%d,"p50":%d,"p99":%d,"refused":%d,"broken":%d}\\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), errors.status,
    errors.connect + errors.read + errors.write + errors.timeout))
end
`;

/** One thread of wrk, so that it takes the same share of the machine whatever it drives. Throws when any answer was not 2xx. */
export async function drive(target: URL, call: SignedCall, load: Load, folder: string): Promise<Figures> {
  const { refused, broken, rate, p50, p99 } = await run(target, call, load, join(folder, 'request.lua'));
  if (refused + broken > 0)
    throw new Error(`${target.href}: ${refused} requests were refused and ${broken} broke`);
  return { rate, p50, p99 };
}

/** The same for a call that the server must refuse. Throws when any answer was 2xx. */
export async function driveRefused(
  target: URL,
  call: SignedCall,
  load: Load,
  folder: string,
): Promise<Figures> {
  const { refused, requests, rate, p50, p99 } = await run(target, call, load, join(folder, 'refused.lua'));
  if (refused < requests) throw new Error(`${target.href}: ${requests - refused} requests were not refused`);
  return { rate, p50, p99 };
}

interface Run extends Figures {
  readonly requests: number;
  readonly refused: number;
  readonly broken: number;
}

async function run(target: URL, call: SignedCall, load: Load, file: string): Promise<Run> {
  await writeFile(file, script(call));
  const args = [
    '-t1',
    `-c${load.connections}`,
    `-d${load.seconds}s`,
    '--timeout',
    '10s',
    '-s',
    file,
    target.href,
  ];
  const { stdout } = await promisify(execFile)('wrk', args);
  const line = /^figures (.*)$/m.exec(stdout)?.[1];
  if (line === undefined) throw new Error(`wrk printed no figures:\n${stdout}`);
  const figures = JSON.parse(line) as Record<
    'requests' | 'microseconds' | 'p50' | 'p99' | 'refused' | 'broken',
    number
  >; // our own format
  if (figures.requests === 0) throw new Error(`${target.href}: no request was answered`);
  return {
    requests: figures.requests,
    refused: figures.refused,
    broken: figures.broken,
    rate: (figures.requests / figures.microseconds) * 1e6,
    p50: figures.p50 / 1000,
    p99: figures.p99 / 1000,
  };
}
