import { createContext, use, useState, type ReactNode } from 'react';
import { ZoneContext } from '../ui/time.tsx';
import type { Zone } from '../ui/time-format.ts';

export type Scheme = 'system' | 'light' | 'dark';

interface Choice {
  readonly scheme: Scheme;
  readonly setScheme: (scheme: Scheme) => void;
  readonly setZone: (zone: Zone) => void;
}

const PreferencesContext = createContext<Choice>({
  scheme: 'system',
  setScheme: () => {},
  setZone: () => {},
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

/** The person's choices for the whole console: colour scheme and time zone. */
export function Preferences({ children }: { readonly children: ReactNode }) {
  const [scheme, setScheme] = useState<Scheme>(() => {
    const kept = stored(SCHEME);
    return kept === 'light' || kept === 'dark' ? kept : 'system';
  });
  const [zone, setZone] = useState<Zone>(() => (stored(ZONE) === 'local' ? 'local' : 'utc'));
  const chooseScheme = (next: Scheme): void => {
    if (next === 'system') delete document.documentElement.dataset['scheme'];
    else document.documentElement.dataset['scheme'] = next;
    store(SCHEME, next);
    setScheme(next);
  };
  const chooseZone = (next: Zone): void => {
    store(ZONE, next);
    setZone(next);
  };
  return (
    <PreferencesContext value={{ scheme, setScheme: chooseScheme, setZone: chooseZone }}>
      <ZoneContext value={zone}>{children}</ZoneContext>
    </PreferencesContext>
  );
}
