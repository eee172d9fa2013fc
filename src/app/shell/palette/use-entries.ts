import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useLocation } from 'react-router';
import { best, needles } from '../../../domain/find/rank.ts';
import { paths } from '../../paths.ts';
import { useCan } from '../../query/can.ts';
import type { Output } from '../../query/contract.ts';
import { query } from '../../query/query.ts';
import { shortArn, shortId } from '../../ui/shorten.ts';
import type { Opened } from '../keyboard.tsx';
import { PAGES } from '../pages.ts';
import { usePreferences } from '../preferences.tsx';
import { beginTour, tourLabel, useTour } from '../tour/tour-state.ts';
import type { Entry, Section } from './entry.ts';
import { pastedEntries } from './pasted.ts';
import { readRecent } from './recent.ts';

/** Between the last keystroke and the question to the desk. */
const PAUSE_MS = 120;

const STATES: Readonly<Record<string, string>> = {
  Disabled: 'disabled',
  PendingDeletion: 'pending deletion',
  PendingImport: 'pending import',
  Destroyed: 'destroyed',
};

const pages: readonly Entry[] = PAGES.map(({ href, label, icon, words }) => ({
  id: `page ${href}`,
  label,
  icon,
  words: words ?? '',
  go: href,
  remembered: true,
}));

/** What can be done with the key whose page stands behind. */
function useKeyActions(): readonly Entry[] {
  const { pathname } = useLocation();
  const id = /^\/keys\/(?!new$)([^/]+)/.exec(pathname)?.[1];
  const rotate = useCan('kms:RotateKeyOnDemand', id);
  const save = useCan('kms:PutKeyPolicy', id);
  const remove = useCan('kms:ScheduleKeyDeletion', id);
  const grant = useCan('kms:CreateGrant', id);
  if (id === undefined) return [];
  return [
    {
      id: 'rotate',
      label: 'Rotate this key…',
      icon: 'clock',
      go: paths.keyRotation(id),
      refused: rotate.reason,
    },
    {
      id: 'policy',
      label: 'Edit this key’s policy',
      icon: 'shield',
      go: paths.keyPolicy(id),
      refused: save.reason,
    },
    {
      id: 'grant',
      label: 'Grant use of this key…',
      icon: 'people',
      go: paths.newGrant(id),
      refused: grant.reason,
      words: 'create grant access',
    },
    {
      id: 'use',
      label: 'Use this key from code',
      icon: 'code',
      go: paths.keyUse(id),
      words: 'sdk cli envelope',
    },
    {
      id: 'access',
      label: 'Who can use this key',
      icon: 'shield',
      go: paths.access({ key: id }),
      words: 'access decrypt encrypt administer permissions',
    },
    { id: 'activity', label: 'This key’s activity', icon: 'audit', go: paths.keyActivity(id) },
    {
      id: 'delete',
      label: 'Delete this key…',
      icon: 'warn',
      go: paths.deleteKey(id),
      refused: remove.reason,
      words: 'schedule deletion destroy',
    },
  ];
}

function useActions(onOpen: (opened: Opened) => void, onSignOut: () => void): readonly Entry[] {
  const { setScheme, setZone } = usePreferences();
  const createKey = useCan('kms:CreateKey');
  const createService = useCan('keydesk:CreateService');
  const invite = useCan('keydesk:InviteUser');
  const createPolicy = useCan('keydesk:CreateIdentityPolicy');
  const tour = tourLabel(useTour());
  return [
    {
      id: 'create-key',
      label: 'Create key',
      icon: 'plus',
      go: paths.newKey(),
      refused: createKey.reason,
      words: 'new add',
    },
    {
      id: 'create-service',
      label: 'Create service',
      icon: 'plus',
      go: paths.newService(),
      refused: createService.reason,
      words: 'new add access key',
    },
    {
      id: 'invite',
      label: 'Invite person',
      icon: 'plus',
      go: paths.invite(),
      refused: invite.reason,
      words: 'new add user person',
    },
    {
      id: 'simulate',
      label: 'Simulate a request',
      icon: 'shield',
      go: paths.simulator(),
      words: 'simulator policy decision would be allowed why',
    },
    {
      id: 'create-policy',
      label: 'Create identity policy',
      icon: 'plus',
      go: paths.newIdentityPolicy(),
      refused: createPolicy.reason,
      words: 'new add policy role permission',
    },
    {
      id: 'denied',
      label: 'What was refused',
      icon: 'audit',
      go: paths.audit({ outcome: 'denied' }),
      words: 'denied access audit',
    },
    { id: 'light', label: 'Light colours', icon: 'sun', go: () => setScheme('light'), words: 'scheme theme' },
    { id: 'dark', label: 'Dark colours', icon: 'moon', go: () => setScheme('dark'), words: 'scheme theme' },
    {
      id: 'system',
      label: 'Colours as the system',
      icon: 'contrast',
      go: () => setScheme('system'),
      words: 'scheme theme',
    },
    { id: 'utc', label: 'Show times in UTC', icon: 'clock', go: () => setZone('utc'), words: 'zone' },
    {
      id: 'local',
      label: 'Show times as this browser',
      icon: 'clock',
      go: () => setZone('local'),
      words: 'zone local',
    },
    { id: 'zone', label: 'Show times in another zone…', icon: 'clock', go: () => onOpen('zone') },
    {
      id: 'keyboard',
      label: 'Keyboard shortcuts',
      icon: 'info',
      go: () => onOpen('sheet'),
      words: 'help keys',
    },
    ...(tour === null
      ? []
      : [
          {
            id: 'tour',
            label: tour,
            icon: 'right' as const,
            go: beginTour,
            words: 'help learn show me round guide',
          },
        ]),
    { id: 'sign-out', label: 'Sign out', icon: 'exit', go: onSignOut, words: 'leave log out' },
  ];
}

