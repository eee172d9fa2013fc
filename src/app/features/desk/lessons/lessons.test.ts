import { describe, expect, it } from 'vitest';
import { parseMarks } from '../../../query/desk-progress.ts';
import { ACTIONS } from '../../../../domain/policy/actions.ts';
import { boxOf, type Box } from '../custody.ts';
import { firstOpen, isDone, lessonMark, lessonOf, LESSONS, unasked, wordsOf, type PARTS } from './lessons.ts';
import { numberIn, READINGS, type Read, type ReadingId } from './readings.ts';
import { deskAt, STEPS } from './steps.ts';
import { CODE, spectrumOf } from './summary.ts';

const everything = new Set([
  ...Object.entries(STEPS).flatMap(([flow, steps]) => steps.map((step) => `desk/${flow}/${step}`)),
  'desk/envelope/taken',
  'desk/envelope/opened',
  'desk/live/watched',
]);
const all = { may: () => true, hasKeys: true };
const none = { may: () => false, hasKeys: true };
const BOXES: readonly Box[] = ['device', 'files', 'browser'];

describe('the lessons', () => {
  it('are the article’s: six takeaways, two about places, four mistakes', () => {
    expect(LESSONS.length).toBe(12);
    const count = (part: keyof typeof PARTS): number => LESSONS.filter((each) => each.part === part).length;
    expect([count('takeaways'), count('places'), count('mistakes')]).toEqual([6, 2, 4]);
  });

  it.each(LESSONS.map((lesson) => [lesson.id, lesson] as const))(
    '%s is short, and is done by doing',
    (_, lesson) => {
      for (const words of BOXES.map((box) => wordsOf(lesson, box))) {
        expect(words.split(/(?<=[.:]) /).length).toBeLessThanOrEqual(5);
        expect(words.length).toBeLessThan(260);
      }
      expect(lesson.places.length).toBeGreaterThan(0);
      for (const { href } of lesson.places)
        expect(href).toMatch(/^\/(desk\?flow=|audit|vault|posture|rotation)/);
      expect(lesson.proof.marks.length).toBeGreaterThan(0);
      for (const mark of lesson.proof.marks) expect(everything.has(mark), mark).toBe(true);
      expect(lessonOf(lesson.id)).toBe(lesson);
      const { proof } = lesson;
      if (proof.by === 'reading') {
        expect(Object.keys(READINGS)).toContain(proof.reading);
        const known = new Set(ACTIONS.map(({ name }) => name));
        for (const action of proof.actions) expect(known).toContain(action);
        expect(proof.question.endsWith('?')).toBe(true);
      }
    },
  );

  it('ask each question once, and leave marks that are kept', () => {
    const asked = LESSONS.flatMap(({ proof }) => (proof.by === 'reading' ? [proof.reading] : []));
    expect(asked.toSorted()).toEqual(Object.keys(READINGS).toSorted());
    const marks = LESSONS.map(lessonMark);
    expect(parseMarks(marks)).toEqual(marks);
    expect(parseMarks([...everything])).toEqual([...everything]);
  });

  it('lead to the very step', () => {
    expect(deskAt('desk/check-in/ask')).toBe('/desk?flow=check-in&step=1');
    expect(deskAt('desk/thief/hsm-box')).toBe('/desk?flow=thief&step=7');
    expect(deskAt('desk/thief/git', 'code')).toBe('/desk?flow=thief&step=5&place=code');
  });
});

describe('a lesson', () => {
  const byMarks = lessonOf('out-of-code')!; // both are in the list
  const byReading = lessonOf('no-audit')!;

  it('is done when all its marks are there', () => {
    expect(isDone(byMarks, new Set(['desk/thief/git']), all)).toBe(false);
    expect(isDone(byMarks, new Set(['desk/thief/git', 'desk/thief/environment']), all)).toBe(true);
  });
  it('with a question wants its answer, but of who may not read it', () => {
    const reached = new Set(['desk/turned-away/policy']);
    expect(isDone(byReading, reached, all)).toBe(false);
    expect(isDone(byReading, reached, none)).toBe(true);
    expect(isDone(byReading, new Set(), none)).toBe(false);
    expect(isDone(byReading, new Set(['lesson/no-audit']), all)).toBe(true);
  });
  it('about the keys of a desk that has none is done by its marks', () => {
    const lesson = lessonOf('no-rotation')!; // it is in the list
    const empty = { may: all.may, hasKeys: false };
    const rotated = new Set(['desk/rotate/new-version', 'desk/rotate/still-opens']);
    expect(unasked(lesson, all)).toBeNull();
    expect(unasked(lesson, empty)).toBe('no-keys');
    expect(unasked(lesson, none)).toEqual({ action: 'keydesk:ListRotationSchedule' });
    expect(unasked(byReading, empty)).toBeNull();
    expect(isDone(lesson, rotated, all)).toBe(false);
    expect(isDone(lesson, rotated, empty)).toBe(true);
    expect(isDone(lesson, new Set(), empty)).toBe(false);
  });
  it('is gone on with where the first is open', () => {
    const done = new Set([lessonMark(LESSONS[0]!), lessonMark(LESSONS[2]!)]); // there are twelve
    expect(firstOpen((lesson) => isDone(lesson, done, all))?.id).toBe(LESSONS[1]?.id);
    expect(firstOpen(() => true)).toBe(LESSONS[0]);
  });
});

