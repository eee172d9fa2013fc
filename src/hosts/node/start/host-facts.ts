/** What this host tells the desk of itself. */
import { realpathSync } from 'node:fs';
import { isAbsolute, relative } from 'node:path';
import type { HostFacts, PinPlace } from '../../../service/host-facts.ts';
import { settingFacts } from '../config/setting-facts.ts';
import type { Environment, Settings } from '../config/settings.ts';

export interface HostFactsInput {
  readonly settings: Settings;
  readonly env: Environment;
  readonly fromEnvFile: ReadonlySet<string>;
  /** ms */
  readonly now: number;
}

export const hostFacts = ({ settings, env, fromEnvFile, now }: HostFactsInput): HostFacts => ({
  startedAt: now,
  dataDirectory: settings.dataDirectory,
  pinPlace: pinPlace(settings),
  tokenInDataDirectory: settings.pkcs11.module === null,
  settings: settingFacts(settings, env, fromEnvFile),
});

/** Where the PIN lies, judged by what a copy of the data directory would hold: a link out of it is outside. */
function pinPlace({ dataDirectory, pkcs11: { pin } }: Settings): PinPlace {
  if (pin === null) return 'data-directory';
  if (pin.from === 'environment') return 'environment';
  const inside = relative(real(dataDirectory), real(pin.file));
  return inside !== '' && !inside.startsWith('..') && !isAbsolute(inside) ? 'data-directory' : 'file';
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
