/** What nobody may miss, as the bell and Home show it: asked once a minute, and whenever something was done. */
import { useQuery } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { paths } from '../paths.ts';
import type { Output } from './contract.ts';
import { useMayRead } from './can.ts';
import { query } from './query.ts';

export type Alert = Output<'ListAlerts'>['Alerts'][number];

const LOOK_MS = 60_000;

/** For who may not see them they are never asked for. */
export function useAlerts() {
  const may = useMayRead('keydesk:ListAlerts');
  const alerts = useQuery({
    ...query('ListAlerts', {}),
    enabled: may === true,
    refetchOnWindowFocus: 'always',
    refetchInterval: LOOK_MS,
  });
  return { ...alerts, hidden: may === false };
}

/** Where it is dealt with. */
export function alertHref({ Target: { Page, KeyId = '' } }: Alert): string {
  switch (Page) {
    case 'key':
    case 'key-deletion':
      return paths.key(KeyId);
    case 'key-rotation':
      return paths.keyRotation(KeyId);
    case 'key-policy':
      return paths.keyPolicy(KeyId);
    case 'audit-key':
      return paths.keyActivity(KeyId, { outcome: 'failed', kind: 'data' });
    case 'audit-unverified':
      return paths.audit({ operation: 'RefuseUnverified' });
    case 'posture':
      return paths.posture();
    case 'home':
      return paths.home();
    case 'vault':
      return paths.vault();
  }
}

/** Ids that a person put away, newest last; an old one goes when there are too many. */
const MOST = 200;
const name = (person: string): string => `keydesk-dismissed/${person}`;
const listeners = new Set<() => void>();
const NONE: readonly string[] = [];
const kept = new Map<string, readonly string[]>();

function read(person: string): readonly string[] {
  const known = kept.get(person);
  if (known !== undefined) return known;
  let ids: readonly string[] = NONE;
  try {
    const found: unknown = JSON.parse(localStorage.getItem(name(person)) ?? '[]');
    if (Array.isArray(found)) ids = found.filter((id) => typeof id === 'string').slice(-MOST);
  } catch {
    // Storage may be refused, or hold something else: then nothing is put away.
  }
  kept.set(person, ids);
  return ids;
}

function write(person: string, ids: readonly string[]): void {
  kept.set(person, ids);
  try {
    localStorage.setItem(name(person), JSON.stringify(ids));
  } catch {
    // It then lasts as long as the page.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What a person put away in this browser. It is theirs alone: the others still see it, and so do they when the matter changes. */
export function useDismissed(person: string) {
  const ids = useSyncExternalStore(subscribe, () => read(person));
  return {
    isDismissed: (alert: Alert): boolean => alert.Dismissible && ids.includes(alert.Id),
    dismiss: (alert: Alert): void => write(person, [...ids, alert.Id].slice(-MOST)),
    bringBack: (): void => write(person, NONE),
  };
}
