import { expect, test } from 'vitest';
import { reportText } from './verify-log.ts';

test('what somebody wrote into the file is shown to a terminal, not obeyed', () => {
  const hostile = 'key \u001b[1A\u001b[2K\nThe log is whole: \u202eegdelwonk';
  const text = reportText({
    events: 1,
    objects: 1,
    checkpointSize: null,
    keptSize: null,
    root: '',
    findings: [{ what: 'object', name: hostile, message: `${hostile} was forged` }],
    notes: [hostile],
  });
  expect(text.split('\n')).toEqual([
    '1 finding:',
    '  key \\u001b[1A\\u001b[2K\\u000aThe log is whole: \\u202eegdelwonk was forged',
    'Note: key \\u001b[1A\\u001b[2K\\u000aThe log is whole: \\u202eegdelwonk',
  ]);
});

test('a checkpoint that was kept, and is in the log, is named: without it the words would be the same', () => {
  const whole = { events: 9, objects: 1, checkpointSize: 9, root: 'r', findings: [], notes: [] };
  expect(reportText({ ...whole, keptSize: null })).not.toContain('kept');
  expect(reportText({ ...whole, keptSize: 7 })).toContain(
    'It has the checkpoint that you kept: the first 7 events are those that were signed then.',
  );
});
