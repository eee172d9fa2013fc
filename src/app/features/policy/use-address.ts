import { useSearchParams } from 'react-router';

export const VIEWS = ['json', 'builder', 'history'] as const;
export type View = (typeof VIEWS)[number];

/** What the address says of the page: how the policy is shown, which version of the history, and which finding or statement was asked for. */
export interface Address {
  readonly view: View;
  readonly version: number | null;
  /** The code of a finding. */
  readonly finding: string | null;
  /** A statement's name, or its place as `#3`. */
  readonly statement: string | null;
  readonly show: (view: View) => void;
  readonly chooseVersion: (version: number) => void;
}

export function useAddress(): Address {
  const [search, setSearch] = useSearchParams();
  const asked = search.get('view');
  const version = Number(search.get('version') ?? '');
  const put = (change: Readonly<Record<string, string | null>>, replace: boolean): void =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [name, value] of Object.entries(change))
          if (value === null) next.delete(name);
          else next.set(name, value);
        return next;
      },
      { replace, preventScrollReset: true },
    );
  return {
    view: VIEWS.find((each) => each === asked) ?? 'json',
    version: Number.isSafeInteger(version) && version > 0 ? version : null,
    finding: search.get('finding'),
    statement: search.get('statement'),
    show: (view) => put({ view: view === 'json' ? null : view, version: null }, false),
    chooseVersion: (chosen) => put({ version: String(chosen) }, true),
  };
}
