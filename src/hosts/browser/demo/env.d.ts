interface ImportMetaEnv {
  /** Of the demo's service worker, relative to index.html; scripts/demo/plugin.ts gives it. */
  readonly DEMO_WORKER: string;
}
