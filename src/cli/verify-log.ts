import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StoreError } from '../domain/ports/store.ts';
import { ROW_AUTHENTICATION } from '../domain/state/row-mac.ts';
import { SettingError } from '../hosts/node/config/setting-error.ts';
import { readSettings } from '../hosts/node/config/settings.ts';
import { DATABASE_FILE } from '../hosts/node/start/database-file.ts';
import { hmacSha256, sha256, verifyEd25519 } from '../hosts/node/start/bytes-node.ts';
import { readKeptNote } from '../hosts/node/start/kept-checkpoint.ts';
import { openVault } from '../hosts/node/start/open-vault.ts';
import { openSqliteStoreReadOnly } from '../hosts/node/store-sqlite/read-only-store.ts';
import { escapeUnsafe } from '../hosts/node/log/terminal-safe.ts';
import { PinRefusedError, VaultStartError } from '../hosts/node/vault-pkcs11/errors.ts';
import { verifyLog as verify, type VerifyReport } from '../service/verify-log.ts';
import { EXIT, parseCommand, say, UsageError, type Command } from './command.ts';

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** What a finding names was written by whoever altered the file: the terminal is told, not obeyed. */
export function reportText(report: VerifyReport): string {
  const notes = report.notes.map((note) => `\nNote: ${escapeUnsafe(note)}`).join('');
  if (report.findings.length > 0)
    return `${plural(report.findings.length, 'finding')}:\n${report.findings.map((finding) => `  ${escapeUnsafe(finding.message)}`).join('\n')}${notes}`;
  const covered =
    report.checkpointSize === null
      ? 'No checkpoint has been signed yet.'
      : `Signed up to event ${report.checkpointSize}.`;
  const kept =
    report.keptSize === null
      ? ''
      : `\nIt has the checkpoint that you kept: the first ${plural(report.keptSize, 'event')} are those that were signed then.`;
  return `The log is whole: ${plural(report.events, 'event')} and ${plural(report.objects, 'object')} checked. ${covered}${kept}\nRoot ${report.root}${notes}`;
}

function readKept(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(
      `--checkpoint: the file cannot be read (${String((error as NodeJS.ErrnoException).code)}).`, // of readFileSync
    );
  }
}

export const verifyLog: Command = {
  name: 'verify-log',
  usage: 'verify-log [--checkpoint FILE] [--json]',
  summary: 'check every event and object of a stopped desk',
  help: () =>
    'Checks every byte of the log, every hash, the signature of every checkpoint, every stored object against the event that last\nchanged it, and that the log continues the checkpoint that the desk kept beside the database (the file "checkpoint"). Names what is wrong; exit code 1 then (75 while the desk runs). What a crash leaves behind as well as an attack is told in a note, and the exit\ncode stays 0. --checkpoint FILE: the log must also contain that checkpoint (one that you kept elsewhere): what proves that nobody\nwith token and PIN rewrote history.',
  async run(args) {
    const { values, positionals } = parseCommand(args, { checkpoint: { type: 'string' } });
    if (positionals.length > 0) throw new UsageError('verify-log takes no words.');
    const kept = values.checkpoint === undefined ? undefined : readKept(values.checkpoint);
    try {
      const settings = readSettings(process.env);
      const beside = readKeptNote(settings.dataDirectory);
      const store = await openSqliteStoreReadOnly(join(settings.dataDirectory, DATABASE_FILE));
      const meta = store.meta();
      if (meta === null) throw new StoreError('NOT_FOUND', 'This desk was never started.');
      const vault = await openVault({ settings, env: process.env, firstStart: false, now: Date.now });
      try {
        const report = await verify({
          store,
          meta,
          sha256,
          mac: hmacSha256(await vault.deriveKey(ROW_AUTHENTICATION)),
          publicKey: vault.logPublicKey(),
          verifyEd25519,
          ...(kept === undefined ? {} : { kept }),
          ...(beside === null ? {} : { keptBeside: beside }),
          onProgress: (done) => {
            if (process.stderr.isTTY) process.stderr.write(`\r${done} events`);
          },
        });
        say(values.json === true, reportText(report), report);
        return report.findings.length === 0 ? EXIT.done : EXIT.found;
      } finally {
        await vault.close();
        await store.close();
      }
    } catch (error) {
      if (!(
        error instanceof StoreError ||
        error instanceof SettingError ||
        error instanceof PinRefusedError ||
        error instanceof VaultStartError
      ))
        throw error;
      process.stderr.write(`keydesk verify-log: ${escapeUnsafe(error.message)}\n`);
      // A desk that runs is no finding: a job that checks every night must not cry wolf.
      if (error instanceof StoreError && error.code === 'LOCKED') return EXIT.inUse;
      return error instanceof StoreError || error instanceof VaultStartError ? EXIT.found : EXIT.setting;
    }
  },
};
