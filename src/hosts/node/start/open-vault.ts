/** Settings → an open vault: any PKCS#11 module, or SoftHSM in the data directory, made at first start. */
import type { WallClock } from '../../../domain/ports/clock.ts';
import type { Vault } from '../../../domain/ports/vault.ts';
import { readPin } from '../config/secrets.ts';
import { SettingError } from '../config/setting-error.ts';
import type { Environment, Settings } from '../config/settings.ts';
import { openPkcs11Vault } from '../vault-pkcs11/pkcs11-vault.ts';
import { prepareSoftHsm } from '../vault-pkcs11/softhsm.ts';
import { PinMarker } from './pin-marker.ts';

export interface OpenVaultOptions {
  readonly settings: Settings;
  readonly env: Environment;
  /** Only then may a missing resident key be made. */
  readonly firstStart: boolean;
  readonly now: WallClock['now'];
}

export async function openVault({ settings, env, firstStart, now }: OpenVaultOptions): Promise<Vault> {
  const { module, token } = settings.pkcs11;
  let place: { readonly modulePath: string; readonly tokenLabel: string; readonly pin: string };
  if (module === null) {
    const { pin } = settings.pkcs11;
    if (pin?.from === 'environment')
      throw new SettingError(
        'KEYDESK_PKCS11_PIN',
        'is for KEYDESK_PKCS11_MODULE; with the SoftHSM in the box use KEYDESK_PKCS11_PIN_FILE.',
      );
    place = prepareSoftHsm({
      dataDirectory: settings.dataDirectory,
      initialise: firstStart,
      ...(pin === null ? {} : { pinFile: pin.file }),
    });
  } else {
    if (token === null)
      throw new SettingError(
        'KEYDESK_PKCS11_TOKEN',
        'is needed with KEYDESK_PKCS11_MODULE: the label of the token to use.',
      );
    const given = readPin(settings, env);
    if (given === null)
      throw new SettingError('KEYDESK_PKCS11_PIN_FILE', 'is needed with KEYDESK_PKCS11_MODULE.');
    place = { modulePath: module, tokenLabel: token, pin: given };
  }
  const marker = new PinMarker(settings.dataDirectory, place.tokenLabel);
  marker.refuseKnownBad(place.pin);
  try {
    return await openPkcs11Vault({ ...place, initialise: firstStart, now });
  } catch (error) {
    marker.noteRefusal(error, place.pin);
    throw error;
  }
}
