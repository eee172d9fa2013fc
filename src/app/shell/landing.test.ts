import { afterEach, expect, it, vi } from 'vitest';
import { beginAs } from '../demo/control.ts';
import { landing } from './landing.ts';

const routes = [{ path: '/', children: [{ index: true }, { path: 'desk' }, { path: '*' }] }];
const without = [{ path: '/', children: [{ index: true }, { path: '*' }] }];
const at = (path: string): string => `https://desk.example${path}`;

function storage(refuses = false): void {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, text: string) => {
      if (refuses) throw new Error('QuotaExceededError');
      kept.set(name, text);
    },
  });
}
afterEach(() => vi.unstubAllGlobals());

it('is Home on a real desk', () => {
  storage();
  expect(landing(at('/'), routes)).toBeNull();
});

it('is the envelope desk once a browser in the demo, for who asked for nothing else', () => {
  beginAs({
    visitor: { name: 'anna', password: '' },
    way: () => '',
    onWay: () => () => {},
    reset: () => Promise.resolve(),
  });
  storage();
  expect(landing(at('/keys'), routes)).toBeNull();
  expect(landing(at('/'), without)).toBeNull();
  expect(landing(at('/'), routes)).toBe('/desk');
  expect(landing(at('/'), routes)).toBeNull();
});

it('is Home where the browser keeps nothing: it would be the desk again and again', () => {
  storage(true);
  expect(landing(at('/'), routes)).toBeNull();
  vi.stubGlobal('localStorage', undefined);
  expect(landing(at('/'), routes)).toBeNull();
});
