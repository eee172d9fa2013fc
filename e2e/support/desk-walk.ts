/** Walks the envelope desk by keyboard, step by step, and looks at everything that a step shows: on the service and in the demo alike. */
import { createDecipheriv } from 'node:crypto';
import { expect, type Locator, type Page } from '@playwright/test';
import { fromHex } from '../../src/domain/bytes.ts';
import { envelopeData, parseEnvelope } from '../../src/domain/envelope/envelope-file.ts';

type ByteName = 'payload' | 'data-key' | 'wrapped-key' | 'nonce' | 'ciphertext' | 'tag';
interface Seen {
  readonly tale: RegExp;
  /** Written in the picture. */
  readonly scene: RegExp;
  readonly vault: RegExp;
  readonly guest: RegExp;
  readonly storage: RegExp;
  /** The line in the logbook; null: none. */
  readonly line: RegExp | null;
  /** Which bytes are there; `data-key!`: there, and overwritten. */
  readonly bytes: readonly (ByteName | 'data-key!')[];
}

const RECORD = ['wrapped-key', 'nonce', 'ciphertext', 'tag'] as const;
const minted = /allowed\s*#\d+ · .+ · user\/\w+ · GenerateDataKey · v\d+ · record=guest-4471/;
const decrypted = /allowed\s*#\d+ · .+ · user\/\w+ · Decrypt · v\d+ · record=guest-4471/;

