/** Settings → an open vault: any PKCS#11 module, or SoftHSM in the data directory, made at first start. */
import { existsSync } from 'node:fs';
import type { WallClock } from '../../../domain/ports/clock.ts';
import type { Vault } from '../../../domain/ports/vault.ts';
import { readPin } from '../config/secrets.ts';
import { SettingError } from '../config/setting-error.ts';
import type { Environment, Settings } from '../config/settings.ts';
import { PinRefusedError, VaultStartError } from '../vault-pkcs11/errors.ts';
import { tryModule } from '../vault-pkcs11/module-trial.ts';
import { openPkcs11Vault } from '../vault-pkcs11/pkcs11-vault.ts';
import {
  findSoftHsm,
  prepareSoftHsm,
  readPin as readPinFile,
  softHsmConfiguration,
  softHsmPinFile,
} from '../vault-pkcs11/softhsm.ts';
import { PinMarker } from './pin-marker.ts';

export interface OpenVaultOptions {
  readonly settings: Settings;
  readonly env: Environment;
  /** Only then may a missing resident key be made. */
  readonly firstStart: boolean;
  readonly now: WallClock['now'];
}

interface Place {
  readonly modulePath: string;
  readonly tokenLabel: string;
  readonly pin: string;
  /** As it is written now: for climbs. */
  readonly readPin: () => string;
}

/**
 * Tries the module in a process of its own, then opens the token in this one. Rejects with VaultStartError, PinRefusedError and
 * SettingError, each a sentence for the operator.
 */
export async function openVault({ settings, env, firstStart, now }: OpenVaultOptions): Promise<Vault> {
  const { dataDirectory } = settings;
  const modulePath = settings.pkcs11.module ?? findSoftHsm();
  const configuration = softHsmConfiguration(dataDirectory);
  if (modulePath !== undefined)
    await tryModule({
      modulePath,
      ...(settings.pkcs11.module === null && existsSync(configuration)
        ? { softHsmConfiguration: configuration }
        : {}),
    });
  const place = settings.pkcs11.module === null ? inTheBox(settings, firstStart) : elsewhere(settings, env);
  const marker = new PinMarker(dataDirectory, place.tokenLabel);
  marker.refuseKnownBad(place.pin);
  try {
    return await openPkcs11Vault({
      ...place,
      initialise: firstStart,
      now,
      onPinRefused: (pin) => marker.note(pin),
    });
  } catch (error) {
    if (error instanceof PinRefusedError) marker.note(place.pin);
    throw error;
  }
}

/** SoftHSM in the data directory. */
function inTheBox({ dataDirectory, pkcs11: { pin } }: Settings, firstStart: boolean): Place {
  if (pin?.from === 'environment')
    throw new SettingError(
      'KEYDESK_PKCS11_PIN',
      'is for KEYDESK_PKCS11_MODULE; with the SoftHSM in the box use KEYDESK_PKCS11_PIN_FILE.',
    );
  const options = { dataDirectory, ...(pin === null ? {} : { pinFile: pin.file }) };
  const pinFile = softHsmPinFile(options);
  return {
    ...prepareSoftHsm({ ...options, initialise: firstStart }),
    readPin: () => writtenPin(() => readPinFile(pinFile)),
  };
}

/** The module that the settings name. */
function elsewhere(settings: Settings, env: Environment): Place {
  const { module, token } = settings.pkcs11;
  if (module === null || token === null)
    throw new SettingError(
      'KEYDESK_PKCS11_TOKEN',
      'is needed with KEYDESK_PKCS11_MODULE: the label of the token to use.',
    );
  const given = (): string => {
    const pin = readPin(settings, env);
    if (pin === null)
      throw new SettingError('KEYDESK_PKCS11_PIN_FILE', 'is needed with KEYDESK_PKCS11_MODULE.');
    return pin;
  };
  return {
    modulePath: module,
    tokenLabel: token,
    pin: given(),
    readPin: () => writtenPin(given),
  };
}

/** A PIN for a climb. Whatever is wrong with its file is said without its path: /readyz answers anybody. */
function writtenPin(read: () => string | undefined): string {
  let pin: string | undefined;
  try {
    pin = read();
  } catch {
    // Said below.
  }
  if (pin === undefined)
    throw new VaultStartError('PIN', 'The PIN file is missing or empty, or it cannot be read.');
  return pin;
}
