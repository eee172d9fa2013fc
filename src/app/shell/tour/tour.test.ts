import { describe, expect, it } from 'vitest';
import { stopsFor } from './stops.ts';
import { parseTour, tourLabel } from './tour-state.ts';

const KEY = '1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab';
const all = (): boolean => true;
const ids = (sight: Parameters<typeof stopsFor>[0]): readonly string[] => stopsFor(sight).map(({ id }) => id);

describe('the stops', () => {
  it('go round the console for who may see all of it', () => {
    expect(ids({ may: all, keyId: KEY })).toEqual([
      'desk',
      'keys',
      'policy',
      'rotation',
      'audit',
      'people',
      'vault',
      'posture',
      'home',
    ]);
  });
  it('show how a key is made where there is none', () => {
    expect(ids({ may: all, keyId: null }).slice(1, 4)).toEqual(['keys', 'create-key', 'rotation']);
  });
  it('leave out what a person may not see', () => {
    expect(ids({ may: () => false, keyId: null })).toEqual(['desk', 'home']);
    const auditor = (action: string): boolean =>
      ['keydesk:SearchAuditEvents', 'keydesk:DescribePosture'].includes(action);
    expect(ids({ may: auditor, keyId: KEY })).toEqual(['desk', 'policy', 'audit', 'posture', 'home']);
  });
  it('are known by one id and one page each, and say little', () => {
    const stops = [
      ...stopsFor({ may: all, keyId: KEY }),
      ...stopsFor({ may: all, keyId: null }).filter(({ id }) => id === 'create-key'),
    ];
    expect(new Set(stops.map(({ id }) => id)).size).toBe(stops.length);
    expect(new Set(stops.map(({ href }) => href)).size).toBe(stops.length);
    for (const { words, look, marks } of stops) {
      expect(words.length).toBeLessThan(180);
      expect(look.length).toBeLessThan(90);
      expect(marks.length).toBeGreaterThan(0);
    }
  });
});

describe('where a person is', () => {
  it('is what was kept', () => {
    for (const phase of ['new', 'declined', 'running', 'left', 'done'])
      expect(parseTour({ phase, stop: 'keys' })).toEqual({ phase, stop: 'keys' });
  });
  it('is the beginning where what was kept cannot be believed', () => {
    for (const kept of [null, 7, 'left', [], {}, { phase: 'away' }, { phase: 3, stop: 'keys' }])
      expect(parseTour(kept)).toEqual({ phase: 'new', stop: null });
    for (const stop of [null, 7, 'k'.repeat(33)])
      expect(parseTour({ phase: 'left', stop })).toEqual({ phase: 'left', stop: null });
  });
  it('has its words', () => {
    expect(tourLabel({ phase: 'running', stop: 'keys' })).toBeNull();
    expect(tourLabel({ phase: 'new', stop: null })).toBe('Take the tour');
    expect(tourLabel({ phase: 'left', stop: 'keys' })).toBe('Go on with the tour');
    expect(tourLabel({ phase: 'done', stop: null })).toBe('Take the tour again');
  });
});
