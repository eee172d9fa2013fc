import { emptyContents } from './memory-contents.ts';
import { memoryStore } from './memory-store.ts';
import { storeSuite } from './store.suite.ts';

storeSuite('memory', async () => {
  const contents = emptyContents();
  let store = memoryStore(contents);
  return {
    get store() {
      return store;
    },
    reopen: async () => {
      await store.close();
      return (store = memoryStore(contents));
    },
    dispose: () => store.close(),
  };
});
