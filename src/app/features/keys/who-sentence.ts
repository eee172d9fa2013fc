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

/** Who can decrypt, counted: the key's own policy apart from what comes through the account, and from grants. Where everybody can, names are not counted. */
export function whoSentence(
  readers: readonly Reader[],
  everybody?: KeyOverview['EverybodyDecrypts'],
): string {
  if (everybody === 'any-account')
    return 'Anybody, in any account: the key’s policy lets in everyone, also those who do not exist yet.';
  if (everybody === 'this-account')
    return 'Everybody of this account: the key’s policy lets in all of it, also those who do not exist yet.';
  if (readers.length === 0)
    return 'Nobody: no statement of the policy and no grant allows it to anyone on this desk.';
  const granted = readers.filter(({ Source }) => Source === 'GRANT');
  const others = readers.filter(({ Source }) => Source !== 'GRANT');
  const through = others.filter(({ Policy }) => Policy !== undefined);
  const named = others.filter(({ Policy }) => Policy === undefined);
  const parts = [
    named.length === 0 ? null : `${crowd(named)}, named by the key’s policy`,
    through.length === 0 ? null : `${crowd(through)} through the account, which the key’s policy lets decide`,
    granted.length === 0 ? null : `${crowd(granted)} by a grant`,
  ];
  return `${parts.filter((part) => part !== null).join('; ')}.`;
}
