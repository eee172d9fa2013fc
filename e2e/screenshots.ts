/**
 * Pictures of every page, both schemes, 1,440, 1,280 and 390 px wide, from a desk that looks used: `node e2e/screenshots.ts [NAME…]` writes
 * screenshots/PAGE-SCHEME-WIDTH.png. With names, only the pages whose name begins so.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import config from '../playwright.config.ts';
import { removeDirectory, startTestDesk, type TestDesk } from '../src/hosts/node/testing/desk.ts';
import { transitionsEnded } from './support/accessibility.ts';
import { fillDesk, type Believable } from './support/believable.ts';
import { standsAt } from './support/desk-walk.ts';
import { openNewestEvent, pagesOf, see, settled } from './support/pages.ts';
import { ADMINISTRATOR, openWelcome } from './support/people.ts';
import { body } from './support/seed.ts';

const FOLDER = fileURLToPath(new URL('../screenshots', import.meta.url));
const SCHEMES = ['light', 'dark'] as const;
const SIZES = [
  { width: 1440, height: 900 },
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
] as const;

interface Shot {
  readonly name: string;
  readonly show: (page: Page) => Promise<void>;
}

/** A picture is taken once a width: what it makes has that in its name. */
const widthOf = (page: Page): number => page.viewportSize()?.width ?? 0;

/** What stands before anybody has come in, or before anything was made. */
const doors = (desk: TestDesk): readonly Shot[] => [
  {
    name: 'welcome',
    show: async (page) => {
      // By way of an empty page: a change of the fragment alone loads nothing.
      await page.goto('about:blank');
      await page.goto(desk.welcomeUrl ?? desk.url);
      await page.getByRole('heading', { level: 1, name: 'Welcome' }).waitFor();
    },
  },
  {
    name: 'sign-in',
    show: async (page) => {
      await page.goto('/sign-in');
      await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
    },
  },
  {
    name: 'invitation',
    show: async (page) => {
      const invited = await desk.cli('user', 'invite', `otto-${widthOf(page)}`, '--json');
      await page.goto('about:blank');
      await page.goto((JSON.parse(invited.stdout) as { link: string }).link); // our own program's answer
      await page.getByRole('heading', { level: 1, name: 'Invitation' }).waitFor();
    },
  },
];

const emptyPages: readonly Shot[] = [
  {
    name: 'home-empty',
    show: (page) => see(page, { name: '', path: '/', ready: 'checks pass' }),
  },
  {
    name: 'keys-empty',
    show: (page) => see(page, { name: '', path: '/keys', ready: 'There is no key yet' }),
  },
  {
    name: 'services-empty',
    show: (page) => see(page, { name: '', path: '/services', ready: 'No service yet' }),
  },
];