/** What each step of each flow must show. Written by hand, from what the desk is to teach. */
export const WALKS: Readonly<Record<string, readonly Seen[]>> = {
  'check-in': [
    {
      tale: /asks the desk for one thing only: a room key/,
      scene: /no byte goes to the desk/,
      vault: /Master key v\d+: on its hook.*No room key/,
      guest: /Luggage, open/,
      storage: /Other luggage/,
      line: minted,
      bytes: ['payload'],
    },
    {
      tale: /one new room key twice/,
      scene: /the same key, twice.*no copy kept/,
      vault: /No copy of the room key/,
      guest: /Room key.*Sealed envelope/,
      storage: /Other luggage/,
      line: minted,
      bytes: ['payload', 'data-key', 'wrapped-key'],
    },
    {
      tale: /the guest locks the luggage/,
      scene: /ciphertext.*nonce.*tag/,
      vault: /No room key/,
      guest: /Room key.*Locked luggage/,
      storage: /Other luggage/,
      line: null,
      bytes: ['data-key', ...RECORD],
    },
    {
      tale: /room key is destroyed at once/,
      scene: /00 00 00 00/,
      vault: /No room key/,
      guest: /overwritten with zeros.*Sealed envelope.*Locked luggage/,
      storage: /Other luggage/,
      line: null,
      bytes: ['data-key!', ...RECORD],
    },
    {
      tale: /go into storage together, tied/,
      scene: /neither opens the other/,
      vault: /No room key/,
      guest: /Empty hands/,
      storage: /Locked luggage.*Sealed envelope/,
      line: null,
      bytes: RECORD,
    },
  ],
  'come-back': [
    {
      tale: /brings the sealed envelope to the desk/,
      scene: /Only the envelope goes/,
      vault: /No room key/,
      guest: /Locked luggage.*Sealed envelope/,
      storage: /Locked luggage.*Sealed envelope/,
      line: decrypted,
      bytes: RECORD,
    },
    {
      tale: /checks who asks and for which record/,
      scene: /written down first/,
      vault: /No room key/,
      guest: /Sealed envelope/,
      storage: /Sealed envelope/,
      line: decrypted,
      bytes: RECORD,
    },
    {
      tale: /Inside the vault, and nowhere else/,
      scene: /stays on its hook/,
      vault: /in use on its hook.*for microseconds/,
      guest: /No key yet/,
      storage: /Sealed envelope/,
      line: decrypted,
      bytes: RECORD,
    },
    {
      tale: /the guest opens the luggage/,
      scene: /the desk is not asked/,
      vault: /No room key/,
      guest: /Luggage, open.*Room key/,
      storage: /Sealed envelope/,
      line: null,
      bytes: ['payload', 'data-key', ...RECORD],
    },
    {
      tale: /room key is destroyed again/,
      scene: /00 00 00 00/,
      vault: /No room key/,
      guest: /overwritten with zeros/,
      storage: /Sealed envelope/,
      line: null,
      bytes: ['payload', 'data-key!', ...RECORD],
    },
  ],
  rotate: [
    {
      tale: /yesterday’s envelope bears its seal/,
      scene: /yesterday, sealed by v\d/,
      vault: /Master key v\d+: on its hook/,
      guest: /Empty hands/,
      storage: /Sealed envelope/,
      line: null,
      bytes: RECORD,
    },
    {
      tale: /second master key is hung beside the first/,
      scene: /not touched/,
      vault: /only opens.*seals from now on/,
      guest: /Empty hands/,
      storage: /0 bytes rewritten/,
      line: /allowed.*RotateKeyOnDemand · v\d+/,
      bytes: RECORD,
    },
    {
      tale: /no luggage was touched/,
      scene: /still opens what it sealed/,
      vault: /only opens.*seals from now on/,
      guest: /copy of envelope v\d+/,
      storage: /Yesterday’s luggage.*Today’s luggage.*0 bytes rewritten/,
      line: decrypted,
      bytes: RECORD,
    },
    {
      tale: /moves a room key from a v\d+ envelope into a v\d+ envelope/,
      scene: /the room key stays the same/,
      vault: /only opens.*seals from now on/,
      guest: /A new envelope v\d+/,
      storage: /0 bytes rewritten/,
      line: /allowed.*ReEncrypt/,
      bytes: RECORD,
    },
  ],
  'turned-away': [
    {
      tale: /the policy turns the guest away/,
      scene: /Turned away.*written down/,
      vault: /never came in/,
      guest: /No key/,
      storage: /Other luggage/,
      line: /denied.*Decrypt.*AccessDeniedException.*NightExportsNeverDecrypt/s,
      bytes: RECORD,
    },
    {
      tale: /seal does not match/,
      scene: /another label was named/,
      vault: /Tried with v\d+/,
      guest: /No key/,
      storage: /Other luggage/,
      line: /failed.*record=guest-4471x.*InvalidCiphertextException/s,
      bytes: RECORD,
    },
    {
      tale: /a tag that says disabled/,
      scene: /the key is disabled/,
      vault: /disabled.*never came in/,
      guest: /No key/,
      storage: /Other luggage/,
      line: /DisableKey.*failed.*DisabledException/s,
      bytes: RECORD,
    },
    {
      tale: /waits to be destroyed/,
      scene: /waits for deletion/,
      vault: /pending deletion/,
      guest: /No key/,
      storage: /Other luggage/,
      line: /ScheduleKeyDeletion.*failed.*KMSInvalidStateException/s,
      bytes: RECORD,
    },
    {
      tale: /One bit of the envelope was changed/,
      scene: /one bit was changed/,
      vault: /Tried with v\d+/,
      guest: /No key/,
      storage: /Other luggage/,
      line: /failed.*InvalidCiphertextException/s,
      bytes: RECORD,
    },
  ],
  thief: [
    {
      tale: /emptied the storage room/,
      scene: /one must pass the desk/,
      vault: /on its hook/,
      guest: /Empty hands/,
      storage: /Locked luggage.*Sealed envelope/,
      line: null,
      bytes: RECORD,
    },
    {
      tale: /old trunk/,
      scene: /A copy opens no better/,
      vault: /on its hook/,
      guest: /Empty hands/,
      storage: /Locked luggage/,
      line: null,
      bytes: RECORD,
    },
    {
      tale: /over the guest’s shoulder/,
      scene: /This one can be read, until the wipe/,
      vault: /on its hook/,
      guest: /Luggage, open.*Room key/,
      storage: /Other luggage/,
      line: minted,
      bytes: ['payload', 'data-key', 'wrapped-key'],
    },
    {
      tale: /listens at the counter/,
      scene: /hears the room key/,
      vault: /on its hook/,
      guest: /Luggage, open.*Room key/,
      storage: /Other luggage/,
      line: null,
      bytes: ['payload', 'data-key', 'wrapped-key'],
    },
    {
      tale: /the guest’s notebook/,
      scene: /a name opens nothing/,
      vault: /on its hook/,
      guest: /Empty hands/,
      storage: /Locked luggage/,
      line: null,
      bytes: RECORD,
    },
    {
      tale: /the board on the guest’s wall/,
      scene: /until it is revoked/,
      vault: /on its hook/,
      guest: /Empty hands/,
      storage: /Locked luggage/,
      line: null,
      bytes: RECORD,
    },
    {
      tale: /carries off the vault/,
      scene: /every key/,
      vault: /Carried off/,
      guest: /Empty hands/,
      storage: /Locked luggage/,
      line: null,
      bytes: RECORD,
    },
  ],
  'one-key': [
    {
      tale: /one master key seals every envelope/,
      scene: /One key for all ten/,
      vault: /for all ten services/,
      guest: /Ten guests/,
      storage: /Ten pieces of luggage/,
      line: /9 lines before.*GenerateDataKey.*service=service-10/s,
      bytes: ['wrapped-key'],
    },
    {
      tale: /10 of 10 envelopes open/,
      scene: /10 of 10 open/,
      vault: /for all ten services/,
      guest: /10 of 10/,
      storage: /Ten pieces/,
      line: /9 lines before.*allowed.*Decrypt.*service=service-10/s,
      bytes: ['wrapped-key'],
    },
    {
      tale: /a master key of its own/,
      scene: /A key for each/,
      vault: /Ten master keys/,
      guest: /Ten guests/,
      storage: /Ten pieces/,
      line: /9 lines before.*GenerateDataKey/s,
      bytes: ['wrapped-key'],
    },
    {
      tale: /1 of 10 envelopes opens.*9 times/,
      scene: /1 of 10 opens/,
      vault: /Ten master keys/,
      guest: /1 of 10.*Denied: 9 times, by “OnlyItsOwnServiceDecrypts”/,
      storage: /Ten pieces/,
      line: /denied.*AccessDeniedException/s,
      bytes: ['wrapped-key'],
    },
  ],
  direct: [
    {
      tale: /locked in the vault itself/,
      scene: /every byte, over the counter/,
      vault: /locks the thing itself/,
      guest: /One blob/,
      storage: /Nothing yet/,
      line: /allowed.*Encrypt · v\d/,
      bytes: ['payload'],
    },
    {
      tale: /4,096 bytes, and not one more/,
      scene: /Too large for the grille/,
      vault: /on its hook/,
      guest: /No blob/,
      storage: /Nothing yet/,
      line: /failed.*Encrypt · ValidationException/,
      bytes: [],
    },
    {
      tale: /one visit takes [\d.]+ m?s, and in the same time the guest alone locks [\d.]+ \w+/,
      scene: /each waits for the vault/,
      vault: /used 30 times/,
      guest: /Three numbers/,
      storage: /Nothing yet/,
      line: /allowed.*GenerateDataKey/,
      bytes: [],
    },
    {
      tale: /choose a size, and see/,
      scene: /With an envelope: one slip/,
      vault: /once a record, however large/,
      guest: /The table beside/,
      storage: /Nothing yet/,
      line: null,
      bytes: [],
    },
  ],
};

