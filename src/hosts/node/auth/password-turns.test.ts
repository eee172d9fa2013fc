import { describe, expect, it } from 'vitest';
import { PasswordTurns, QueueFullError, type Asker, type Lane } from './password-turns.ts';

const from = (lane: Lane, ...networks: string[]): Asker => ({ lane, networks });

/** Asks, and notes in which order the turns came; each turn ends by itself. */
function desk(): { ask: (asker: Asker, name: string) => Promise<void>; order: string[] } {
  const turns = new PasswordTurns();
  const order: string[] = [];
  const ask = (asker: Asker, name: string): Promise<void> =>
    turns.run(asker, async () => {
      order.push(name);
      await new Promise((done) => setImmediate(done));
    });
  return { ask, order };
}

describe('turns for passwords', () => {
  it('come within three to who is signed in or known, however many strangers wait', async () => {
    const { ask, order } = desk();
    const flood = Array.from({ length: 200 }, (_, i) => ask(from('strangers', `network ${i}`), 'stranger'));
    const settled = Promise.allSettled(flood);
    const honest = [ask(from('proven'), 'session'), ask(from('known', 'office'), 'known')];
    await Promise.all(honest);
    expect(order.slice(0, 4)).toContain('session');
    expect(order.slice(0, 4)).toContain('known');
    const refused = (await settled).filter(({ status }) => status === 'rejected');
    // One runs, and 16 wait.
    expect(refused).toHaveLength(183);
    expect(order).toHaveLength(19);
  });

  it('come to strangers too while the others keep their lanes full', async () => {
    const { ask, order } = desk();
    const others = Array.from({ length: 8 }, () => [
      ask(from('proven'), 'session'),
      ask(from('known'), 'known'),
    ]);
    await Promise.all([...others.flat(), ask(from('strangers', 'one'), 'stranger')]);
    expect(order.slice(0, 4)).toContain('stranger');
  });

  it.each([
    ['an address', 5, () => ['192.0.2.1']],
    ['a /56', 5, (i: number) => [`/64 ${i}`, '/56']],
    ['a /48', 8, (i: number) => [`/64 ${i}`, `/56 ${i}`, '/48']],
  ])('are few at once for %s, and there is room when they are over', async (_, most, networks) => {
    const { ask } = desk();
    const all = await Promise.allSettled(
      Array.from({ length: 12 }, (__, i) => ask(from('strangers', ...networks(i)), 'it')),
    );
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(most);
    await ask(from('strangers', ...networks(0)), 'it');
  });

  it('are refused at once when there is no room', async () => {
    const { ask } = desk();
    const nine = Array.from({ length: 9 }, () => ask(from('proven'), 'it'));
    await expect(ask(from('proven'), 'one too many')).rejects.toBeInstanceOf(QueueFullError);
    await Promise.all(nine);
  });
});
