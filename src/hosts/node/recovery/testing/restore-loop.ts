/** `keydesk restore` again and again in one process, for tests that make it fail: a line of JSON in, a line out. */
import { createInterface } from 'node:readline';
import { restoreBackup } from '../../backup/restore.ts';

interface Asked {
  readonly directory: string;
  readonly dataDirectory: string;
  readonly force: boolean;
}

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line) as Asked; // of backup-faults.test.ts
  const told = await restoreBackup({
    ...asked,
    unsigned: false,
    now: Date.now(),
    onProgress: () => undefined,
  }).then(
    ({ movedTo }) => ({ movedTo }),
    (error: unknown) => ({
      error: error instanceof Error ? error.message : String(error),
      name: error instanceof Error ? error.name : '',
    }),
  );
  process.stdout.write(`${JSON.stringify(told)}\n`);
}
