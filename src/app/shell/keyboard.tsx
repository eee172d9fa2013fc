import { lazy, Suspense, useLayoutEffect, useRef } from 'react';
import { useNavigate } from 'react-router';
import { tinykeys } from 'tinykeys';
import { isTyping } from '../ui/single-keys.ts';
import { focusSearch, selectRow, stepRow } from './list-keys.ts';
import { PAGES } from './pages.ts';
import { usePreferences } from './preferences.tsx';
import { isSingle, shortcutsFor, type ShellAct } from './shortcuts.ts';

const loadPalette = () => import('./palette/palette.tsx');
const Palette = lazy(loadPalette);
const ShortcutSheet = lazy(() => import('./shortcut-sheet.tsx'));
const ZoneDialog = lazy(() => import('./zone-dialog.tsx'));

export type Opened = 'palette' | 'sheet' | 'zone' | null;

/** Fetches the palette before it is asked for: a pointer or focus comes near. */
export const warmPalette = (): void => void loadPalette();

/** A key is nobody's shortcut in a field, in a dialog, with another meaning already, or while it repeats nothing. */
const isTaken = (event: KeyboardEvent): boolean =>
  event.defaultPrevented ||
  isTyping(event.target) ||
  document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null;

/** Binds the keyboard map, and shows what it opens. */
export function Keyboard({
  opened,
  onOpen,
}: {
  readonly opened: Opened;
  readonly onOpen: (opened: Opened) => void;
}) {
  const navigate = useNavigate();
  const { singleKeys } = usePreferences();
  const act = useRef<(what: ShellAct) => void>(() => {});
  // Before the page is painted: who sees it may press.
  useLayoutEffect(() => {
    act.current = (what) => {
      switch (what.kind) {
        case 'palette':
        case 'sheet':
          onOpen(what.kind);
          break;
        case 'search':
          focusSearch();
          break;
        case 'next':
          stepRow(1);
          break;
        case 'previous':
          stepRow(-1);
          break;
        case 'select':
        case 'select-range':
          selectRow(what.kind === 'select-range');
          break;
        case 'go':
          void navigate(what.href);
      }
    };
  });

  useLayoutEffect(() => {
    type Bindings = Record<string, (event: KeyboardEvent) => void>;
    const [first, last]: [Bindings, Bindings] = [{}, {}];
    for (const shortcut of shortcutsFor(PAGES)) {
      const { keys, act: what } = shortcut;
      if (what === undefined || (isSingle(shortcut) && !singleKeys)) continue;
      const into = keys.includes(' ') ? first : last;
      into[keys === '?' ? '[Shift]+?' : keys] = (event) => {
        if (isSingle(shortcut) ? isTaken(event) : event.defaultPrevented) return;
        event.preventDefault();
        act.current(what);
      };
    }
    // A field is looked for above, so that what has a modifier works there too. The second key of `g k` is nobody else's `k`.
    const ignore = (): boolean => false;
    const unbind = [tinykeys(window, first, { ignore, capture: true }), tinykeys(window, last, { ignore })];
    return () => unbind.forEach((each) => each());
  }, [singleKeys]);

  return (
    <Suspense fallback={null}>
      {opened === 'palette' && <Palette onClose={() => onOpen(null)} onOpen={onOpen} />}
      {opened === 'sheet' && <ShortcutSheet onClose={() => onOpen(null)} />}
      {opened === 'zone' && <ZoneDialog onClose={() => onOpen(null)} />}
    </Suspense>
  );
}
