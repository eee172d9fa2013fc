/** An identity policy whose row somebody with the files altered or removed: what it denied must not be allowed for it. */
import { afterEach, expect, it } from 'vitest';
import { removeDirectory, startTestDesk, type TestDesk } from '../testing/desk.ts';
import { verifyDirectory } from './testing/stopped-desk.ts';
import { alter } from './testing/stored.ts';

let desk: TestDesk | null = null;
afterEach(async () => {
  await desk?.stop();
  if (desk !== null) removeDirectory(desk.dataDirectory);
  desk = null;
});

const LIMIT = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Sid: 'NoAliases', Effect: 'Deny', Action: 'kms:ListAliases', Resource: '*' },
});

it.each([
  [
    'altered',
    `UPDATE "row" SET body = CAST(replace(CAST(body AS TEXT), 'ListAliases', 'ListGrants') AS BLOB) WHERE kind = 'identityPolicy' AND id = ?`,
    'was altered',
  ],
  ['removed', `DELETE FROM "row" WHERE kind = 'identityPolicy' AND id = ?`, 'is missing'],
])('%s, it denies everything to who has it until somebody takes it from them', async (_, sql, said) => {
  desk = await startTestDesk();
  const { dataDirectory, port } = desk;
  await desk.call('Keydesk.CreateIdentityPolicy', { Name: 'limit', Policy: LIMIT });
  const made = (
    await desk.call('Keydesk.CreateService', { Name: 'limited', Policies: ['key-user', 'limit'] })
  ).body;
  const limited = {
    accessKeyId: String(made['AccessKeyId']),
    secretAccessKey: String(made['SecretAccessKey']),
  };
  expect((await desk.call('ListKeys', {}, limited)).status).toBe(200);
  expect((await desk.call('ListAliases', {}, limited)).status).toBe(400);
  await desk.stop();
  alter(dataDirectory, sql, 'limit');
  expect(await verifyDirectory(dataDirectory)).toMatchObject({
    findings: [{ what: 'object', name: 'identityPolicy limit', message: expect.stringContaining(said) }],
  });

  desk = await startTestDesk({ dataDirectory, env: { KEYDESK_PORT: String(port) } });
  for (const operation of ['ListAliases', 'ListKeys', 'Keydesk.SearchKeys']) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const { body } = await desk.call(operation, {}, limited);
    expect([operation, body]).toEqual([
      operation,
      {
        __type: 'AccessDeniedException',
        message: expect.stringMatching(/with an explicit deny in an identity-based policy$/),
      },
    ]);
  }
  const { body } = await desk.call('Keydesk.SearchAuditEvents', {
    Operation: 'ListKeys',
    Outcome: 'denied',
  });
  expect(body['Events']).toMatchObject([
    { DecidedBy: [{ Policy: 'limit', Effect: 'Deny', Sid: 'This policy is missing or cannot be read' }] },
  ]);
  // Neither is another put in its place, nor is it read as if it were whole.
  for (const operation of ['CreateIdentityPolicy', 'PutIdentityPolicy', 'GetIdentityPolicy'])
    // oxlint-disable-next-line no-await-in-loop -- likewise
    expect(await desk.call(`Keydesk.${operation}`, { Name: 'limit', Policy: LIMIT })).toMatchObject({
      status: 500,
      body: { message: expect.stringContaining(said) },
    });
  // Everybody else goes on, and takes it away.
  const Policies = ['key-user'];
  const taken = await desk.call('Keydesk.UpdatePrincipalPolicies', {
    PrincipalId: made['PrincipalId'],
    Policies,
  });
  expect(taken.status).toBe(200);
  expect((await desk.call('ListKeys', {}, limited)).status).toBe(200);
});
