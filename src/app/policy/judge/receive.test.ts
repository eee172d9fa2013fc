import { describe, expect, test } from 'vitest';
import { defaultKeyPolicy } from '../../../domain/policy/default-policy.ts';
import { ACCOUNT, WORLD } from '../world.fixture.ts';
import { PLAIN_RULES } from '../../../domain/policy/lint/plain-rules.ts';
import * as exact from './exact.ts';
import { judge } from './judge.ts';
import { receive, type Judgement } from './receive.ts';

const saved = defaultKeyPolicy(ACCOUNT);
const { read } = judge({ kind: 'key', saved, world: WORLD, suppressions: [] }, PLAIN_RULES);
const taken = (before: Judgement | null, turn: number, text: string): Judgement | null =>
  receive(before, { kind: 'read', turn, reading: read(text, exact).reading }, { turn, text });

describe('receive', () => {
  test('an answer to an older text is dropped', () => {
    const first = taken(null, 1, saved);
    const asked = { turn: 3, text: `${saved} ` };
    const late = receive(first, { kind: 'read', turn: 2, reading: read('{', exact).reading }, asked);
    expect(late).toBe(first);
    const compared = { kind: 'compared', turn: 2, comparison: null, ms: 1 } as const;
    expect(receive(first, compared, asked)).toBe(first);
  });

  test('half-typed text keeps the last outline, and says that it is older', () => {
    const first = taken(null, 1, saved);
    expect(first?.outline).toMatchObject({ stale: false });
    const half = taken(first, 2, '"');
    expect(half?.reading.statements).toBeNull();
    expect(half?.outline).toEqual({ statements: first?.outline?.statements, stale: true });
    expect(taken(half, 3, saved)?.outline?.stale).toBe(false);
    expect(taken(null, 1, '"')?.outline).toBeNull();
  });

  test('a second reading of the same text takes the place of the first, which was not whole', () => {
    const asked = { turn: 1, text: saved };
    const first = receive(null, { kind: 'read', turn: 1, reading: read(saved, null).reading }, asked);
    expect(first?.reading.isWhole).toBe(false);
    const second = taken(first, 1, saved);
    expect(second).toMatchObject({ reading: { isWhole: true }, compared: undefined, proved: false });
  });

  test('what comes later is added to what was read of the same text', () => {
    const first = taken(null, 1, saved);
    const asked = { turn: 1, text: saved };
    const comparison = { exact: true, gained: [], lost: [], limits: [] };
    const second = receive(first, { kind: 'compared', turn: 1, comparison, ms: 2 }, asked);
    expect(second?.compared).toEqual({ comparison, ms: 2 });
    const third = receive(second, { kind: 'proved', turn: 1, findings: [], done: true }, asked);
    expect(third).toMatchObject({ proved: true, compared: { ms: 2 }, reading: { findings: [] } });
  });
});
