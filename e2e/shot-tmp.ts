import { mkdirSync } from 'node:fs';
import { chromium } from '@playwright/test';
import config from '../playwright.config.ts';
import { removeDirectory, startTestDesk } from '../src/hosts/node/testing/desk.ts';
import { openWelcome, ADMINISTRATOR } from './support/people.ts';
import { createKey, createService, dataKey } from './support/seed.ts';

const OUT = '/tmp/shots-editor';
mkdirSync(OUT, { recursive: true });
const wanted = process.argv.slice(2);
const browser = await chromium.launch(config.use?.launchOptions ?? {});
const desk = await startTestDesk({});
try {
  const context = await browser.newContext({ baseURL: desk.url, locale: 'en-GB', timezoneId: 'Europe/Berlin' });
  const page = await context.newPage();
  page.on('dialog', (d) => void d.accept().catch(() => {}));
  page.on('pageerror', (e) => console.log('PAGEERROR', e.message));
  page.on('console', (m) => { if (m.type() === 'error') console.log('CONSOLE', m.text()); });
  await openWelcome(page, desk);
  const names = ['billing-api', 'ledger-writer', 'etl-nightly', 'support-desk', 'key-admin'];
  const services: Record<string, any> = {};
  for (const n of names) services[n] = await createService(desk, n);
  const ACC = 'arn:aws:iam::000000000000:';
  const doc = (ss: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: ss }, null, 2);
  const account = { Sid: 'Account keeps control', Effect: 'Allow', Principal: { AWS: `${ACC}root` }, Action: 'kms:*', Resource: '*' };
  const admins = { Sid: 'Key administrators', Effect: 'Allow', Principal: { AWS: `${ACC}role/key-admin` }, Action: ['kms:Create*', 'kms:Describe*', 'kms:Put*', 'kms:Enable*', 'kms:Disable*', 'kms:ScheduleKeyDeletion'], Resource: '*' };
  const billing = { Sid: 'Billing service', Effect: 'Allow', Principal: { AWS: [`${ACC}role/billing-api`, `${ACC}role/ledger-writer`] }, Action: 'kms:*', Resource: '*' };
  const nightly = { Sid: 'Nightly export', Effect: 'Allow', Principal: { AWS: `${ACC}role/etl-nightly` }, Action: ['kms:Decrypt', 'kms:Encrypt'], Resource: '*', Condition: { StringEquals: { 'kms:EncryptionContext:tenant': 'acme' } } };
  const keyId = await createKey(desk, { alias: 'billing-prod', policy: doc([account, admins, billing, nightly]) });
  for (let i = 0; i < 12; i++) await dataKey(desk, keyId, { tenant: 'acme' }, services['billing-api']);
  await desk.call('PutKeyPolicy', { KeyId: keyId, Policy: doc([account, admins, billing, { ...nightly, Action: 'kms:Decrypt' }]) });
  await desk.call('PutKeyPolicy', { KeyId: keyId, Policy: doc([account, admins, billing, nightly]) });
  const edited = doc([account, admins, { ...billing, Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Condition: { StringEquals: { 'kms:EncryptionContext:tenant': 'acme' } } }, nightly, { Sid: 'Support desk', Effect: 'Allow', Principal: { AWS: `${ACC}role/support-desk` }, Action: 'kms:Decrypt', Resource: '*' }]);
  const editor = page.getByRole('textbox', { name: /^Key policy, JSON/ });
  const type = async (t: string) => { await editor.click(); await page.keyboard.press('ControlOrMeta+A'); await page.keyboard.insertText(t); };
  const shots: Record<string, () => Promise<void>> = {
    saved: async () => { await page.goto(`/keys/${keyId}/policy`); await editor.waitFor(); await page.waitForTimeout(800); },
    edited: async () => { await page.goto(`/keys/${keyId}/policy`); await editor.waitFor(); await type(edited); await page.waitForTimeout(2500); await page.getByLabel('Reason').focus(); },
    half: async () => { await page.goto(`/keys/${keyId}/policy`); await editor.waitFor(); await type(edited.slice(0, edited.length - 180)); await page.waitForTimeout(1500); },
    builder: async () => { await page.goto(`/keys/${keyId}/policy?view=builder`); await editor.waitFor(); await page.waitForTimeout(600); const b = page.getByRole('list', { name: 'Statements' }).getByRole('button', { name: /Nightly export/ }).first(); await b.click(); await page.waitForTimeout(600); },
    history: async () => { await page.goto(`/keys/${keyId}/policy?view=history&version=2`); await page.waitForTimeout(1200); },
    templates: async () => { await page.goto(`/keys/${keyId}/policy`); await editor.waitFor(); await page.getByRole('button', { name: 'Templates' }).click(); await page.waitForTimeout(800); },
    completion: async () => { await page.goto(`/keys/${keyId}/policy`); await editor.waitFor(); await type('{\n  "Version": "2012-10-17",\n  "Statement": [\n    {\n      "Action": "'); await page.keyboard.type('kms:D'); await page.waitForTimeout(800); },
    lockout: async () => { await page.goto(`/keys/${keyId}/policy`); await editor.waitFor(); await type(doc([{ ...account, Principal: { AWS: `${ACC}role/billing-api` } }])); await page.waitForTimeout(1200); await page.getByLabel('Reason').fill('Only billing'); await page.getByRole('button', { name: /^Save as/ }).click(); await page.waitForTimeout(800); },
  };
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
    for (const [name, show] of Object.entries(shots)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;

      await page.goto('about:blank'); 
      await page.goto('/keys'); await page.evaluate(() => sessionStorage.clear());
      try { await show(); } catch (e) { console.log(name, width, String(e).slice(0, 300)); }
      for (const scheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
        await page.waitForTimeout(200);
        await page.screenshot({ path: `${OUT}/${name}-${scheme}-${width}.png`, fullPage: width === 390 });
      }
    }
  }
} finally { await browser.close(); await desk.stop(); removeDirectory(desk.dataDirectory); }
