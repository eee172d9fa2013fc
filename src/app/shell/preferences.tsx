import { createContext, use, useState, type ReactNode } from 'react';
import { SingleKeysContext } from '../ui/single-keys.ts';
import { ZoneContext } from '../ui/time.tsx';
import { zoneOf, type Zone } from '../ui/time-format.ts';

export type Scheme = 'system' | 'light' | 'dark';

interface Choice {
  readonly scheme: Scheme;
  readonly setScheme: (scheme: Scheme) => void;
  readonly setZone: (zone: Zone) => void;
  /** Shortcuts without a modifier (WCAG 2.1.4). */
  readonly singleKeys: boolean;
  readonly setSingleKeys: (on: boolean) => void;
}

const PreferencesContext = createContext<Choice>({
  scheme: 'system',
  setScheme: () => {},
  setZone: () => {},
  singleKeys: true,
  setSingleKeys: () => {},
});
export const usePreferences = (): Choice => use(PreferencesContext);

// Storage may be refused by the browser; a choice then lasts as long as the page.
function stored(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}
function store(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // See above.
  }
}

const SCHEME = 'keydesk-scheme'; // read by public/scheme.js before the first paint
const ZONE = 'keydesk-zone';
const SINGLE_KEYS = 'keydesk-single-keys';

/** The person's choices for the whole console: colour scheme, time zone, single keys. */
export function Preferences({ children }: { readonly children: ReactNode }) {
  const [scheme, setScheme] = useState<Scheme>(() => {
    const kept = stored(SCHEME);
    return kept === 'light' || kept === 'dark' ? kept : 'system';
  });
  const [zone, setZone] = useState<Zone>(() => zoneOf(stored(ZONE)) ?? 'utc');
  const chooseScheme = (next: Scheme): void => {
    if (next === 'system') delete document.documentElement.dataset['scheme'];
    else document.documentElement.dataset['scheme'] = next;
    store(SCHEME, next);
    setScheme(next);
  };
  const [singleKeys, setSingleKeys] = useState(() => stored(SINGLE_KEYS) !== 'off');
  const chooseSingleKeys = (on: boolean): void => {
    store(SINGLE_KEYS, on ? 'on' : 'off');
    setSingleKeys(on);
  };
  const chooseZone = (next: Zone): void => {
    store(ZONE, next);
    setZone(next);
  };
  return (
    <PreferencesContext
      value={{
        scheme,
        setScheme: chooseScheme,
        setZone: chooseZone,
        singleKeys,
        setSingleKeys: chooseSingleKeys,
      }}
    >
      <SingleKeysContext value={singleKeys}>
        <ZoneContext value={zone}>{children}</ZoneContext>
      </SingleKeysContext>
    </PreferencesContext>
  );
}
