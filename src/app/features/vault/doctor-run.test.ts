import { describe, expect, it } from 'vitest';
import { BEFORE, CHECKS, doctorRun, summaryOf, type DoctorMessage, type DoctorRun } from './doctor-run.ts';

const after = (...messages: readonly Omit<DoctorMessage, 'Position'>[]): DoctorRun =>
  messages.reduce<DoctorRun>(
    (run, message, Position) => doctorRun(run, { kind: 'message', message: { Position, ...message } }),
    doctorRun(BEFORE, { kind: 'started' }),
  );
const found = (Tone: 'good' | 'note' | 'warn' | 'bad') => ({ Tone, Says: `${Tone}.` });
const END = { Diagnosis: { Good: 0, Notes: 0, Warnings: 0, Bad: 0 } };

describe('a run of the doctor', () => {
  it('says what it looks at, how far it is, and what it found', () => {
    expect(summaryOf(BEFORE)).toBe('Not run on this page yet.');
    const run = after(
      { Check: 'clock', Done: 0, Total: 0 },
      { Check: 'clock', Findings: [found('good')] },
      { Check: 'pin', Done: 0, Total: 0 },
    );
    expect(run.findings.get('clock')).toEqual([found('good')]);
    expect(run.at).toEqual({ check: 'pin', part: null });
    expect(summaryOf(run)).toBe('Looking at: PIN…');
    expect(after({ Check: 'log', Done: 250, Total: 1000 }).at).toEqual({ check: 'log', part: 0.25 });
    expect(after({ Check: 'log', Done: 7, Total: 5 }).at).toEqual({ check: 'log', part: 1 });
  });

  it.each([
    [['good', 'note'], 'Nothing is broken.'],
    [['good', 'warn'], 'Nothing is broken; 1 thing should be mended.'],
    [['warn', 'warn'], 'Nothing is broken; 2 things should be mended.'],
    [['bad', 'warn'], '1 thing is broken.'],
    [['bad', 'bad'], '2 things are broken.'],
  ] as const)('with %j it says: %s', (tones, words) => {
    expect(summaryOf(after({ Check: 'log', Findings: tones.map(found) }, END))).toBe(words);
  });

  it('that did not end says why, and keeps what it found', () => {
    const run = doctorRun(after({ Check: 'clock', Findings: [found('bad')] }), {
      kind: 'failed',
      why: 'Cut.',
    });
    expect(summaryOf(run)).toBe('Not finished. Cut.');
    expect(run.findings.size).toBe(1);
    expect(doctorRun(run, { kind: 'started' })).toEqual({ ...BEFORE, state: 'running' });
  });

  it('has a row for every check', () => {
    expect(CHECKS).toEqual(['clock', 'disk', 'backup', 'pin', 'leak', 'token', 'versions', 'log']);
  });
});
