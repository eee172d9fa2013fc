/** `keydesk user …` on a real desk, through its socket. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  removeDirectory,
  startTestDesk,
  temporaryDirectory,
  runCli,
  type TestDesk,
} from '../hosts/node/testing/desk.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk();
});
afterAll(async () => {
  await desk.stop();
  removeDirectory(desk.dataDirectory);
});

test('invite prints the link once: as a sentence, or as JSON for a script', async () => {
  const told = await desk.cli('user', 'invite', 'ann', '--policy', 'auditor', '--policy', 'key-user');
  expect([told.code, told.stderr]).toEqual([0, '']);
  expect(told.stdout).toMatch(
    /^Invited arn:aws:iam::000000000000:user\/ann\n\nhttp:\S+\/invitation#token=\S+\n/,
  );
  const made = await desk.cli('user', 'invite', 'ben', '--json');
  expect(JSON.parse(made.stdout)).toEqual({
    arn: 'arn:aws:iam::000000000000:user/ben',
    link: expect.stringMatching(/\/invitation#token=[\w-]{32}&name=ben$/) as string,
    expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
  });
  const { Users } = (await desk.call('Keydesk.ListUsers')).body;
  expect(Users).toMatchObject([
    { Name: 'ann', Policies: ['auditor', 'key-user'], State: 'Invited' },
    { Name: 'ben', Policies: [], State: 'Invited' },
  ]);
  const { Events } = (await desk.call('Keydesk.SearchAuditEvents', { Operation: 'InviteUser' })).body;
  expect(Events).toMatchObject([{ Via: 'cli', Source: 'unix:' }, { Via: 'cli' }]);
});

test('a policy of the desk’s own is given like a built-in one, to a service too', async () => {
  const Policy =
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"kms:ListKeys","Resource":"*"}}';
  await desk.call('Keydesk.CreateIdentityPolicy', { Name: 'lists', Policy });
  const invited = await desk.cli('user', 'invite', 'dan', '--policy', 'lists', '--json');
  const made = await desk.cli('service', 'create', 'lister', '--policy', 'lists', '--json');
  expect([invited.code, made.code]).toEqual([0, 0]);
  const { accessKeyId, secretAccessKey } = JSON.parse(made.stdout) as {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
  }; // our own program's answer
  const credentials = { accessKeyId, secretAccessKey };
  expect((await desk.call('ListKeys', {}, credentials)).status).toBe(200);
  expect((await desk.call('ListAliases', {}, credentials)).body['__type']).toBe('AccessDeniedException');
  const unknown = await desk.cli('service', 'create', 'other', '--policy', 'list');
  expect([unknown.code, unknown.stderr]).toEqual([
    64,
    expect.stringContaining('There is no policy named list. --policy is one of administrator, ') as string,
  ]);
});

test('what cannot be done is exit code 1, with the reason', async () => {
  await desk.cli('user', 'invite', 'cat');
  const twice = await desk.cli('user', 'invite', 'cat');
  expect([twice.code, twice.stderr]).toEqual([1, 'keydesk user: A person named cat already exists.\n']);
  const nobody = await desk.cli('user', 'reset', 'nobody');
  expect([nobody.code, nobody.stderr]).toEqual([1, 'keydesk user: There is no person named nobody.\n']);
});

test('wrong words are exit code 64, --help is 0, and no desk is 69', async () => {
  for (const words of [
    [],
    ['invite'],
    ['remove', 'ann'],
    ['invite', 'ann', 'ben'],
    ['invite', 'ann', '--policy', 'root'],
    ['reset', 'ann', '--policy', 'auditor'],
  ])
    // oxlint-disable-next-line no-await-in-loop -- one program after the other
    expect([words, (await desk.cli('user', ...words)).code]).toEqual([words, 64]);
  const help = await desk.cli('user', '--help');
  expect([help.code, help.stdout]).toEqual([0, expect.stringContaining('every session of theirs ends')]);
  const empty = temporaryDirectory();
  expect((await runCli(empty, ['user', 'invite', 'ann'])).code).toBe(69);
  removeDirectory(empty);
});
