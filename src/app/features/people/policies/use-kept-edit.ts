import { useEffect, useState } from 'react';
import { mergeDraft } from '../../../ui/use-draft.ts';
import type { EditedIdentityPolicy } from './edit-policy-card.tsx';

interface Kept extends EditedIdentityPolicy {
  /** When it was last changed, ms. */
  readonly at: number;
}

function kept(name: string): Kept | null {
  const stored = sessionStorage.getItem(name);
  const merged = mergeDraft({ text: '', description: '', reason: '', version: 0, at: 0 }, stored);
  return stored === null || merged.version === 0 ? null : merged;
}

export interface KeptEdit {
  readonly edited: EditedIdentityPolicy | null;
  readonly setEdited: (edited: EditedIdentityPolicy | null) => void;
  /** It was found as it was left then, and nothing was changed since; null: it was typed just now. */
  readonly since: Date | null;
}

/** What is being edited of an identity policy: it outlives a reload of its tab, under the person and the policy. A policy holds no secret. */
export function useKeptEdit(me: string, policy: string): KeptEdit {
  const name = `keydesk-draft identity-policy ${me} ${policy}`;
  const [found] = useState(() => kept(name));
  const [edit, setEdit] = useState<Kept | null>(found);
  useEffect(() => {
    if (edit === null || edit.savedAs !== undefined) sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, JSON.stringify(edit));
  }, [name, edit]);
  return {
    edited: edit,
    setEdited: (next) => setEdit(next === null ? null : { ...next, at: Date.now() }),
    since: edit !== null && edit === found ? new Date(edit.at) : null,
  };
}
