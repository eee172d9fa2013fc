import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { removeDirectory, runCli, temporaryDirectory } from '../testing/desk.ts';
import { VaultStartError } from './errors.ts';
import { tryModule } from './module-trial.ts';
import { findSoftHsm } from './softhsm.ts';
import { faultyModule, type FaultyModule } from './testing/faulty-module.ts';

let directory: string;
let module: FaultyModule;
beforeAll(() => {
  directory = temporaryDirectory();
  module = faultyModule(directory, findSoftHsm() ?? '');
});
afterAll(() => removeDirectory(directory));

const refusal = async (modulePath: string, patienceMs?: number): Promise<string> => {
  const error = await tryModule({ modulePath, ...(patienceMs === undefined ? {} : { patienceMs }) }).then(
    () => 'it was not refused',
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(VaultStartError);
  expect(error).toMatchObject({ code: 'MODULE' });
  return (error as Error).message; // as just expected
};

it('finds nothing wrong with a module that works, nor with one that answers errors', async () => {
  module.rules();
  await tryModule({ modulePath: module.modulePath });
  module.rules('fail C_Initialize 5');
  await tryModule({ modulePath: module.modulePath });
});

it.each([
  ['crash load', /crashed while it was loaded \(SIGABRT\)\. Keydesk .+ does not load it\./],
  ['crash C_Initialize', /crashed while it was initialised \(SIGABRT\)/],
  ['crash C_Finalize', /crashed while it was finalized \(SIGABRT\)/],
])('survives “%s”, and says what happened', async (rule, words) => {
  module.rules(rule);
  expect(await refusal(module.modulePath)).toMatch(words);
});

it('does not wait for ever', async () => {
  module.rules('delay C_Initialize 20000');
  expect(await refusal(module.modulePath, 1_000)).toContain(
    'did not come back within 1 seconds while it was initialised',
  );
});

it('knows a file that is no module, and one that is not there', async () => {
  const file = join(directory, 'text.so');
  writeFileSync(file, 'no library');
  for (const path of [file, join(directory, 'none.so')])
    // oxlint-disable-next-line no-await-in-loop -- two
    expect(await refusal(path)).toContain(`${path} cannot be loaded`);
});

it('ends `keydesk serve` with the sentence and an exit code, not with the crash', async () => {
  module.rules('crash C_Initialize');
  const data = join(directory, 'data');
  const { code, stderr } = await runCli(data, ['serve'], {
    KEYDESK_PKCS11_MODULE: module.modulePath,
    KEYDESK_PKCS11_TOKEN: 'any',
    KEYDESK_PKCS11_PIN: 'never-tried',
  });
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringMatching(
      /^keydesk: The PKCS#11 module .+ crashed while it was initialised \(SIGABRT\)\. [^\n]+\n$/,
    ),
  });
  expect(existsSync(join(data, 'core'))).toBe(false);
  expect(stderr).not.toContain('never-tried');
});
