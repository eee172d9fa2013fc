/** What the demo's build has, and the normal one has not: the service worker beside index.html, and words for who opens that as a file. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const read = (url: string | URL): string => readFileSync(fileURLToPath(url), 'utf8');

/** By name in the demo's folder. MSW's own is never copied into this repository: it is the installed package's, whatever its version. */
const WORKERS: Readonly<Record<string, () => string>> = {
  'demo-worker.js': () => read(new URL('./worker.js', import.meta.url)),
  'mockServiceWorker.js': () => read(import.meta.resolve('msw/mockServiceWorker.js')),
};

/** Another with every change of either script: a page registers the worker that was built with it, never an older build's. */
function workerAddress(): string {
  const hash = createHash('sha256');
  for (const text of Object.values(WORKERS)) hash.update(text());
  return `demo-worker.js?v=${hash.digest('hex').slice(0, 12)}`;
}

export function demo(): Plugin {
  const words = read(new URL('./not-started.html', import.meta.url));
  return {
    name: 'keydesk-demo',
    config: () => ({ define: { 'import.meta.env.DEMO_WORKER': JSON.stringify(workerAddress()) } }),
    transformIndexHtml: (html) =>
      html.replace('<div id="root"></div>', () => `<div id="root">\n${words}    </div>`),
    generateBundle() {
      for (const [fileName, text] of Object.entries(WORKERS))
        this.emitFile({ type: 'asset', fileName, source: text() });
    },
  };
}
