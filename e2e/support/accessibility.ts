/** What axe finds wrong with a page as it stands. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, type Page } from '@playwright/test';
import type { AxeResults, RunOnly, RunOptions } from 'axe-core';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** All rules, and in the second scheme those that read colours: it changes nothing else (tokens.css holds only colours twice). */
const RULES: Readonly<Record<'light' | 'dark', RunOnly>> = {
  light: {
    type: 'tag',
    values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  },
  dark: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] },
};

interface WithAxe {
  readonly axe: { readonly run: (context: unknown, options: RunOptions) => Promise<AxeResults> };
}

/** Colours have changed over: even a transition of no length begins and ends with frames, and one of a parent starts one of a child. */
export const transitionsEnded = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const running = (): Animation[] =>
      document.getAnimations().filter((each) => each instanceof CSSTransition);
    do {
      // oxlint-disable-next-line no-await-in-loop -- frame by frame
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    } while (running().length > 0);
  });

/** The page has no frames, so axe is brought into it once, and asked there: far cheaper than bringing it anew for every look. */
async function look(page: Page, parts: readonly string[], options: RunOptions): Promise<AxeResults> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(SOURCE);
  return page.evaluate(
    ([include, how]) =>
      (globalThis as unknown as WithAxe).axe.run(include.length === 0 ? document : { include }, how), // it runs in the page
    [parts, options] as const,
  );
}

/** A line for each rule that is broken, and under it the elements. */
const linesOf = (scheme: string, { violations }: AxeResults): readonly string[] =>
  violations.map(({ id, help, nodes }) => {
    const where = nodes.map(
      ({ target, failureSummary = '' }) =>
        `    ${target.join(' ')}\n      ${failureSummary.replaceAll('\n', ' ')}`,
    );
    return `${scheme}: ${id}: ${help}\n${where.join('\n')}`;
  });

/** Nothing is wrong with the page, or with the parts of it that are named by selectors, in either scheme. */
export async function expectNoViolations(page: Page, parts: readonly string[] = []): Promise<void> {
  const lines: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    /* oxlint-disable no-await-in-loop -- one page, in one scheme after the other */
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await transitionsEnded(page);
    const options: RunOptions = { resultTypes: ['violations'], runOnly: RULES[colorScheme] };
    lines.push(...linesOf(colorScheme, await look(page, parts, options)));
    /* oxlint-enable no-await-in-loop */
  }
  expect(lines, lines.join('\n')).toEqual([]);
}
