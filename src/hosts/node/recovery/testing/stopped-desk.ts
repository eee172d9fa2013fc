/** A desk with a little history, stopped, of which tests alter copies. */
import type { VerifyReport } from '../../../../service/verify-log.ts';
import { removeDirectory, runCli, startTestDesk } from '../../testing/desk.ts';
import { alter, copyOf, leafOf, rowOf, type StoredRow } from './stored.ts';

export interface StoppedDesk {
  readonly directory: string;
  /** The whole folder, as it was before the newest changes. */
  readonly early: string;
  /** A signed note of the whole log, as somebody else would have kept it. */
  readonly checkpoint: string;
  /** Disabled, with its policy changed, after `early`; named by `alias/moved`. */
  readonly keyId: string;
  readonly otherKeyId: string;
  /** Of the other key: opens to `c2VjcmV0`. */
  readonly ciphertext: unknown;
  readonly deletedAccessKey: string;
  /** Rows as they were in `early`: key and policy of `keyId`, and the access key that was deleted since. */
  readonly old: { readonly key: StoredRow; readonly policy: StoredRow; readonly accessKey: StoredRow };
  /** All but the last, which is the search that found them. */
  readonly events: readonly StoredEvent[];
  remove(): void;
}

export interface StoredEvent {
  readonly Sequence: number;
  readonly Operation: string;
  readonly Outcome: string;
  readonly Changes: readonly unknown[];
}

/** Rejects when the desk did not do what it was asked. */
export async function makeStoppedDesk(): Promise<StoppedDesk> {
  let desk = await startTestDesk();
  const directory = desk.dataDirectory;
  const call = async (target: string, input: object = {}): Promise<Record<string, unknown>> => {
    const { status, body } = await desk.call(target, input);
    if (status !== 200) throw new Error(`${target} answered ${status}`);
    return body;
  };
  const makeKey = async (): Promise<string> =>
    ((await call('CreateKey'))['KeyMetadata'] as { KeyId: string }).KeyId; // what CreateKey answers
  const keyId = await makeKey();
  const otherKeyId = await makeKey();
  const ciphertext = (await call('Encrypt', { KeyId: otherKeyId, Plaintext: 'c2VjcmV0' }))['CiphertextBlob'];
  await desk.call('DescribeKey', { KeyId: 'alias/nobody' });
  await call('CreateAlias', { AliasName: 'alias/moved', TargetKeyId: keyId });
  const service = await call('Keydesk.CreateService', { Name: 'gone', Policies: [] });
  const deletedAccessKey = String(service['AccessKeyId']);
  await desk.stop();
  const early = copyOf(directory);
  const old = {
    key: rowOf(directory, 'key', keyId),
    policy: rowOf(directory, 'policy', keyId),
    accessKey: rowOf(directory, 'accessKey', deletedAccessKey),
  };

  desk = await startTestDesk({ dataDirectory: directory });
  await call('DisableKey', { KeyId: keyId });
  const { Policy } = await call('GetKeyPolicy', { KeyId: keyId });
  await call('PutKeyPolicy', { KeyId: keyId, Policy: `${String(Policy)} ` });
  await call('Keydesk.DeleteAccessKey', { AccessKeyId: deletedAccessKey });
  const found = await call('Keydesk.SearchAuditEvents', { Limit: 500 });
  const events = (found['Events'] as StoredEvent[]).toReversed(); // what SearchAuditEvents answers
  await desk.stop();
  // Signed at the stop; published from the start on.
  desk = await startTestDesk({ dataDirectory: directory });
  const checkpoint = await (await fetch(`${desk.url}/log/checkpoint`)).text();
  await desk.stop();
  return {
    directory,
    early,
    checkpoint,
    keyId,
    otherKeyId,
    ciphertext,
    deletedAccessKey,
    old,
    events,
    remove() {
      removeDirectory(directory);
      removeDirectory(early);
    },
  };
}

/** What `keydesk verify-log` reports, with its exit code. Rejects when it wrote to stderr. */
export async function verifyDirectory(
  directory: string,
  ...more: string[]
): Promise<VerifyReport & { readonly code: number }> {
  const { code, stdout, stderr } = await runCli(directory, ['verify-log', '--json', ...more]);
  if (stderr !== '') throw new Error(stderr);
  return { ...(JSON.parse(stdout) as VerifyReport), code }; // our own program's answer
}

/** Changes one bit of the stored bytes of an event. */
export function flip(directory: string, sequence: number, at: number): void {
  const bytes = Buffer.from(leafOf(directory, sequence));
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  alter(directory, 'UPDATE leaf SET bytes = ? WHERE sequence = ?', bytes, sequence);
}