const keysShots: readonly Shot[] = [
  {
    name: 'keys-chosen',
    show: async (page) => {
      await see(page, { name: '', path: '/keys?sort=LastUsedDate&order=down', ready: 'in all' });
      await page.getByRole('checkbox', { name: 'Select billing-prod' }).check();
      await page.getByRole('checkbox', { name: 'Select payout-prod' }).check();
    },
  },
  {
    name: 'keys-bulk-delete',
    show: async (page) => {
      await see(page, { name: '', path: '/keys', ready: 'in all' });
      await page.getByRole('checkbox', { name: 'Select billing-prod' }).check();
      await page.getByRole('button', { name: 'Select all 12 that match' }).click();
      await page.getByText('12 of 12 selected').waitFor();
      await page.getByRole('button', { name: 'Schedule deletion' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'keys-filter',
    show: async (page) => {
      await see(page, { name: '', path: '/keys', ready: 'in all' });
      await page.getByRole('button', { name: 'Filter', exact: true }).click();
      await page.getByRole('combobox', { name: 'Tag', exact: true }).selectOption('env');
    },
  },
];

const peopleShots: readonly Shot[] = [
  {
    name: 'policy-own-wrong',
    show: async (page) => {
      await see(page, { name: '', path: '/people/policies/payments-read', ready: 'ReadCardTokens' });
      await page.getByRole('textbox', { name: /JSON\. Escape/ }).click();
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.insertText(
        JSON.stringify(
          {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Alow', Principal: '*', Action: 'kms:Decrpt', Resource: '*' }],
          },
          null,
          2,
        ),
      );
      await page.getByRole('region', { name: 'Findings' }).waitFor();
    },
  },
  {
    name: 'policy-own-edited',
    show: async (page) => {
      await see(page, { name: '', path: '/people/policies/payments-read', ready: 'ReadCardTokens' });
      await page.getByRole('textbox', { name: /JSON\. Escape/ }).click();
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.insertText(
        JSON.stringify(
          {
            Version: '2012-10-17',
            Statement: [
              {
                Sid: 'ReadCardTokens',
                Effect: 'Allow',
                Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:Encrypt', 'keydesk:UpdatePrincipalPolicies'],
                Resource: '*',
              },
            ],
          },
          null,
          2,
        ),
      );
      await page.getByRole('region', { name: 'Findings' }).getByText('proved').first().waitFor();
      await page.waitForTimeout(1_500);
    },
  },
  {
    name: 'service-given',
    show: async (page) => {
      await page.goto('/services');
      await page.getByRole('link', { name: 'records-api' }).click();
      await page.getByRole('checkbox', { name: 'Key user' }).check();
      await page
        .getByRole('region', { name: /^What records-api would gain/ })
        .getByText('would gain')
        .first()
        .waitFor();
      await page.getByRole('button', { name: 'Save identity policies' }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'service-given-all',
    show: async (page) => {
      await page.goto('/services');
      await page.getByRole('link', { name: 'records-api' }).click();
      await page.getByRole('checkbox', { name: 'Administrator', exact: true }).check();
      await page.getByRole('button', { name: 'Save identity policies' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
];

/** The key step of each flow at the envelope desk. */
const DESK_STEPS: readonly (readonly [flow: string, step: number])[] = [
  ['check-in', 3],
  ['come-back', 3],
  ['rotate', 3],
  ['turned-away', 1],
  ['turned-away', 5],
  ['thief', 1],
  ['thief', 3],
  ['thief', 7],
  ['one-key', 2],
  ['one-key', 4],
  ['direct', 2],
  ['direct', 4],
];
const deskShots: readonly Shot[] = DESK_STEPS.map(([flow, step]) => ({
  name: `desk-${flow}-${step}`,
  show: async (page) => {
    await page.goto(`/desk?flow=${flow}&step=${step}`);
    await standsAt(page, flow, step - 1);
  },
}));

const usedPages = (filled: Believable): readonly Shot[] => [
  ...pagesOf(filled).map((here) => ({ name: here.name, show: (page: Page) => see(page, here) })),
  ...keysShots,
  ...peopleShots,
  ...deskShots,
  {
    name: 'audit-event',
    show: async (page) => {
      await see(page, { name: '', path: `/audit?key=${filled.keyId}&outcome=denied`, ready: 'no statement' });
      await openNewestEvent(page);
    },
  },
  {
    name: 'palette',
    show: async (page) => {
      await see(page, { name: '', path: `/keys/${filled.keyId}`, ready: 'random nonces' });
      await page.keyboard.press('ControlOrMeta+k');
      await page.getByRole('option', { name: 'Sign out' }).waitFor();
    },
  },
  {
    name: 'palette-found',
    show: async (page) => {
      await see(page, { name: '', path: '/services', ready: 'never seen' });
      await page.keyboard.press('ControlOrMeta+k');
      await page.getByRole('combobox').fill('prod');
      await page.getByRole('option', { name: /billing-prod/ }).waitFor();
    },
  },
  {
    name: 'keyboard',
    show: async (page) => {
      await see(page, { name: '', path: '/services', ready: 'never seen' });
      await page.keyboard.press('Shift+?');
      await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    },
  },
  {
    name: 'zone',
    show: async (page) => {
      await see(page, { name: '', path: '/services', ready: 'never seen' });
      await page.keyboard.press('ControlOrMeta+k');
      await page.getByRole('combobox').fill('another zone');
      await page.getByRole('option', { name: /another zone/ }).click();
      await page.getByRole('dialog', { name: /another zone/ }).waitFor();
    },
  },
  {
    name: 'session-ended',
    show: async (page) => {
      await see(page, { name: '', path: `/keys/${filled.keyId}`, ready: 'random nonces' });
      // Nobody's answer, once: the desk itself keeps the session.
      await page.route('**/api/SearchKeys', (route) =>
        route.fulfill({
          status: 401,
          json: { __type: 'NotSignedInException', message: 'Sign in to go on.' },
        }),
      );
      await page.keyboard.press('g');
      await page.keyboard.press('k');
      await page.getByRole('dialog', { name: 'Your session has ended' }).waitFor();
      await page.unroute('**/api/SearchKeys');
    },
  },
  {
    name: 'create-key-errors',
    show: async (page) => {
      await page.goto('/keys/new');
      // The draft of a picture that was taken before.
      await page.evaluate(() => sessionStorage.clear());
      await page.reload();
      await page.getByRole('button', { name: 'Create key' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'create-key-filled',
    show: async (page) => {
      await page.goto('/keys/new');
      await page.getByLabel('Alias').fill('refunds-test');
      await page.getByRole('button', { name: 'Add tag' }).click();
      await page.getByLabel('Name of tag 1').fill('env');
      await page.getByLabel('Value of tag 1').fill('prod');
      await page.getByRole('group', { name: 'Users' }).getByLabel('role/billing-api').check();
      await page.getByRole('group', { name: 'Users' }).getByLabel('role/records-api').check();
      await page.getByRole('button', { name: 'Show JSON' }).click();
      await page.getByText('The alias says test').waitFor();
    },
  },
  {
    name: 'people-link-once',
    show: async (page) => {
      await page.goto('/people/invite');
      await page.getByRole('textbox', { name: 'Name' }).fill(`otto-${widthOf(page)}`);
      await page.getByRole('button', { name: 'Make the link' }).click();
      await page.getByRole('heading', { name: /^The link for/ }).waitFor();
    },
  },
  {
    name: 'key-guard',
    show: async (page) => {
      await page.goto(`/keys/${filled.keyId}`);
      await page.getByRole('button', { name: 'Disable billing-prod…' }).click();
      await page.getByRole('button', { name: 'Keep it enabled' }).waitFor();
    },
  },
];

/** A key with a life behind it: rotated, and its deletion pending. Taken last, on a desk that is not used further. */
const livedPages = (filled: Believable): readonly Shot[] => [
  {
    name: 'home-alerts',
    show: async (page) => {
      await see(page, { name: '', path: '/', ready: 'is still called' });
      await page.getByRole('button', { name: /^Alerts:/ }).click();
      await page.getByRole('dialog', { name: 'Needs attention' }).waitFor();
    },
  },
  {
    name: 'posture-accept',
    show: async (page) => {
      await see(page, { name: '', path: '/posture', ready: 'checks pass' });
      await page
        .getByRole('button', { name: /^Accept the risk for/ })
        .first()
        .click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'rotation-year',
    show: (page) => see(page, { name: '', path: '/rotation', ready: 'The year ahead' }),
  },
  {
    name: 'rotation-year-table',
    show: (page) => see(page, { name: '', path: '/rotation?show=table', ready: 'The year ahead' }),
  },
  {
    name: 'rotation-bulk',
    show: async (page) => {
      await see(page, { name: '', path: '/rotation', ready: 'The year ahead' });
      for (const n of [0, 1, 2])
        // oxlint-disable-next-line no-await-in-loop -- one row, one after the other
        await page
          .getByRole('checkbox', { name: /^Select (?!the rows)/ })
          .nth(n)
          .check();
      await page.getByRole('button', { name: 'Set the period' }).click();
      await page.getByRole('textbox', { name: 'Days between rotations' }).waitFor();
    },
  },
  {
    name: 'key-rotate-asked',
    show: async (page) => {
      await see(page, { name: '', path: `/keys/${filled.keyId}/rotation`, ready: 'on demand left' });
      await page.getByRole('button', { name: 'Rotate now…' }).click();
    },
  },
  {
    name: 'key-alias-move',
    show: async (page) => {
      await see(page, { name: '', path: `/keys/${filled.keyId}/settings`, ready: 'What the key is for' });
      await page.getByRole('button', { name: 'Move alias billing-prod' }).click();
      // Nothing is chosen by itself: here a key of another environment.
      await page
        .getByRole('radio', { name: /-test$|-dev$/ })
        .first()
        .check();
    },
  },
  {
    name: 'delete-key-asked',
    show: async (page) => {
      await see(page, { name: '', path: `/keys/${filled.keyId}/delete`, ready: 'used it in 90 days' });
      await page.getByRole('button', { name: 'Disable billing-prod…' }).click();
    },
  },
  {
    name: 'key-pending',
    show: (page) => see(page, { name: '', path: `/keys/${filled.disabledKeyId}`, ready: 'Destroyed in' }),
  },
  {
    name: 'key-pending-policy',
    show: (page) =>
      see(page, { name: '', path: `/keys/${filled.disabledKeyId}/policy`, ready: 'Destroyed in' }),
  },
];

/** Versions, a schedule and a pending deletion. */
async function live(desk: TestDesk, { keyId, disabledKeyId }: Believable): Promise<void> {
  // Practice keys, which the desk's pictures made, are nobody's but their person's.
  const { Keys } = body(await desk.call('Keydesk.SearchKeys', { Limit: 1000 }));
  const ids = (Keys as { KeyId: string }[]).map(({ KeyId }) => KeyId).filter((id) => id !== disabledKeyId); // SearchKeys' output
  for (const [at, KeyId] of ids.slice(0, 8).entries())
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    body(
      await desk.call('EnableKeyRotation', {
        KeyId,
        RotationPeriodInDays: [90, 91, 92, 120, 180, 200, 365, 90][at],
      }),
    );
  body(await desk.call('EnableKeyRotation', { KeyId: keyId, RotationPeriodInDays: 180 }));
  body(await desk.call('RotateKeyOnDemand', { KeyId: keyId }));
  body(await desk.call('ScheduleKeyDeletion', { KeyId: disabledKeyId, PendingWindowInDays: 14 }));
  await desk.call('GenerateDataKey', { KeyId: disabledKeyId, KeySpec: 'AES_256' });
}

const wanted = process.argv.slice(2);
const isWanted = ({ name }: Shot): boolean =>
  wanted.length === 0 || wanted.some((each) => name.startsWith(each));

async function take(page: Page, shots: readonly Shot[]): Promise<void> {
  /* oxlint-disable no-await-in-loop -- one page, one picture after the other */
  for (const size of SIZES) {
    await page.setViewportSize(size);
    for (const shot of shots.filter(isWanted)) {
      await shot.show(page);
      for (const colorScheme of SCHEMES) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await settled(page);
        // A picture taken before is a mixture of both schemes.
        await transitionsEnded(page);
        // A whole page is taken from its top, or what sticks to the window would stand in the middle.
        await page.evaluate(() => window.scrollTo(0, 0));
        await page.screenshot({
          path: join(FOLDER, `${shot.name}-${colorScheme}-${size.width}.png`),
          fullPage: true,
        });
      }
      process.stdout.write(`${shot.name} ${size.width}\n`);
    }
  }
  /* oxlint-enable no-await-in-loop */
}

/** Runs `use` on a desk of its own, and takes the desk away again. */
async function withDesk(env: Record<string, string>, use: (desk: TestDesk) => Promise<void>): Promise<void> {
  const desk = await startTestDesk({ env });
  try {
    await use(desk);
  } finally {
    await desk.stop();
    removeDirectory(desk.dataDirectory);
  }
}

mkdirSync(FOLDER, { recursive: true });
const browser = await chromium.launch(config.use?.launchOptions ?? {});
const open = (desk: TestDesk): Promise<BrowserContext> =>
  browser.newContext({ baseURL: desk.url, locale: 'en-GB', timezoneId: 'Europe/Berlin' });
try {
  await withDesk({ KEYDESK_ROOT_ACCESS_KEY_ID: '', KEYDESK_ROOT_SECRET_ACCESS_KEY: '' }, async (desk) => {
    const page = await (await open(desk)).newPage();
    await take(page, doors(desk));
    await page.goto('about:blank');
    await openWelcome(page, desk);
    await take(page, emptyPages);
  });
  await withDesk({}, async (desk) => {
    const page = await (await open(desk)).newPage();
    await openWelcome(page, desk);
    const filled = await fillDesk(desk, `arn:aws:iam::000000000000:user/${ADMINISTRATOR.name}`);
    await take(page, usedPages(filled));
    await live(desk, filled);
    await take(page, livedPages(filled));
  });
} finally {
  await browser.close();
}
