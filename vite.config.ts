import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { demo } from './scripts/demo/plugin.ts';

/** Where `npm run dev` finds the service: the app is served by Vite, everything else comes from a running desk. */
const service = `http://127.0.0.1:${process.env['KEYDESK_PORT'] ?? '7070'}`;

export default defineConfig(({ mode }) => ({
  // The demo is served from any folder.
  base: mode === 'demo' ? './' : '/',
  plugins: [react(), ...(mode === 'demo' ? [demo()] : [])],
  server: {
    // `changeOrigin` stays off: the service checks Origin and Host against each other.
    proxy: Object.fromEntries(
      ['/api', '/log', '/healthz', '/readyz'].map((path) => [path, { target: service }]),
    ),
  },
  // A worker loads the rest of itself when it has answered: that takes modules.
  worker: { format: 'es', rolldownOptions: { output: { comments: false } } },
  build: {
    outDir: mode === 'demo' ? 'dist-demo' : 'dist',
    emptyOutDir: true,
    manifest: true,
    target: 'es2024',
    // `light-dark()` must reach the browser as it is: each token names both schemes in one place.
    cssTarget: ['chrome125', 'firefox128', 'safari18'],
    modulePreload: { polyfill: false },
    // Nothing as data: URLs, so that the content security policy can name 'self' alone.
    assetsInlineLimit: 0,
  },
}));
