/** The two secrets that settings point at. Each is read where it is needed, and held by nobody here. */
import { readFileSync } from 'node:fs';
import { SettingError } from './setting-error.ts';
import type { Environment, SecretSource, Settings } from './settings.ts';
import type { SettingName } from './settings-table.ts';

const MAX_FILE_BYTES = 4096;

/** The PIN of the token; null when none is set (the one in the data directory is used). Throws SettingError. */
export function readPin(settings: Settings, env: Environment): string | null {
  const source = settings.pkcs11.pin;
  if (source === null) return null;
  const [name, pin] = readSecret(source, env, 'KEYDESK_PKCS11_PIN_FILE', 'KEYDESK_PKCS11_PIN');
  if (pin.length >= 1 && pin.length <= 255 && !/\p{Cc}/u.test(pin)) return pin;
  throw new SettingError(name, 'must hold a PIN of 1 to 255 characters in one line.');
}

/** The root operator's secret access key; null when no root access key is set. Throws SettingError. */
export function readRootSecret(settings: Settings, env: Environment): string | null {
  if (settings.rootAccessKey === null) return null;
  const [name, secret] = readSecret(
    settings.rootAccessKey.secret,
    env,
    'KEYDESK_ROOT_SECRET_ACCESS_KEY_FILE',
    'KEYDESK_ROOT_SECRET_ACCESS_KEY',
  );
  // A signature lets its receiver guess secrets offline, so a short one is none (AWS's own have 40 characters).
  if (/^[!-~]{32,128}$/.test(secret)) return secret;
  throw new SettingError(name, 'must hold 32 to 128 printable ASCII characters without spaces, in one line.');
}

function readSecret(
  source: SecretSource,
  env: Environment,
  fileName: SettingName,
  directName: SettingName,
): readonly [SettingName, string] {
  if (source.from === 'environment') return [directName, env[directName] ?? ''];
  // Editors end a file with a newline, which is not part of the secret.
  return [
    fileName,
    readSettingFile(fileName, source.file, MAX_FILE_BYTES)
      .toString('utf8')
      .replace(/\r?\n$/, ''),
  ];
}

/** The bytes of a file that a setting names. Throws SettingError when it cannot be read or is larger than `maxBytes`. */
export function readSettingFile(name: SettingName, file: string, maxBytes: number): Buffer {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new SettingError(name, `the file cannot be read (${code}).`);
  }
  if (bytes.length > maxBytes) throw new SettingError(name, `the file must have at most ${maxBytes} bytes.`);
  return bytes;
}
