/** Every page of a desk in use, as far as a machine can see it: nothing wrong for axe in either colour scheme, nothing sideways on a phone. */
import { expect, test } from './fixtures.ts';
import { expectNoViolations } from './support/accessibility.ts';
import { expectNoSidewaysScroll } from './support/layout.ts';
import { openNewestEvent, pagesOf, see, settled, type PageToSee } from './support/pages.ts';

// axe reads every element of a page many times: on a busy machine that takes its time, and how long is not what is tested.
test.describe.configure({ timeout: 240_000 });

const areaOf = ({ path }: PageToSee): string => path.split(/[/?#]/)[1] || 'home';
const NOWHERE = { keyId: '', disabledKeyId: '', grantsKeyId: '', grantId: '', serviceId: '', personId: '' };
// One browser context an area: what a page before it has fetched is there, as it is for a person. A tab each: in one that was made narrow and
// wide again Chromium at times stopped for good in the middle of axe.
const areas = new Set(pagesOf(NOWHERE).map(areaOf));

for (const area of areas)
  test(area, async ({ context, filled }) => {
    for (const here of pagesOf(filled).filter((each) => areaOf(each) === area))
      // oxlint-disable-next-line no-await-in-loop -- one page after the other
      await test.step(here.name, async () => {
        const page = await context.newPage();
        await see(page, here);
        await expectNoViolations(page);
        await expectNoSidewaysScroll(page);
        await page.close();
      });
  });

test('an open event', async ({ page, filled }) => {
  expect(filled.keyId).not.toBe('');
  await page.goto('/audit');
  await openNewestEvent(page);
  await settled(page);
  await expectNoViolations(page);
  await expectNoSidewaysScroll(page);
});
