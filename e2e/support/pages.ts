/** Every page of the console, with the words by which it is known to have come. */
import { expect, type Page } from '@playwright/test';
import type { Believable } from './believable.ts';

export interface PageToSee {
  readonly name: string;
  readonly path: string;
  /** Text that is there once the page has its data. */
  readonly ready: string;
}

/** The pages of a desk in use. */
export const pagesOf = ({
  keyId,
  disabledKeyId,
  grantsKeyId,
  grantId,
  serviceId,
  personId,
}: Believable): readonly PageToSee[] => [
  { name: 'home', path: '/', ready: 'checks pass' },
  { name: 'posture', path: '/posture', ready: 'checks pass' },
  { name: 'posture-all', path: '/posture?show=all', ready: 'The log is signed up to now' },
  { name: 'keys', path: '/keys', ready: 'in all' },
  { name: 'keys-no-match', path: '/keys?q=nothing-of-the-kind', ready: 'No key matches' },
  { name: 'keys-grouped', path: '/keys?group=env&tag=domain%3Dpayments&rotation=off', ready: 'in all' },
  { name: 'create-key', path: '/keys/new', ready: 'The policy that results' },
  { name: 'key', path: `/keys/${keyId}`, ready: 'random nonces' },
  { name: 'key-as-table', path: `/keys/${keyId}?as=table&range=year`, ready: 'Day (UTC)' },
  { name: 'key-disabled', path: `/keys/${disabledKeyId}`, ready: 'Enable directory-sync-2024' },
  { name: 'key-policy', path: `/keys/${keyId}/policy`, ready: '2012-10-17' },
  { name: 'key-policy-form', path: `/keys/${keyId}/policy?view=builder`, ready: 'Add a statement' },
  { name: 'key-policy-history', path: `/keys/${keyId}/policy?view=history`, ready: 'Saved by' },
  { name: 'key-grants', path: `/keys/${grantsKeyId}/grants`, ready: 'rested on them alone' },
  { name: 'key-grants-none', path: `/keys/${keyId}/grants`, ready: 'No grants' },
  { name: 'grant', path: `/keys/${grantsKeyId}/grants/${grantId}`, ready: 'Revoke this grant' },
  { name: 'create-grant', path: `/keys/${grantsKeyId}/grants/new`, ready: 'Appears when grantee' },
  { name: 'key-access', path: `/keys/${keyId}/access`, ready: 'people and services can' },
  { name: 'key-rotation', path: `/keys/${keyId}/rotation`, ready: 'on demand left' },
  { name: 'key-activity', path: `/keys/${keyId}/activity`, ready: 'searched' },
  { name: 'key-use', path: `/keys/${keyId}/use`, ready: 'Once per shell' },
  { name: 'key-settings', path: `/keys/${keyId}/settings`, ready: 'What the key is for' },
  { name: 'delete-key', path: `/keys/${keyId}/delete`, ready: 'used it in 90 days' },
  { name: 'delete-key-watching', path: `/keys/${disabledKeyId}/delete`, ready: 'refused since' },
  { name: 'audit', path: '/audit', ready: 'Searched all' },
  { name: 'audit-denied', path: '/audit?outcome=denied', ready: 'no statement' },
  { name: 'audit-no-match', path: `/audit?operation=EnableKey&key=${keyId}`, ready: 'No event matches' },
  { name: 'access', path: '/access', ready: 'only under conditions' },
  { name: 'access-of-key', path: `/access?key=${keyId}`, ready: 'people and services can' },
  { name: 'access-no-match', path: '/access?q=nothing-of-the-kind', ready: 'Nothing matches' },
  { name: 'simulator', path: '/simulator', ready: 'Choose who asks' },
  {
    name: 'simulator-decided',
    path: `/simulator?who=arn%3Aaws%3Aiam%3A%3A000000000000%3Arole%2Froot-operator&action=kms%3ADecrypt&key=${keyId}#context=tenant%3Dacme`,
    ready: 'Key policy',
  },
  { name: 'services', path: '/services', ready: 'never seen' },
  { name: 'create-service', path: '/services/new', ready: 'What it may do' },
  { name: 'service', path: `/services/${serviceId}`, ready: 'Last seen' },
  { name: 'rotate-access-key', path: `/services/${serviceId}/rotate`, ready: 'Give it to every caller' },
  { name: 'leave-service', path: `/services/${serviceId}/leave`, ready: 'Hand over the keys' },
  { name: 'people', path: '/people', ready: 'not here yet' },
  { name: 'people-no-match', path: '/people?q=nobody-of-the-kind', ready: 'Nobody matches' },
  { name: 'invite', path: '/people/invite', ready: 'The link works for' },
  { name: 'person', path: `/people/${personId}`, ready: 'Open sessions' },
  { name: 'leave-person', path: `/people/${personId}/leave`, ready: 'Hand over the keys' },
  { name: 'policies', path: '/people/policies', ready: 'the same on every desk' },
  {
    name: 'policy-built-in',
    path: '/people/policies/auditor',
    ready: 'Search the audit log, export it',
  },
  { name: 'policy-own', path: '/people/policies/payments-read', ready: 'ReadCardTokens' },
  { name: 'create-policy', path: '/people/new-policy', ready: 'Why it is made' },
  { name: 'sessions', path: '/people/sessions', ready: 'this one' },
  { name: 'account', path: '/account', ready: 'Who you are' },
  { name: 'rotation', path: '/rotation', ready: 'The year ahead' },
  { name: 'rotation-no-match', path: '/rotation?q=nothing-of-the-kind', ready: 'No key matches' },
  { name: 'desk', path: '/desk?flow=check-in&step=2', ready: 'one new room key twice' },
  { name: 'desk-rotate', path: '/desk?flow=rotate&step=4', ready: 'moves a room key' },
  { name: 'lessons', path: '/desk/lessons', ready: 'of 12 lessons done' },
  { name: 'lesson-asking', path: '/desk/lessons?lesson=no-rotation', ready: 'How many keys of this desk' },
  { name: 'desk-summary', path: '/desk/summary', ready: 'steps walked' },
  { name: 'vault', path: '/vault', ready: 'Where the PIN is' },
  { name: 'vault-table', path: '/vault?show=table', ready: 'Where the PIN is' },
  { name: 'settings', path: '/settings', ready: 'Every change needs a restart' },
  { name: 'desk-live', path: '/desk/live', ready: 'Nobody is at the desk' },
  {
    name: 'desk-replay',
    path: '/desk/live?since=2026-01-01T00:00:00Z&until=2026-01-02T00:00:00Z',
    ready: 'The end of the window',
  },
  { name: 'no-such-page', path: '/nowhere', ready: 'This address leads nowhere' },
];

/** Goes there, and waits until it stands: its words, no skeleton, its fonts. */
export async function see(page: Page, { path, ready }: PageToSee): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole('main')).toContainText(ready);
  await settled(page);
}

/** Nothing loads any more, and the letters are the right ones. */
export async function settled(page: Page): Promise<void> {
  await expect(page.getByRole('status', { name: /^Loading/ })).toHaveCount(0);
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}

/** The details of an event stand open beside the list. */
export async function openNewestEvent(page: Page): Promise<void> {
  await page.getByRole('table', { name: 'Events, newest first' }).getByRole('link').first().click();
  await expect(page.getByRole('complementary', { name: /^Event \d+$/ })).toBeVisible();
}
