import { expect, test } from 'vitest';
import { changeTitle, historySentence, marksOf, type Change, type History } from './key-history.ts';

const change = (over: Partial<Change>): Change => ({
  Sequence: 1,
  Time: new Date('2026-11-21T23:59:59Z'),
  Kind: 'names',
  Operation: 'CreateAlias',
  Principal: 'arn:aws:iam::000000000000:user/anna',
  Parameters: [['AliasName', 'alias/billing-prod']],
  ...over,
});
const history = (over: Partial<History>): History => ({
  FirstDay: 20_700,
  LastDay: 20_789,
  Daily: [],
  Changes: [],
  Truncated: false,
  Altered: [],
  ...over,
});

test('changes are told as what happened', () => {
  expect(changeTitle(change({}))).toBe('Alias billing-prod added');
  expect(changeTitle(change({ Operation: 'RotateKey', Kind: 'rotation', KeyVersion: 7 }))).toBe(
    'Rotated to version 7',
  );
  expect(
    changeTitle(change({ Operation: 'EnableKeyRotation', Parameters: [['RotationPeriodInDays', '2560']] })),
  ).toBe('Rotates every 2,560 days');
  const tags = ['a', 'b', 'c', 'd'].map((name): [string, string] => [`Tag ${name}`, '<b>']);
  expect(changeTitle(change({ Operation: 'TagResource', Parameters: tags }))).toBe(
    'Tagged a = <b>, b = <b>, c = <b> and 1 more',
  );
  expect(changeTitle(change({ Operation: 'UntagResource', Parameters: [['TagKey', 'env']] }))).toBe(
    'Tag env removed',
  );
  expect(changeTitle(change({ Operation: 'Later' }))).toBe('Later');
});

test('a mark stands over its day in UTC', () => {
  expect(marksOf([change({ Kind: 'policy', Operation: 'PutKeyPolicy' })])).toEqual([
    { id: '1', words: 'Policy saved', day: Date.UTC(2026, 10, 21) / 86_400_000 },
  ]);
});

test('the sentence says what the picture shows', () => {
  expect(historySentence(history({}), '90 days')).toBe(
    'Nobody asked for it in 90 days. Nothing was changed.',
  );
  const Daily = [
    { Day: 20_701, Allowed: 1200, Refused: 1 },
    { Day: 20_705, Allowed: 0, Refused: 2 },
  ];
  const Changes = [change({ Kind: 'policy' }), change({ Kind: 'state' }), change({ Kind: 'state' })];
  expect(historySentence(history({ Daily, Changes, Truncated: true }), '90 days')).toBe(
    'In 90 days it was asked 1,203 times: 1,200 allowed, on 1 day; 3 refused. At least 1 policy change and 2 changes of state.',
  );
});
