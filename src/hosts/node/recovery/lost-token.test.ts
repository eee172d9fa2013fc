/** The token goes away while the desk runs: what needs it says so, what does not goes on, and nothing is lost. */
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { removeDirectory, runCli, startTestDesk, type Answer, type TestDesk } from '../testing/desk.ts';
import type { Credentials } from '../testing/sign-request.ts';

const UNREACHABLE = 'The HSM cannot be reached now. Nothing was done; try again later.';

let desk: TestDesk;
let keyId: string;
let blob: unknown;
let unused: Credentials;
const tokens = (): string => join(desk.dataDirectory, 'hsm', 'tokens');

beforeAll(async () => {
  desk = await startTestDesk();
  const made = await desk.call('CreateKey');
  keyId = (made.body['KeyMetadata'] as { KeyId: string }).KeyId; // what CreateKey answers
  blob = (await desk.call('Encrypt', { KeyId: keyId, Plaintext: 'c2VjcmV0' })).body['CiphertextBlob'];
  const service = await desk.cli('service', 'create', 'unused', '--policy', 'administrator', '--json');
  unused = JSON.parse(service.stdout) as Credentials; // our own program's answer
  renameSync(tokens(), `${tokens()}.away`);
});
afterAll(async () => {
  if (desk.process.exitCode === null) await desk.kill();
  removeDirectory(desk.dataDirectory);
});

