/** Grants over a restart: they hold, their tokens are known, and what was read of the log says how they were used. */
import { afterEach, expect, it } from 'vitest';
import { removeDirectory, startTestDesk, temporaryDirectory, type TestDesk } from '../testing/desk.ts';
import { makeKey, makeService, succeed } from '../http/testing/conformance.ts';
import { makeGrant } from '../http/testing/grants.ts';

let desk: TestDesk;
const directory = temporaryDirectory();
afterEach(async () => {
  if (desk.process.exitCode === null && desk.process.signalCode === null) await desk.kill();
  removeDirectory(directory);
});

interface Described {
  readonly Grants: readonly {
    readonly GrantId: string;
    readonly Uses90Days: number;
    readonly LastUsedOperation?: string;
    readonly LastUsedDate?: number;
  }[];
  readonly UsesKnownSince?: number;
}
/** Once the log was read, which a start does in the background. */
async function described(key: string): Promise<Described> {
  for (let tries = 0; tries < 100; tries++) {
    const found = (await succeed(desk, 'Keydesk.DescribeKeyGrants', { KeyId: key })) as unknown as Described; // its output
    if (found.UsesKnownSince === undefined) return found;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error('the uses of grants are not known after five seconds');
}

it('keeps grants, tokens and the counts of their use', async () => {
  desk = await startTestDesk({ dataDirectory: directory });
  const [key, other] = [await makeKey(desk), await makeKey(desk)];
  const [one, two] = [await makeService(desk, 'one'), await makeService(desk, 'two')];
  const operations = { Operations: ['Encrypt', 'Decrypt', 'ReEncryptTo'] };
  const used = await makeGrant(desk, key, one, operations);
  const idle = await makeGrant(desk, key, two, operations);
  await makeGrant(desk, other, one, { Operations: ['ReEncryptFrom', 'Encrypt'] });
  const Plaintext = Buffer.from('x').toString('base64');
  const sealed = await succeed(desk, 'Encrypt', { KeyId: other.id, Plaintext }, one);
  for (let i = 0; i < 120; i++) await succeed(desk, 'Encrypt', { KeyId: key.id, Plaintext }, one);
  // A use of the grant whose event is the other key's.
  const { CiphertextBlob } = await succeed(
    desk,
    'ReEncrypt',
    { CiphertextBlob: sealed['CiphertextBlob'], DestinationKeyId: key.id },
    one,
  );
  const before = await described(key.id);
  const of = ({ Grants }: Described, id: string) => Grants.find(({ GrantId }) => GrantId === id);
  expect(of(before, used.id)).toMatchObject({ Uses90Days: 121, LastUsedOperation: 'ReEncrypt' });
  expect(of(before, idle.id)?.Uses90Days).toBe(0);
  expect(of(before, idle.id)).not.toHaveProperty('LastUsedDate');
  expect(await desk.stop()).toBe(0);

  desk = await startTestDesk({ dataDirectory: directory });
  const opened = await succeed(
    desk,
    'Decrypt',
    { CiphertextBlob, GrantTokens: [used.token, idle.token] },
    two,
  );
  expect(opened['Plaintext']).toBe(Plaintext);
  const after = await described(key.id);
  expect(of(after, used.id)).toEqual(of(before, used.id));
  expect(of(after, idle.id)).toMatchObject({ Uses90Days: 1, LastUsedOperation: 'Decrypt' });
  await succeed(desk, 'RetireGrant', { GrantToken: idle.token });
  const refused = await desk.call('Decrypt', { CiphertextBlob }, two);
  expect(refused.body['__type']).toBe('AccessDeniedException');
  expect((await described(key.id)).Grants.map(({ GrantId }) => GrantId)).toEqual([used.id]);
});
