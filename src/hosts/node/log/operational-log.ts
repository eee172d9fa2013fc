/**
 * The operational log: what the program does, for whoever runs it. Not the audit log. It goes to stderr, holds no secret, and nothing
 * in it can act on a terminal.
 */
import { destination, pino, stdTimeFunctions } from 'pino';
import type { LogFormat, LogLevel } from '../config/settings.ts';
import { safeFields } from './log-fields.ts';
import { prettyLine } from './pretty.ts';
import { escapeUnsafe } from './terminal-safe.ts';

export type LogFields = Readonly<Record<string, unknown>>;

export interface Log {
  /** Each writes one line; members of `fields` that are named like secrets are redacted, at any depth. Never throws for its input. */
  error(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  debug(fields: LogFields, message: string): void;
  trace(fields: LogFields, message: string): void;
  /** A log whose every line has these fields too. */
  child(fields: LogFields): Log;
}

export interface LogOptions {
  readonly level: LogLevel;
  readonly format: LogFormat;
  /** Gets whole lines. Default: stderr, written before the call returns, so that the last words of a crash are there. */
  readonly stream?: { write(line: string): unknown };
  /** Colour in the pretty format. Default: when stderr is a terminal, NO_COLOR is not set, and no stream is given. */
  readonly colour?: boolean;
}

/** A log whose level can be changed while it is written, for itself and all its children. */
export interface RootLog extends Log {
  setLevel(level: LogLevel): void;
}

export function createLog(options: LogOptions): RootLog {
  const stream = options.stream ?? standardError();
  const colour =
    options.colour ?? (options.stream === undefined && process.stderr.isTTY && !process.env['NO_COLOR']);
  const render =
    options.format === 'pretty'
      ? (json: string): string => prettyLine(json, colour)
      : (json: string): string => `${escapeUnsafe(json.trimEnd())}\n`;
  const logger = pino(
    {
      level: options.level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      // Errors are already plain objects here.
      serializers: {},
    },
    { write: (json: string): void => void stream.write(render(json)) },
  );
  return {
    ...wrap(logger, {}),
    setLevel: (level) => {
      logger.level = level;
    },
  };
}

function standardError(): { write(line: string): unknown } {
  const stream = destination({ fd: 2, sync: true });
  // When nobody reads stderr any more there is nowhere left to say so, and the desk goes on.
  stream.on('error', () => undefined);
  return stream;
}

function wrap(logger: pino.Logger, bound: LogFields): Log {
  const at =
    (level: LogLevel) =>
    (fields: LogFields, message: string): void => {
      if (logger.isLevelEnabled(level)) logger[level](safeFields({ ...bound, ...fields }), '%s', message);
    };
  return {
    error: at('error'),
    warn: at('warn'),
    info: at('info'),
    debug: at('debug'),
    trace: at('trace'),
    child: (fields) => wrap(logger, { ...bound, ...fields }),
  };
}
