/** The policy tab of a key: what the tests of it share. */
import type { Locator, Page } from '@playwright/test';
import { expect } from '../fixtures.ts';
import { body, type createKey } from './seed.ts';

export const ARN = 'arn:aws:iam::000000000000:';
export const ACCOUNT = {
  Sid: 'Account',
  Effect: 'Allow',
  Principal: { AWS: `${ARN}root` },
  Action: 'kms:*',
  Resource: '*',
};
export const document = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements }, null, 2);

export const editor = (page: Page): Locator => page.getByRole('textbox', { name: /^Key policy, JSON/ });
export const effect = (page: Page): Locator =>
  page.getByRole('complementary', { name: 'What the policy does' });
export const english = (page: Page): Locator => page.getByRole('region', { name: 'In English' });
export const findings = (page: Page): Locator => effect(page).getByRole('region', { name: 'Findings' });
export const options = (page: Page): Locator => page.locator('.cm-tooltip-autocomplete').getByRole('option');

export async function openPolicy(page: Page, keyId: string, search = ''): Promise<void> {
  await page.goto(`/keys/${keyId}/policy${search}`);
  await expect(editor(page)).toContainText('kms:*');
}

export async function replaceText(page: Page, text: string): Promise<void> {
  await editor(page).click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(text);
}

/** The text as the person sees it, from the draft that the tab keeps. */
export const draftOf = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const name = Object.keys(sessionStorage).find((each) => each.startsWith('keydesk-draft policy '));
    const kept: unknown = JSON.parse(name === undefined ? 'null' : (sessionStorage.getItem(name) ?? 'null'));
    return typeof kept === 'object' && kept !== null && 'text' in kept ? String(kept.text) : '';
  });

export const savedPolicy = async (desk: Parameters<typeof createKey>[0], keyId: string): Promise<unknown> =>
  body(await desk.call('GetKeyPolicy', { KeyId: keyId }))['Policy'];
