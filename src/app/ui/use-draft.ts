import { useEffect, useState } from 'react';

type Draft = Readonly<Record<string, unknown>>;

/** What was kept under `name`, over `initial`: only members that it knows, of the same kind. Storage is not to be trusted. */
export function mergeDraft<T extends Draft>(initial: T, kept: string | null): T {
  if (kept === null) return initial;
  let parsed: unknown;
  try {
    parsed = JSON.parse(kept);
  } catch {
    return initial;
  }
  if (typeof parsed !== 'object' || parsed === null) return initial;
  const from = new Map(Object.entries(parsed));
  const merged = Object.entries(initial).map(([key, value]) => {
    const old: unknown = from.get(key);
    return [
      key,
      typeof old === typeof value && Array.isArray(old) === Array.isArray(value) ? old : value,
    ] as const;
  });
  return Object.fromEntries(merged) as T; // the same members, each of its initial kind
}

/**
 * The state of a form that outlives a reload of its tab: kept in sessionStorage under `name`. Never for secrets. `clear` forgets it,
 * after it was sent.
 */
export function useDraft<T extends Draft>(
  name: string,
  initial: T,
): readonly [T, (change: Partial<T>) => void, () => void] {
  const key = `keydesk-draft ${name}`;
  const [draft, setDraft] = useState<T>(() => mergeDraft(initial, sessionStorage.getItem(key)));
  const [sent, setSent] = useState(false);
  useEffect(() => {
    if (sent) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(draft));
  }, [key, draft, sent]);
  return [
    draft,
    (change) => setDraft((old) => ({ ...old, ...change })),
    () => {
      sessionStorage.removeItem(key);
      setSent(true);
    },
  ];
}
