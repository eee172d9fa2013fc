/** Where a person went by the palette, newest first: in this browser only, for this person only, and gone with sign-out. */
import type { IconName } from '../../ui/icon.tsx';

export interface Recent {
  readonly href: string;
  readonly label: string;
  readonly icon: IconName;
}

const NAME = 'keydesk-recent';
const MOST = 6;

const isRecent = (value: unknown): value is Recent =>
  typeof value === 'object' &&
  value !== null &&
  'href' in value &&
  'label' in value &&
  'icon' in value &&
  typeof value.href === 'string' &&
  /^\/(?![/\\])/.test(value.href) &&
  typeof value.label === 'string' &&
  typeof value.icon === 'string';

/** What was kept, as far as it can be believed. */
export function parseRecent(kept: string | null, principalId: string): readonly Recent[] {
  try {
    const parsed: unknown = JSON.parse(kept ?? 'null');
    if (typeof parsed !== 'object' || parsed === null || !('of' in parsed) || parsed.of !== principalId)
      return [];
    const list: unknown = 'list' in parsed ? parsed.list : null;
    return Array.isArray(list) ? list.filter(isRecent).slice(0, MOST) : [];
  } catch {
    return [];
  }
}

export const withRecent = (list: readonly Recent[], next: Recent): readonly Recent[] =>
  [next, ...list.filter(({ href }) => href !== next.href)].slice(0, MOST);

export function readRecent(principalId: string): readonly Recent[] {
  try {
    return parseRecent(localStorage.getItem(NAME), principalId);
  } catch {
    return []; // storage may be refused
  }
}

export function forgetRecent(): void {
  try {
    localStorage.removeItem(NAME);
  } catch {
    // See above.
  }
}

export function remember(principalId: string, next: Recent): void {
  try {
    const list = withRecent(readRecent(principalId), next);
    localStorage.setItem(NAME, JSON.stringify({ of: principalId, list }));
  } catch {
    // See above.
  }
}
