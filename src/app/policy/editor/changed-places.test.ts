import { expect, test } from 'vitest';
import { applyEdits } from '../../../domain/policy/lint/apply.ts';
import { addStatement, formOf, removeStatement, setEffect } from '../language/builder-model.ts';
import { changedPlaces } from './changed-places.ts';

const TEXT = JSON.stringify(
  {
    Statement: [
      { Sid: 'A', Effect: 'Allow' },
      { Sid: 'B', Effect: 'Allow' },
    ],
  },
  null,
  2,
);
const form = (() => {
  const read = formOf(TEXT);
  if (!read.ok) throw new Error(read.message);
  return read.form;
})();

function shown(edits: readonly { readonly from: number; readonly to: number; readonly insert: string }[]) {
  const after = applyEdits(TEXT, edits);
  let moved = 0;
  const changed = edits.map(({ from, to, insert }) => {
    const place = { from: from + moved, to: from + moved + insert.length };
    moved += insert.length - (to - from);
    return place;
  });
  return changedPlaces(after, changed).map(({ from, to }) => after.slice(from, to));
}

test('what is shown after a change is the statement that it is in, or the new one, and not its neighbour', () => {
  const second = form.statements[1]!; // there are two
  expect(shown(setEffect(TEXT, second, 'Deny')).map((each) => JSON.parse(each) as unknown)).toEqual([
    { Sid: 'B', Effect: 'Deny' },
  ]);
  expect(
    shown(addStatement(form, 2, { Sid: 'C', Effect: 'Deny' })).map((each) => JSON.parse(each) as unknown),
  ).toEqual([{ Sid: 'C', Effect: 'Deny' }]);
  // Of what is gone, the place is left.
  expect(shown(removeStatement(form, 1))).toEqual(['']);
});
