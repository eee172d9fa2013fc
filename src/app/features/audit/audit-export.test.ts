import { expect, test } from 'vitest';
import type { AuditEvent } from '../../query/contract.ts';
import { eventsCsv, eventsJsonLines } from './audit-export.ts';

const event: AuditEvent = {
  Sequence: 17,
  Time: new Date('2026-11-24T13:05:07.318Z'),
  Operation: 'Decrypt',
  Class: 'data',
  Via: 'sdk',
  Principal: 'arn:aws:iam::000000000000:role/api',
  PrincipalId: 'AROA1',
  Source: '10.0.0.1',
  UserAgent: '=HYPERLINK("http://x")',
  RequestId: 'r-1',
  KeyId: 'k-1',
  KeyVersion: 2,
  Context: [
    ['record', '8841'],
    ['tenant', 'a,b'],
  ],
  Outcome: 'allowed',
  DecidedBy: [
    { Source: 'KEY_POLICY', Policy: 'default', Version: 3, Statement: 1, Sid: 'Users', Effect: 'Allow' },
  ],
  Duration: 120,
  Parameters: [],
  Extensions: [],
  Changes: [],
};

test('a row an event; no cell is a formula', () => {
  const [, row, altered] = eventsCsv([event, { Sequence: 16, Altered: true }]).split('\r\n');
  expect(row).toBe(
    `17,2026-11-24T13:05:07.318Z,allowed,Decrypt,arn:aws:iam::000000000000:role/api,10.0.0.1,sdk,k-1,2,"record=8841; tenant=a,b",,"Allow Users (key policy, version 3)",,,r-1,,"'=HYPERLINK(""http://x"")"`,
  );
  expect(altered).toBe(`16,,altered${','.repeat(14)}`);
});

test('a line an event, as it came', () => {
  const lines = eventsJsonLines([event, event]).trimEnd().split('\n');
  expect(lines).toHaveLength(2);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    Sequence: 17,
    Context: [
      ['record', '8841'],
      ['tenant', 'a,b'],
    ],
  });
});
