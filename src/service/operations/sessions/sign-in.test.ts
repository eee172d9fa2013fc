import { expect, it, vi } from 'vitest';
import type { Call, Context, Effect, Ports } from '../../operation.ts';
import { signIn } from './sign-in.ts';

type Planned = Effect<unknown, boolean>;

it.each([
  ['that there is', { id: 'AIDA1', name: 'ada', passwordHash: 'its hash' }, 'its hash'],
  ['that there is not', undefined, null],
  ['without a password', { id: 'AIDA1', name: 'ada', passwordHash: null }, null],
])('a name %s takes one check of its password', async (_, user, hash) => {
  const verify = vi.fn(() => Promise.resolve(false));
  const call = {} as Call; // passed on, not looked at
  const planned = signIn.plan({
    state: { principalByName: () => user },
    call,
    input: { Name: 'ada', Password: 'a password' },
  } as unknown as Context<{ Name: string; Password: string }>) as unknown as Planned; // what a refused sign-in looks at, and its one plan
  await planned.effect({ passwords: { verify } } as unknown as Ports);
  expect(verify.mock.calls).toEqual([['a password', hash, call]]);
});