describe('what is said of this desk’s vault', () => {
  it.each([
    ['SoftHSM v2 2.6', 'files'],
    ['WebCrypto of this browser', 'browser'],
    ['Luna K7 7.4', 'device'],
  ] as const)('%s is %s', (module, box) => {
    expect(boxOf(module)).toBe(box);
  });
  it('promises that nobody has its keys only where it is hardware', () => {
    const said = (box: Box): string =>
      `${wordsOf(lessonOf('the-spectrum')!, box)} ${spectrumOf(box).find(({ where }) => where === 'KMS')?.sees}`; // it is in the list
    expect(said('device')).toMatch(/this desk’s vault is that\..*Nobody: the hardware gives it to no one/);
    expect(said('files')).toMatch(
      /who has its files and the PIN has the keys\..*Whoever has its files and the PIN/,
    );
    expect(said('browser')).toMatch(/who has its profile has the keys\..*Whoever has this browser’s profile/);
    for (const box of ['files', 'browser'] as const) expect(spectrumOf(box)[2]?.sees).not.toMatch(/nobody/i);
  });
  it('the code overwrites its key, and gives the context', () => {
    expect(CODE.split('\n')).toHaveLength(4);
    expect(CODE).toContain('EncryptionContext=');
    expect(CODE.split('\n').at(-1)).toBe('key[:] = bytes(32)');
  });
});

it('reads a number as it is copied', () => {
  for (const [typed, number] of [
    ['41', 41],
    [' 41 ', 41],
    ['#41', 41],
    ['Event 41', 41],
    ['19,714', 19714],
    ['19.714', 19714],
    ['1 019 714', 1019714],
    ['0', 0],
  ] as const)
    expect(numberIn(typed), typed).toBe(number);
  for (const typed of ['', 'many', '-1', '1.5', '4 1', '41 and 42', '1e3', '1234567890123'])
    expect(numberIn(typed), typed).toBeNull();
});

describe('a question', () => {
  const ME = 'arn:aws:iam::000000000000:user/anna';
  /** A desk of a few events, each found as the service finds it. */
  const events = [
    { Sequence: 3, Operation: 'Decrypt', Outcome: 'allowed', Principal: ME, Source: '127.0.0.1' },
    { Sequence: 5, Operation: 'Decrypt', Outcome: 'denied', Principal: 'other', Source: '10.0.0.7' },
    { Sequence: 7, Operation: 'Decrypt', Outcome: 'allowed', Principal: 'other', Source: '10.0.0.8' },
  ];
  interface Filter {
    readonly Before?: number;
    readonly Limit?: number;
    readonly Sandbox?: boolean;
    readonly Operations?: readonly string[];
    readonly Outcomes?: readonly string[];
    readonly Principals?: readonly string[];
  }
  const answers: Readonly<Record<string, (input: Filter) => unknown>> = {
    SearchAuditEvents: ({ Sandbox, Before = Infinity, Limit = 100, Operations, Outcomes, Principals }) => ({
      Events: events
        .filter(
          (event) =>
            Sandbox === true &&
            event.Sequence < Before &&
            (Operations?.includes(event.Operation) ?? true) &&
            (Outcomes?.includes(event.Outcome) ?? true) &&
            (Principals?.includes(event.Principal) ?? true),
        )
        .toSorted((a, b) => b.Sequence - a.Sequence)
        .slice(0, Limit),
    }),
    DescribeVault: () => ({
      ResidentKeys: [
        { Role: 'root', Fingerprint: 'aaaa11' },
        { Role: 'log', Fingerprint: '9f2C44e1' },
      ],
    }),
    DescribePosture: () => ({ Checks: [{ Looked: 4 }] }),
    ListRotationSchedule: () => ({
      ByStatus: [
        { Status: 'Scheduled', Count: 2 },
        { Status: 'Off', Count: 12 },
      ],
    }),
  };
  // What a fake answers has the members that are read.
  const read = ((name: string, input: Filter) => Promise.resolve(answers[name]?.(input))) as unknown as Read;
  const ask = (id: ReadingId, typed: string, person = ME) => READINGS[id](read, typed, person);

  it.each([
    ['own-decrypt', '3', 'right'],
    ['own-decrypt', '7', 'wrong'],
    ['own-decrypt', '5', 'wrong'],
    ['own-decrypt', 'the last', 'unreadable'],
    ['a-refusal', '5', 'right'],
    ['a-refusal', '3', 'wrong'],
    ['own-address', ' 127.0.0.1', 'right'],
    ['own-address', '10.0.0.7', 'wrong'],
    ['own-address', '', 'unreadable'],
    ['log-key', '9f2c', 'right'],
    ['log-key', '9F:2C:44', 'right'],
    ['log-key', 'aaaa', 'wrong'],
    ['log-key', '9f', 'unreadable'],
    ['access-keys', '4', 'right'],
    ['access-keys', '5', 'wrong'],
    ['without-schedule', '12', 'right'],
    ['without-schedule', '2', 'wrong'],
    ['without-schedule', 'none', 'unreadable'],
  ] as const)('%s, answered “%s”, is %s', async (id, typed, verdict) => {
    expect(await ask(id, typed)).toBe(verdict);
  });

  it('says when there is nothing of it yet', async () => {
    expect(await ask('own-decrypt', '3', 'nobody')).toBe('nothing-yet');
    expect(await ask('own-address', '127.0.0.1', 'nobody')).toBe('nothing-yet');
  });
});
