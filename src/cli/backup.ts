import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { MANIFEST_FILE } from '../hosts/node/backup/manifest.ts';
import { SettingError } from '../hosts/node/config/setting-error.ts';
import { readSettings, type Settings } from '../hosts/node/config/settings.ts';
import { escapeUnsafe } from '../hosts/node/log/terminal-safe.ts';
import { EXIT, parseCommand, say, UsageError, type Command } from './command.ts';
import { explainedStart } from './explained-start.ts';
import { ProgressLine } from './progress-line.ts';
import { programVersion } from './program-version.ts';
import { RefusedError, streamDesk, UnreachableError } from './socket-client.ts';
import { ServiceError } from '../service/errors.ts';
import { sizeText } from '../domain/health/size-words.ts';
import { encodeWire } from '../domain/wire.ts';

/** A message of the operation, as it travels. */
interface Message {
  readonly Step?: string;
  readonly Done?: number;
  readonly Total?: number;
  readonly Backup?: {
    readonly Directory: string;
    readonly Time: number;
    readonly Events: number;
    readonly CheckpointSize: number;
    readonly Bytes: number;
    readonly Files: number;
    readonly HasToken: boolean;
    readonly IsSigned: boolean;
  };
}

const STEPS: Readonly<Record<string, string>> = {
  database: 'Copying the database',
  check: 'Checking the copy',
  token: 'Copying the token',
  digest: 'Hashing every file',
};

/** Of a desk that does not run: opened for this one act. */
async function* ofStopped(
  settings: Settings,
  directory: string,
  signal: AbortSignal,
): AsyncGenerator<Message, void> {
  // A desk of its own is brought for it, which nobody needs whose desk runs.
  const [{ createLog }, { openStoppedDesk }, { backUpDesk }] = await Promise.all([
    import('../hosts/node/log/operational-log.ts'),
    import('../hosts/node/start/stopped-desk.ts'),
    import('../service/operations/vault/back-up-desk.ts'),
  ]);
  const log = createLog({ level: settings.logLevel, format: settings.logFormat });
  const desk = await openStoppedDesk({ settings, env: process.env, log, version: programVersion() });
  try {
    const messages = await desk.stream(backUpDesk, { Directory: directory }, signal);
    for (;;) {
      const { value, done } = await Promise.race([messages.next(), desk.failed]);
      if (done === true) return;
      yield encodeWire(value) as Message; // of the operation's schema
    }
  } finally {
    await desk.close();
  }
}

async function* messagesOf(
  settings: Settings,
  directory: string,
  signal: AbortSignal,
): AsyncGenerator<Message, void> {
  try {
    const input = { Directory: directory };
    yield* streamDesk(settings.dataDirectory, 'BackUpDesk', input, signal) as AsyncGenerator<Message>; // of the operation's schema
    return;
  } catch (error) {
    if (signal.aborted || !(error instanceof UnreachableError) || error.hadBegun) throw error;
  }
  yield* ofStopped(settings, directory, signal);
}

const number = new Intl.NumberFormat('en');

/** Which PIN opens it, and that it is not there. */
function pinWords({ pkcs11, dataDirectory }: Settings): string {
  const { pin, module } = pkcs11;
  if (module === null && (pin === null || pin.from !== 'file'))
    return `The PIN is not in it, and without the PIN it opens nothing. It is in ${dataDirectory}/hsm/pin: keep a copy of that file in another place, away from this backup.`;
  if (pin?.from === 'file')
    return `The PIN is not in it, and without the PIN it opens nothing. It is in ${pin.file}: keep a copy of that file in another place, away from this backup.`;
  return 'The PIN is not in it, and without the PIN it opens nothing. Keep it in another place, away from this backup.';
}

export const backup: Command = {
  name: 'backup',
  usage: 'backup DIR [--json]',
  summary: 'copy the desk to an empty directory, while it serves or not',
  help: () =>
    'Writes database, SoftHSM’s token, a signed checkpoint and a manifest with the SHA-256 of each file to DIR, which must be empty or not\nexist yet, and must not be inside the data directory. The desk goes on serving. The PIN is not in the backup: keep it in another place.\nA backup that did not become whole is removed. Its event in the log is BackUpDesk.',
  async run(args) {
    const { values, positionals } = parseCommand(args, {});
    const [given, ...more] = positionals;
    if (given === undefined || more.length > 0) throw new UsageError('expected: backup DIR');
    if (given === '')
      throw new UsageError('DIR is an empty word: name the folder that the backup is to be made in.');
    const json = values.json === true;
    const giveUp = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => giveUp.abort());
    const line = new ProgressLine();
    try {
      const settings = readSettings(process.env);
      for await (const { Step, Done, Total, Backup } of messagesOf(settings, resolve(given), giveUp.signal)) {
        if (Step !== undefined) line.show(STEPS[Step] ?? Step, Done ?? 0, Total ?? 0);
        if (Backup === undefined) continue;
        line.end();
        const at = new Date(Backup.Time * 1000).toISOString();
        const token = Backup.HasToken
          ? ''
          : '\nThe token is not in it: a device holds it. Back it up by its maker’s own means.';
        const signed = Backup.IsSigned
          ? ''
          : '\nIt is not signed, since the token is away: "restore" takes it with --unsigned only. Make another when the token is back.';
        say(
          json,
          `Backed up to ${Backup.Directory}\n${sizeText(Backup.Bytes)} in ${number.format(Backup.Files)} files, as the desk was at ${at}: ${number.format(Backup.Events)} events, signed up to event ${Backup.CheckpointSize}.${token}${signed}\n${pinWords(settings)}`,
          {
            directory: Backup.Directory,
            at,
            events: Backup.Events,
            checkpointSize: Backup.CheckpointSize,
            bytes: Backup.Bytes,
            files: Backup.Files,
            hasToken: Backup.HasToken,
            isSigned: Backup.IsSigned,
          },
        );
        return EXIT.done;
      }
      throw new UnreachableError('The desk ended before the backup was whole.');
    } catch (error) {
      line.end();
      // A desk that is asked no more, and one that is opened for this, take away what they wrote.
      if (giveUp.signal.aborted) {
        const place = escapeUnsafe(resolve(given));
        process.stderr.write(`keydesk backup: Given up. What was written to ${place} is removed.\n`);
        return EXIT.found;
      }
      const known = explain(error);
      if (known === null) throw error;
      process.stderr.write(
        `keydesk backup: ${escapeUnsafe(known.message)}${wholeWords(error, resolve(given))}\n`,
      );
      return known.code;
    }
  },
};

/** It became whole, but the event of it did not: the desk does not know of it. */
function wholeWords(error: unknown, directory: string): string {
  const isLate =
    error instanceof UnreachableError ||
    (error instanceof RefusedError && error.code === 'KMSInternalException');
  return isLate && existsSync(join(directory, MANIFEST_FILE))
    ? `\n${directory} is a whole backup all the same. It is not in the audit log, and the Vault page does not count it.`
    : '';
}

function explain(error: unknown): { readonly code: number; readonly message: string } | null {
  if (error instanceof UnreachableError) return { code: EXIT.unreachable, message: error.message };
  if (error instanceof RefusedError || error instanceof ServiceError)
    return { code: error.code === 'ValidationException' ? EXIT.usage : EXIT.found, message: error.message };
  if (error instanceof SettingError) return { code: EXIT.setting, message: error.message };
  return explainedStart(error);
}
