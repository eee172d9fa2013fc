/** What no test may leave behind: a page error, a CSP report, a console error that nobody expected. */
import { expect, type BrowserContext, type ConsoleMessage, type Page } from '@playwright/test';

/** Chromium's own line for an answer of 400 or more. Nothing else in the console is ever expected. */
const ANSWERED = /^Failed to load resource: the server responded with a status of (\d{3})/;

interface ExpectedAnswer {
  readonly urlPart: string;
  readonly status: number;
  seen: boolean;
}

export class Watch {
  readonly #faults: string[] = [];
  readonly #answers: { readonly url: string; readonly status: number }[] = [];
  readonly #expected: ExpectedAnswer[] = [];

  /** Watches every page of the context, those that are open and those that come. */
  async attach(context: BrowserContext): Promise<void> {
    await context.exposeBinding('keydeskCspReport', ({ page }, what: string) => {
      this.#faults.push(`CSP report on ${page.url()}: ${what}`);
    });
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        const report: unknown = Reflect.get(globalThis, 'keydeskCspReport');
        const what = `${event.violatedDirective} blocked ${event.blockedURI} (${event.sourceFile}:${event.lineNumber})`;
        if (typeof report === 'function') report(what);
      });
    });
    for (const page of context.pages()) this.#page(page);
    context.on('page', (page) => this.#page(page));
  }

  /** This test makes the desk answer `status` to a URL with `urlPart` in it, at least once. Any other error line still fails it. */
  expectHttpError(urlPart: string, status: number): void {
    this.#expected.push({ urlPart, status, seen: false });
  }

  /** Fails when anything was seen that must not be, or something expected was not. */
  verify(): void {
    const faults = [...this.#faults];
    for (const answer of this.#answers) {
      const matches = this.#expected.filter(
        ({ urlPart, status }) => status === answer.status && answer.url.includes(urlPart),
      );
      for (const match of matches) match.seen = true;
      if (matches.length === 0) faults.push(`The console shows ${answer.status} for ${answer.url}`);
    }
    for (const { urlPart, status, seen } of this.#expected) {
      if (!seen) faults.push(`Expected an answer ${status} from ${urlPart}, and none came`);
    }
    expect(faults, 'page errors, CSP reports and console errors').toEqual([]);
  }

  #page(page: Page): void {
    page.on('pageerror', (error) =>
      this.#faults.push(`Page error on ${page.url()}: ${error.stack ?? error.message}`),
    );
    page.on('console', (message) => this.#console(message));
  }

  #console(message: ConsoleMessage): void {
    if (message.type() !== 'error') return;
    const status = ANSWERED.exec(message.text())?.[1];
    if (status === undefined) this.#faults.push(`Console error: ${message.text()}`);
    else this.#answers.push({ url: message.location().url, status: Number(status) });
  }
}
