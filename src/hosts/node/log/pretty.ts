/** One line of the operational log for people. */
import { escapeUnsafe } from './terminal-safe.ts';

const COLOURS: Readonly<Record<string, string>> = {
  error: '31',
  fatal: '31',
  warn: '33',
  info: '32',
  debug: '36',
  trace: '90',
};

/**
 * `12:00:00.000Z INFO  message name=value` from one line of JSON, with its newline; stacks follow, one indented line each. Nothing
 * unsafe for a terminal is in it but our own colour.
 */
export function prettyLine(json: string, colour: boolean): string {
  const { time, level, msg, ...fields } = JSON.parse(json) as Record<string, unknown>; // pino writes one object a line
  const name = String(level);
  const label = name.toUpperCase().padEnd(5);
  const shownLevel = colour ? `\u001b[${COLOURS[name] ?? '0'}m${label}\u001b[0m` : label;
  const stacks: string[] = [];
  const pairs = Object.entries(fields).map(
    ([key, value]) => ` ${escapeUnsafe(key)}=${show(takeStacks(value, stacks))}`,
  );
  const head = `${String(time).slice(11)} ${shownLevel} ${escapeUnsafe(typeof msg === 'string' ? msg : '')}${pairs.join('')}`;
  // The bar keeps a message with newlines in it from passing for a line of the log.
  const frames = stacks
    .flatMap((stack) => stack.split('\n'))
    .map((line) => `    | ${escapeUnsafe(line.trim())}`);
  return `${[head, ...frames].join('\n')}\n`;
}

/** The value without the stacks of the errors in it, which are put aside. */
function takeStacks(value: unknown, stacks: string[]): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const out: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    if (name === 'stack' && typeof member === 'string') stacks.push(member);
    else out[name] = takeStacks(member, stacks);
  }
  return out;
}

function show(value: unknown): string {
  const isPlain = typeof value === 'string' && /^[^\s"=]+$/.test(value);
  return escapeUnsafe(isPlain ? value : JSON.stringify(value));
}
