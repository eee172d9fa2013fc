import { expect, test } from 'vitest';
import { parsePolicy } from '../../../../domain/policy/parse.ts';
import { place } from './place.ts';
import { statementChanges } from '../../../policy/judge/statement-changes.ts';
import { arnOf } from '../../../policy/world.fixture.ts';

test('cells stand beside their lines, and make room where their English is longer', () => {
  const rows = [
    { top: 50, bottom: 80 },
    { top: 80, bottom: 200 },
  ];
  expect(place(rows, [60, 40])).toEqual({ tops: [50, 110], gaps: [30, 0] });
  // Once the room is there, the second stands beside its first line.
  expect(
    place(
      [
        { top: 50, bottom: 80 },
        { top: 110, bottom: 230 },
      ],
      [60, 40],
    ),
  ).toEqual({ tops: [50, 110], gaps: [30, 0] });
});

test('no cell stands on the head of the column', () => {
  expect(place([{ top: 8, bottom: 26 }], [40], 34)).toEqual({ tops: [34], gaps: [48] });
});

test('statements on one line stand one under the other, with room below the line', () => {
  const line = { top: 10, bottom: 28 };
  expect(place([line, line], [36, 36])).toEqual({ tops: [10, 46], gaps: [0, 54] });
  expect(place([], [36, 36])).toEqual({ tops: [0, 36], gaps: [0, 0] });
});

test('a statement is new or edited by what it says, not by its layout', () => {
  const each = (Sid: string, Action: string) => ({
    Sid,
    Effect: 'Allow',
    Principal: { AWS: arnOf('role/api') },
    Action,
    Resource: '*',
  });
  const text = (statements: readonly object[], indent: number) =>
    JSON.stringify({ Version: '2012-10-17', Statement: statements }, null, indent);
  const changes = (before: readonly object[], after: readonly object[]) => {
    const now = text(after, 0);
    const parsed = parsePolicy(now, 'key');
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    return statementChanges(text(before, 4), now, parsed.document.statements);
  };
  const [a, b] = [each('A', 'kms:Decrypt'), each('B', 'kms:Encrypt')];
  expect(changes([a, b], [b, a])).toEqual([null, null]);
  expect(changes([a, b], [a, each('B', 'kms:*')])).toEqual([null, 'edited']);
  expect(changes([a, b], [each('N', 'kms:Sign'), a, b])).toEqual(['new', null, null]);
  expect(changes([a, b], [a, each('Renamed', 'kms:Encrypt')])).toEqual([null, 'edited']);
});
