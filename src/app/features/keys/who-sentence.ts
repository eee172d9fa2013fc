import type { KeyOverview } from '../../query/contract.ts';
import { shortArn } from '../../ui/shorten.ts';

export type Reader = NonNullable<KeyOverview['CanDecrypt']>[number];

const list = new Intl.ListFormat('en', { type: 'conjunction' });
const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

const crowd = (readers: readonly Reader[]): string => {
  const people = readers.filter(({ Principal }) => shortArn(Principal).startsWith('user/')).length;
  const services = readers.length - people;
  return list.format([
    ...(services > 0 ? [counted(services, 'service', 'services')] : []),
    ...(people > 0 ? [counted(people, 'person', 'people')] : []),
  ]);
};

/** Who can decrypt, counted: the key's own policy apart from what comes through the account. */
export function whoSentence(readers: readonly Reader[]): string {
  if (readers.length === 0) return 'Nobody: no statement of the policy allows it to anyone on this desk.';
  const through = readers.filter(({ Policy }) => Policy !== undefined);
  const named = readers.filter(({ Policy }) => Policy === undefined);
  if (through.length === 0) return `${crowd(named)}, named by the key’s policy.`;
  const account = `${crowd(through)} through the account, which the key’s policy lets decide`;
  return named.length === 0 ? `${account}.` : `${crowd(named)}, named by the key’s policy; ${account}.`;
}
