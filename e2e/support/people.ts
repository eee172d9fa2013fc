/** People at the desk: how they come in. */
import { expect, type Page } from '@playwright/test';
import type { TestDesk } from '../../src/hosts/node/testing/desk.ts';

export const ADMINISTRATOR = { name: 'anna', password: 'four grey herons wade' } as const;

/** For the desk's environment: who comes by the welcome link gets this identity policy in place of the administrator's. */
export const firstPolicyEnv = (policy: string): Record<string, string> => ({
  NODE_OPTIONS: `--import=${new URL('./first-policy.ts', import.meta.url).href}`,
  E2E_FIRST_POLICY: policy,
});

/** Opens the welcome link and makes the first administrator. Ends on Home. */
export async function openWelcome(page: Page, desk: TestDesk): Promise<void> {
  if (desk.welcomeUrl === null) throw new Error('the desk has its administrator already');
  await page.goto(desk.welcomeUrl);
  await page.getByLabel('Your name').fill(ADMINISTRATOR.name);
  await page.getByLabel('Password').fill(ADMINISTRATOR.password);
  await page.getByRole('button', { name: 'Create administrator' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Home' })).toBeVisible();
}

/** Fills the sign-in form of the page that is open. */
export async function signIn(page: Page, password: string = ADMINISTRATOR.password): Promise<void> {
  await page.getByLabel('Name').fill(ADMINISTRATOR.name);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}
