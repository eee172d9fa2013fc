import { vaultSuite } from '../../../domain/ports/vault.suite.ts';
import { softHsmFixture } from './testing/softhsm-fixture.ts';

vaultSuite('PKCS#11 on SoftHSM', async () => {
  const softHsm = softHsmFixture();
  const open = () => softHsm.open({ handleCacheSize: 2 });
  let vault = await open();
  return {
    get vault() {
      return vault;
    },
    reopen: async () => {
      await vault.close();
      vault = await open();
    },
    dispose: async () => {
      await vault.close();
      softHsm.remove();
    },
  };
});
