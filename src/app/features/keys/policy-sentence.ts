import { shortArn } from '../../ui/shorten.ts';

const list = new Intl.ListFormat('en', { type: 'conjunction' });
/** Names that a sentence can hold; more are counted. */
const MOST = 3;

const who = (arns: readonly string[]): string => {
  const names = arns.map(shortArn);
  if (names.length <= MOST) return list.format(names);
  return list.format([...names.slice(0, MOST - 1), `${names.length - MOST + 1} more`]);
};

/** What the policy of a new key will say, in plain English. */
export function policySentence({
  administrators,
  users,
  delegateToAccount,
}: {
  readonly administrators: readonly string[];
  readonly users: readonly string[];
  readonly delegateToAccount: boolean;
}): string {
  const use =
    users.length === 0
      ? delegateToAccount
        ? 'Nobody is named to use it yet'
        : 'Nobody can use it yet'
      : `${who(users)} may use it`;
  const care =
    administrators.length === 0
      ? 'nobody is named to administer it'
      : `${who(administrators)} may administer it`;
  const account = delegateToAccount
    ? 'The account keeps control: whoever its own policies allow, administrators of this desk among them, may use it too.'
    : 'Nobody else can do anything with it.';
  return `${use}; ${care}. ${account}`;
}
