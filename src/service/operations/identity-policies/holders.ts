/** Whom a policy is attached to. */
import * as z from 'zod';
import type { PrincipalEntity } from '../../../domain/state/entities.ts';
import type { State } from '../../../domain/state/state.ts';

export const holder = z.object({
  PrincipalId: z.string(),
  Name: z.string(),
  Kind: z.enum(['user', 'role']),
});

const byKindAndName = (a: PrincipalEntity, b: PrincipalEntity): number =>
  `${b.kind}/${a.name}` < `${a.kind}/${b.name}` ? -1 : 1;

/** People first, then services, each by name. */
export const holdersOf = (state: State, policy: string): readonly PrincipalEntity[] =>
  [...state.all('principal')].filter(({ policies }) => policies.includes(policy)).sort(byKindAndName);

export const asHolder = ({ id, name, kind }: PrincipalEntity): z.output<typeof holder> => ({
  PrincipalId: id,
  Name: name,
  Kind: kind,
});

/** "kim, the service web and 3 more". */
export function holdersInWords(holders: readonly PrincipalEntity[], most = 3): string {
  const named = holders
    .slice(0, most)
    .map(({ kind, name }) => (kind === 'user' ? name : `the service ${name}`));
  const more = holders.length - named.length;
  const all = more === 0 ? named : [...named, `${more} more`];
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}
