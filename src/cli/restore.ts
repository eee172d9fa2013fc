import { resolve } from 'node:path';
import { StoreError } from '../domain/ports/store.ts';
import type { Manifest } from '../hosts/node/backup/manifest.ts';
import { restoreBackup } from '../hosts/node/backup/restore.ts';
import { RestoreError } from '../hosts/node/backup/restore-error.ts';
import { SettingError } from '../hosts/node/config/setting-error.ts';
import { readSettings, type Settings } from '../hosts/node/config/settings.ts';
import { escapeUnsafe } from '../hosts/node/log/terminal-safe.ts';
import { EXIT, parseCommand, say, UsageError, type Command } from './command.ts';
import { ProgressLine } from './progress-line.ts';

const number = new Intl.NumberFormat('en');

/** Which PIN the next start needs, and where it looks for it. */
function pinWords({ pkcs11, dataDirectory }: Settings, { token, at }: Manifest): string {
  const which = `the PIN of the token “${token.label}” (serial ${token.serial}), as it was on ${at.slice(0, 10)}`;
  if (pkcs11.pin?.from === 'environment') return `It needs ${which}, in KEYDESK_PKCS11_PIN.`;
  if (pkcs11.pin?.from === 'file') return `It needs ${which}, in ${pkcs11.pin.file}.`;
  if (pkcs11.module !== null) return `It needs ${which}, in a file that KEYDESK_PKCS11_PIN_FILE names.`;
  return `It needs ${which}. A backup never holds it: put your copy in ${dataDirectory}/hsm/pin (mode 0600), or name its file with KEYDESK_PKCS11_PIN_FILE.`;
}

export const restore: Command = {
  name: 'restore',
  usage: 'restore DIR [--force] [--unsigned] [--json]',
  summary: 'put a backup in place of an empty data directory',
  help: () =>
    'Checks every file of the backup in DIR against its manifest, and the manifest against the desk’s signature, and puts them in the data\ndirectory, which must be empty or not exist. --force: what is there is moved aside first, never removed. --unsigned: takes a backup\nthat nobody signed, made while the token was away: only when you know that nobody else could write in DIR.\nThe next start begins a new epoch of the log, which names the backup’s checkpoint. What was done after the backup is lost: keys that were made, policies, people, and what was revoked.',
  async run(args) {
    const { values, positionals } = parseCommand(args, {
      force: { type: 'boolean' },
      unsigned: { type: 'boolean' },
    });
    const [given, ...more] = positionals;
    if (given === undefined || more.length > 0) throw new UsageError('expected: restore DIR');
    if (given === '')
      throw new UsageError('DIR is an empty word: name the folder of a backup. Nothing was changed.');
    const line = new ProgressLine();
    try {
      const settings = readSettings(process.env);
      const { dataDirectory } = settings;
      const { manifest, movedTo } = await restoreBackup({
        directory: resolve(given),
        dataDirectory,
        force: values.force === true,
        unsigned: values.unsigned === true,
        now: Date.now(),
        onProgress: (done, total) => line.show('Checking and copying', done, total),
      });
      line.end();
      const { at, log, keys, token } = manifest;
      const tokenWords =
        token.directory === null
          ? `\nThe token is not in the backup: the device that held “${token.label}” must be there.`
          : '';
      const moved = movedTo === null ? '' : `\nWhat was there is in ${movedTo}: remove it when you are sure.`;
      say(
        values.json === true,
        `Restored ${dataDirectory} as the desk was at ${at}: ${number.format(keys)} ${keys === 1 ? 'key' : 'keys'}, ${number.format(log.events)} events.${moved}${tokenWords}\n\nStart it with "npm start". ${pinWords(settings, manifest)}\n\nThen look through what may have changed since ${at}: access keys, people and policies are as they were, so what was revoked since\nworks again. Every session has ended. A deletion that was pending waits for another day of running.`,
        {
          dataDirectory,
          at,
          keys,
          events: log.events,
          checkpointSize: log.checkpointSize,
          origin: log.origin,
          tokenLabel: token.label,
          tokenSerial: token.serial,
          hasToken: token.directory !== null,
          movedTo,
        },
      );
      return EXIT.done;
    } catch (error) {
      line.end();
      const code = codeOf(error);
      if (code === null || !(error instanceof Error)) throw error;
      process.stderr.write(`keydesk restore: ${escapeUnsafe(error.message)}\n`);
      return code;
    }
  },
};

function codeOf(error: unknown): number | null {
  if (error instanceof RestoreError) return error.why === 'in-use' ? EXIT.inUse : EXIT.found;
  if (error instanceof SettingError) return EXIT.setting;
  return error instanceof StoreError || (error instanceof Error && 'code' in error) ? EXIT.found : null;
}