describe('a token that is lost while the desk runs', () => {
  it('is named by /readyz with 503, while /healthz says that the process lives', async () => {
    const report = async (): Promise<{ status: number; body: unknown }> => {
      const ready = await fetch(`${desk.url}/readyz`);
      return { status: ready.status, body: await ready.json() };
    };
    // The first to ask finds it lost, and begins the climb.
    expect((await report()).status).toBe(503);
    const { status, body } = await vi.waitFor(async () => {
      const found = await report();
      expect(found.body).toMatchObject({ hsm: { rung: 'module' } });
      return found;
    });
    expect(status).toBe(503);
    expect(body).toMatchObject({
      ready: false,
      hsm: {
        ok: false,
        state: 'lost',
        message: expect.stringMatching(
          /^The token cannot be reached\. The folder of the token, .+ The token’s folder is not in the data directory\.$/,
        ),
        remedy: expect.stringContaining('hsm/tokens in the data directory'),
        since: expect.stringMatching(/^\d{4}-.+Z$/),
        rung: 'module',
        rungSince: expect.stringMatching(/^\d{4}-.+Z$/),
        climbs: expect.any(Number),
      },
      store: { ok: true },
    });
    expect((await fetch(`${desk.url}/healthz`)).status).toBe(200);
    expect(desk.stderr()).toContain('the HSM cannot be reached');
  });

  it('is described all the same: lost since when, why, and what the token is', async () => {
    const { status, body } = await desk.call('Keydesk.DescribeVault');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      State: 'lost',
      Since: expect.any(Number),
      Reason: 'The folder of the token, hsm/tokens in the data directory, was moved or deleted.',
      Ladder: {
        Rung: 'module',
        Climbs: expect.any(Number),
        Stands: 'The token’s folder is not in the data directory.',
        Remedy: expect.stringContaining('hsm/tokens'),
      },
      Token: { Label: 'keydesk' },
      WrappedVersions: 1,
    });
    expect(body).not.toHaveProperty('LatencyMilliseconds');
    // By the probe of each second.
    await expect
      .poll(async () => (await desk.call('Keydesk.DescribeVault')).body['Minutes'], { timeout: 5_000 })
      .toContainEqual(expect.objectContaining({ Failures: expect.toSatisfy((count: number) => count > 0) }));
  });

  it('is in the metrics: lost once, and the rung where it stands', async () => {
    const text = await (await fetch(`${desk.url}/metrics`)).text();
    expect(text).toMatch(/^keydesk_hsm_up 0$/m);
    expect(text).toMatch(/^keydesk_hsm_losses_total 1$/m);
    expect(text).toMatch(/^keydesk_hsm_recovery_rung\{rung="module",hold=""\} 1$/m);
  });

  it.each<[string, () => Promise<Answer>, string]>([
    ['Decrypt', () => desk.call('Decrypt', { CiphertextBlob: blob }), 'KeyUnavailableException'],
    ['Encrypt', () => desk.call('Encrypt', { KeyId: keyId, Plaintext: 'eA==' }), 'KeyUnavailableException'],
    [
      'GenerateDataKey',
      () => desk.call('GenerateDataKey', { KeyId: keyId, KeySpec: 'AES_256' }),
      'KeyUnavailableException',
    ],
    ['CreateKey', () => desk.call('CreateKey'), 'KMSInternalException'],
    [
      'Keydesk.CreateService',
      () => desk.call('Keydesk.CreateService', { Name: 'late' }),
      'KMSInternalException',
    ],
  ])('makes %s answer 503 in words', async (_, run, type) => {
    expect(await run()).toMatchObject({ status: 503, body: { __type: type, message: UNREACHABLE } });
  });

  it('answers 503, not a wrong refusal, to an access key whose secret only the token opens', async () => {
    const answer = await desk.call('ListKeys', {}, unused);
    expect(answer).toMatchObject({
      status: 503,
      body: { __type: 'KMSInternalException', message: UNREACHABLE },
    });
  });

  it('stops no revocation: keys can be disabled and policies changed', async () => {
    expect((await desk.call('DisableKey', { KeyId: keyId })).status).toBe(200);
    const described = await desk.call('DescribeKey', { KeyId: keyId });
    expect(described.body['KeyMetadata']).toMatchObject({ KeyState: 'Disabled' });
    expect((await desk.call('Decrypt', { CiphertextBlob: blob })).body['__type']).toBe('DisabledException');
    const policy = await desk.call('GetKeyPolicy', { KeyId: keyId });
    const put = await desk.call('PutKeyPolicy', {
      KeyId: keyId,
      Policy: `${String(policy.body['Policy'])}\n`,
    });
    expect(put.status).toBe(200);
    const { accessKeyId } = unused;
    expect(
      (await desk.call('Keydesk.UpdateAccessKey', { AccessKeyId: accessKeyId, Status: 'Inactive' })).status,
    ).toBe(200);
  });

  it('rings once, and says in the operational log once that it is lost, however many calls met it', async () => {
    const { body } = await desk.call('Keydesk.ListAlerts');
    expect((body['Alerts'] as { Code: string }[]).filter(({ Code }) => Code.startsWith('vault'))).toEqual([
      expect.objectContaining({ Code: 'vault-lost', Target: { Page: 'vault' }, Since: expect.any(Number) }),
    ]);
    const lines = desk.stderr().trimEnd().split('\n');
    expect(lines.filter((line) => /HSM|token|signed|request failed/.test(line))).toHaveLength(1);
  });

  it('counts the events that go on uncovered, and since when', async () => {
    const { log } = (await (await fetch(`${desk.url}/readyz`)).json()) as {
      log: {
        uncovered: number;
        uncoveredSince: string;
        message: string;
        checkpointSize: number;
        size: number;
      };
    }; // what /readyz answers
    expect(log.uncovered).toBe(log.size - log.checkpointSize);
    expect(log.uncovered).toBeGreaterThan(5);
    expect(log.message).toContain(`${log.uncovered} events since ${log.uncoveredSince} are not signed`);
    expect(log.message).toContain('the first act once the HSM is back is a checkpoint');
  });

  it('leaves its failures in the log', async () => {
    const { body } = await desk.call('Keydesk.SearchAuditEvents', { KeyId: keyId, Outcome: 'failed' });
    expect(body['Events']).toMatchObject([
      { Operation: 'Decrypt', Error: 'DisabledException' },
      { Operation: 'GenerateDataKey', Error: 'KeyUnavailableException', Reason: UNREACHABLE },
      { Operation: 'Encrypt', Error: 'KeyUnavailableException' },
      { Operation: 'Decrypt', Error: 'KeyUnavailableException' },
    ]);
  });

  it('can be stopped, and with the token back the next start has everything, signs it and opens it', async () => {
    expect(await desk.stop()).toBe(0);
    const without = await runCli(desk.dataDirectory, ['serve']);
    expect(without.code).toBe(1);
    expect(without.stderr).toMatch(
      /^keydesk: The SoftHSM token of this desk is not in .+ Nothing was made anew\.\n$/,
    );
    renameSync(`${tokens()}.away`, tokens());
    desk = await startTestDesk({ dataDirectory: desk.dataDirectory });
    expect((await desk.call('DescribeKey', { KeyId: keyId })).body['KeyMetadata']).toMatchObject({
      KeyState: 'Disabled',
    });
    await desk.call('EnableKey', { KeyId: keyId });
    expect((await desk.call('Decrypt', { CiphertextBlob: blob })).body['Plaintext']).toBe('c2VjcmV0');
    expect((await fetch(`${desk.url}/readyz`)).status).toBe(200);
    expect(await desk.stop()).toBe(0);
    const told = await runCli(desk.dataDirectory, ['verify-log', '--json']);
    const report = JSON.parse(told.stdout) as { events: number }; // our own program's answer
    expect(report).toMatchObject({ findings: [], checkpointSize: report.events });
  });
});
