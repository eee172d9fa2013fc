import { defineConfig } from '@playwright/test';

const FIRST = ['demo.e2e.ts', 'day-of-an-auditor.e2e.ts', 'every-page.e2e.ts'];

/**
 * The console in a real browser, against the real desk (e2e/fixtures.ts starts one a worker, with SoftHSM). Debian's Chromium, in
 * its build without a window, which takes a fifth less time: what Playwright itself would download is not asked for. `npm test` adds its JSON reporter by argument.
 */
export default defineConfig({
  testDir: 'e2e',
  // Files that share no worker with others, and the longest: begun last, one of them would keep one core waiting for the other.
  projects: [
    { name: 'first', testMatch: FIRST },
    { name: 'then', testMatch: '*.e2e.ts', testIgnore: FIRST },
  ],
  fullyParallel: false,
  workers: 2,
  retries: 0,
  forbidOnly: process.env['CI'] !== undefined,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  outputDir: 'test-results',
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    colorScheme: 'light',
    // What moves is drawn frame by frame, which is what a machine without a graphics card is slowest at.
    contextOptions: { reducedMotion: 'reduce' },
    // It costs every test a fifth of its time; `npx playwright test NAME --trace=retain-on-failure` for one that is looked into.
    trace: 'off',
    launchOptions: {
      executablePath: '/usr/bin/chromium-headless-shell',
      args: [
        '--no-sandbox',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
});