function things(found: Output<'FindObjects'>): readonly Entry[] {
  const keys = found.Keys.map((key): Entry => {
    const label = key.Alias?.slice('alias/'.length) ?? shortId(key.KeyId);
    const state = STATES[key.KeyState];
    return {
      id: `key ${key.KeyId}`,
      label,
      icon: 'key',
      note: [state, key.Description === '' ? shortId(key.KeyId) : key.Description]
        .filter(Boolean)
        .join(' · '),
      go: paths.key(key.KeyId),
      remembered: true,
    };
  });
  const principals = found.Principals.map(({ PrincipalId, Name, Kind }): Entry => ({
    id: `principal ${PrincipalId}`,
    label: Name,
    icon: Kind === 'role' ? 'services' : 'people',
    note: Kind === 'role' ? 'service' : 'person',
    go: Kind === 'role' ? paths.service(PrincipalId) : paths.person(PrincipalId),
    remembered: true,
  }));
  const policies = found.Policies.map(({ Name, Title }): Entry => ({
    id: `policy ${Name}`,
    label: Title,
    icon: 'shield',
    note: 'identity policy',
    go: paths.identityPolicy(Name),
    remembered: true,
  }));
  const grants = found.Grants.map(({ GrantId, KeyId, KeyAlias, Name, Grantee }): Entry => ({
    id: `grant ${GrantId}`,
    label: Name === '' ? `Grant ${shortId(GrantId)}` : Name,
    icon: 'link',
    note: `grant to ${shortArn(Grantee)} on ${KeyAlias?.slice('alias/'.length) ?? shortId(KeyId)}`,
    go: paths.keyGrant(KeyId, GrantId),
    remembered: true,
  }));
  return [...keys, ...principals, ...policies, ...grants];
}

function usePaused(text: string): string {
  const [paused, setPaused] = useState(text);
  useEffect(() => {
    const timer = window.setTimeout(() => setPaused(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return paused;
}

const fieldsOf = ({ label, words = '' }: Entry): readonly string[] => [label, words];
const fitting = (entries: readonly Entry[], text: string, most: number): readonly Entry[] =>
  best(entries, needles(text), fieldsOf, ({ label }) => label, most);

export interface Found {
  readonly sections: readonly Section[];
  /** The desk has not answered what stands in the field. */
  readonly searching: boolean;
  readonly error: Error | null;
}

/** What the palette shows for a text: things first, then what can be done, then pages; without a text the recent ones. */
export function useEntries(
  typed: string,
  principalId: string,
  onOpen: (opened: Opened) => void,
  onSignOut: () => void,
): Found {
  const text = typed.trim();
  const paused = usePaused(text);
  const asked = useQuery({
    ...query('FindObjects', { Text: paused }),
    enabled: paused !== '',
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
  const keyActions = useKeyActions();
  const actions = useActions(onOpen, onSignOut);
  const section = (title: string, entries: readonly Entry[]): Section => ({ title, entries });
  if (text === '') {
    const recent = readRecent(principalId).map(({ href, label, icon }): Entry => ({
      id: `recent ${href}`,
      label,
      icon,
      go: href,
      remembered: true,
    }));
    const sections = [
      section('Recent', recent),
      section('This key', keyActions),
      section('Pages', pages),
      section('Actions', actions),
    ];
    return { sections: sections.filter(({ entries }) => entries.length > 0), searching: false, error: null };
  }
  const acts = section('Actions', fitting([...keyActions, ...actions], text, 5));
  const places = section('Pages', fitting(pages, text, 5));
  const found = section('Found', [
    ...(asked.data === undefined ? [] : things(asked.data)),
    ...pastedEntries(text),
  ]);
  // Who types a page's name means the page, not a key that has the word too; its beginning, the page rather than an act.
  const names = pages.map(({ label }) => label.toLowerCase());
  const wanted = text.toLowerCase();
  const sections = names.includes(wanted)
    ? [places, found, acts]
    : names.some((name) => name.startsWith(wanted))
      ? [found, places, acts]
      : [found, acts, places];
  return {
    sections: sections.filter(({ entries }) => entries.length > 0),
    searching: paused !== text || asked.isFetching,
    error: asked.error,
  };
}