export const FLOW_IDS = Object.keys(WALKS);

const walkBar = (page: Page): Locator => page.getByRole('group', { name: 'Walk' });
const logbook = (page: Page): Locator => page.getByRole('region', { name: 'Log line of this step' });

/** Until the walk stands at a step of a flow. */
export async function standsAt(page: Page, flow: string, step: number): Promise<void> {
  await expect(page.locator(`[data-flow="${flow}"]`)).toBeVisible({ timeout: 30_000 });
  await expect(walkBar(page).getByRole('listitem').nth(step).locator('a')).toHaveAttribute(
    'aria-current',
    'step',
    {
      timeout: 20_000,
    },
  );
  await expect(walkBar(page)).not.toHaveAttribute('aria-busy', 'true', { timeout: 20_000 });
}

async function looksLike(
  page: Page,
  { tale, scene, vault, guest, storage, line, bytes }: Seen,
): Promise<void> {
  await expect(page.locator('main')).toContainText(tale);
  const picture = page.locator('[data-step] svg').first();
  await expect(picture).toContainText(scene);
  for (const [who, words] of Object.entries({ vault, guest, storage }))
    await expect(page.locator(`[data-holds="${who}"]`)).toContainText(words);
  if (line === null) await expect(logbook(page)).not.toContainText(/#\d+ ·/);
  else await expect(logbook(page)).toContainText(line);
  // The cards beside the scene come a frame after it.
  const there = (): Promise<string[]> =>
    page.locator('dl [data-byte]').evaluateAll((rows) =>
      rows
        .flatMap((row) => {
          const { byte, state } = (row as HTMLElement).dataset; // rows of the list are HTML
          return state === 'none' ? [] : [`${byte ?? ''}${state === 'wiped' ? '!' : ''}`];
        })
        .toSorted(),
    );
  await expect.poll(there).toEqual([...bytes].toSorted());
}

const rowHex = async (page: Page, name: ByteName): Promise<Uint8Array> =>
  fromHex((await page.locator(`dl [data-byte="${name}"] dd`).innerText()).replaceAll(' ', ''));

/** What the panel shows is decrypted with what the panel shows, by Node's own AES. */
async function reallyDecrypts(page: Page): Promise<void> {
  const [key, nonce, ciphertext, tag] = await Promise.all([
    rowHex(page, 'data-key'),
    rowHex(page, 'nonce'),
    rowHex(page, 'ciphertext'),
    rowHex(page, 'tag'),
  ]);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Take the envelope' }).press('Enter');
  const stream = await (await download).createReadStream();
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer); // a file's bytes
  const envelope = parseEnvelope(Buffer.concat(parts).toString());
  expect(Buffer.from(envelope.ciphertext).equals(Buffer.concat([ciphertext, tag]))).toBe(true);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce);
  decipher.setAAD(envelopeData(envelope));
  decipher.setAuthTag(tag);
  expect(Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString()).toContain('guest 4471');
}

/** Every step of a flow, by the right arrow; the page must stand at its first step. */
export async function walkFlow(page: Page, flow: string): Promise<void> {
  const steps = WALKS[flow] ?? [];
  for (const [at, seen] of steps.entries()) {
    await standsAt(page, flow, at);
    await looksLike(page, seen);
    // Only where a bit was flipped on the way is a byte marked, and which.
    const marked = page.locator('dl [data-byte="wrapped-key"] mark');
    await expect(marked).toHaveCount(flow === 'turned-away' && at === 4 ? 1 : 0);
    if ((flow === 'check-in' && at === 2) || (flow === 'come-back' && at === 3)) await reallyDecrypts(page);
    if (at < steps.length - 1) {
      await page.locator('h1').focus();
      await page.keyboard.press('ArrowRight');
    }
  }
}

/** On to the next flow, by keyboard. */
export async function nextFlow(page: Page): Promise<void> {
  await page.locator('h1').focus();
  await page.keyboard.press(']');
}
