import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSettings } from '../hosts/node/config/settings.ts';
import { createLog, type RootLog } from '../hosts/node/log/operational-log.ts';
import { removeDirectory, startTestDesk, temporaryDirectory } from '../hosts/node/testing/desk.ts';
import { reload } from './reload.ts';

let directory: string;
beforeEach(() => {
  directory = temporaryDirectory();
});
afterEach(() => removeDirectory(directory));

describe('reload', () => {
  const lines: string[] = [];
  let log: RootLog;
  let asked = 0;
  const desk = { reload: () => void asked++ };
  const OWN = { KEYDESK_PORT: '0' };
  const fromEnvFile = new Set(['KEYDESK_LOG_LEVEL', 'KEYDESK_REGION']);
  const atStart = { ...OWN, KEYDESK_LOG_LEVEL: 'info', KEYDESK_REGION: 'us-east-1' };
  const file = (): string => join(directory, 'keydesk.env');
  const run = (text: string): void => {
    writeFileSync(file(), text);
    reload({ desk, log, settings: readSettings(atStart), env: atStart, envFile: file(), fromEnvFile });
  };
  beforeEach(() => {
    lines.length = asked = 0;
    log = createLog({ level: 'info', format: 'json', stream: { write: (line) => lines.push(line) } });
  });

  it('takes the level of the log from the file, for the log’s children too', () => {
    const child = log.child({ part: 'x' });
    child.debug({}, 'unheard');
    run('KEYDESK_LOG_LEVEL=debug\nKEYDESK_REGION=us-east-1\n');
    child.debug({}, 'heard');
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
      'reloaded: the TLS certificate and the level of this log',
      'heard',
    ]);
    expect(asked).toBe(1);
    run('KEYDESK_LOG_LEVEL=error\nKEYDESK_REGION=us-east-1\n');
    expect(lines).toHaveLength(2);
  });

  it('says what takes effect only at the next start, and lets the own environment win', () => {
    run('KEYDESK_LOG_LEVEL=info\nKEYDESK_REGION=eu-west-1\nKEYDESK_PORT=7\n');
    expect(lines.join('')).toContain('they take effect at the next start');
    lines.length = 0;
    run('KEYDESK_LOG_LEVEL=info\nKEYDESK_REGION=us-east-1\nKEYDESK_PORT=7\n');
    expect(lines.join('')).not.toContain('next start');
  });

  it('leaves all as it was when the file cannot be used, and reads the certificate all the same', () => {
    for (const text of ['KEYDESK_LOG_LEVEL=loud\n', 'KEYDESK_LOGLEVEL=debug\n']) {
      lines.length = 0;
      run(text);
      expect(lines.join('')).toContain('all stays as it was');
      log.debug({}, 'unheard');
      expect(lines).toHaveLength(1);
    }
    reload({
      desk,
      log,
      settings: readSettings(atStart),
      env: atStart,
      envFile: join(directory, 'gone'),
      fromEnvFile,
    });
    expect(lines.at(-1)).toContain('the --env-file could not be read');
    expect(asked).toBe(3);
  });
});

it('is what SIGHUP does to a desk without a terminal, which goes on serving', async () => {
  const desk = await startTestDesk({ dataDirectory: directory });
  desk.process.kill('SIGHUP');
  for (let i = 0; i < 100 && !desk.stderr().includes('reloaded'); i++)
    // oxlint-disable-next-line no-await-in-loop -- until it has said so
    await new Promise((done) => setTimeout(done, 50));
  expect(desk.stderr()).toContain('reloaded: the TLS certificate');
  expect((await desk.call('ListKeys')).status).toBe(200);
  expect(await desk.stop()).toBe(0);
});
