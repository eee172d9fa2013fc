import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { State } from '../../../domain/state/state.ts';
import { deskFacts } from '../../dispatch/testing/desk-facts.ts';
import type { Call } from '../../operation.ts';
import { MOST_SESSIONS, startSession } from './start-session.ts';

it('one person has so many sessions: of more the oldest end, and nobody else’s', () => {
  const { desk } = deskFacts((bytes) => createHash('sha256').update(bytes).digest());
  const state = new State();
  const session = { expiresAt: 1e12, address: '', agent: '' };
  const add = (id: string, principalId: string, createdAt: number): void =>
    state.apply('session', id, 1, '', { id, principalId, createdAt, ...session });
  const call = { time: 1_000, source: '', agent: '' } as Call; // what a session says of where it began
  add('hers', 'AIDAEVE', 1);
  for (let i = 0; i < MOST_SESSIONS - 1; i++) add(`s${i}`, 'AIDAADA', 500 - i);
  const removed = (): readonly string[] =>
    startSession({ desk, state, call }, 'AIDAADA')
      .changes.slice(1)
      .map((change) => `${change.kind}/${change.id} ${change.body === null ? 'ends' : 'stays'}`);
  expect(removed()).toEqual([]);
  add('one more', 'AIDAADA', 600);
  add('and one', 'AIDAADA', 601);
  expect(removed()).toEqual([`session/s${MOST_SESSIONS - 3} ends`, `session/s${MOST_SESSIONS - 2} ends`]);
});
