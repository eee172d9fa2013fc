import { expect, it } from 'vitest';
import { changeKind, GRANT_CHANGES } from './key-changes.ts';
import { isStateful, STATE_RULES } from './key-state.ts';

it('knows what each operation changes, and that a use changes nothing', () => {
  expect(changeKind('PutKeyPolicy')).toBe('policy');
  expect(changeKind('RotateKey')).toBe('rotation');
  expect(changeKind('CancelKeyDeletion')).toBe('state');
  expect(changeKind('UntagResource')).toBe('names');
  expect(changeKind('Decrypt')).toBeNull();
  expect(changeKind('constructor')).toBeNull();
});

it('marks every operation of the state table that is named after a change, but those of grants', () => {
  const changing = Object.keys(STATE_RULES).filter(
    (name) =>
      /^(Put|Create|Update|Delete|Tag|Untag|Enable|Disable|Rotate|Schedule|Cancel)/.test(name) &&
      !GRANT_CHANGES.includes(name),
  );
  expect(changing.filter((name) => isStateful(name) && changeKind(name) === null)).toEqual([]);
});
