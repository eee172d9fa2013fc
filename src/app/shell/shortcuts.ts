/** THE keyboard map: what is bound, and what the sheet shows, are made of this one table. */
import { paths } from '../paths.ts';

export interface Shortcut {
  /** As tinykeys writes it: `g k` is two presses, `$mod+k` one. */
  readonly keys: string;
  readonly words: string;
  readonly group:
    'Everywhere' | 'Go to' | 'In a list' | 'Beside an event' | 'In a policy’s text' | 'At the envelope desk';
  /** The act that the shell binds; where it is missing the page or the platform does it, and the sheet only tells. */
  readonly act?: ShellAct;
}

export type ShellAct =
  | { readonly kind: 'palette' | 'sheet' | 'search' | 'next' | 'previous' | 'select' | 'select-range' }
  | { readonly kind: 'go'; readonly href: string };

/** The second key of `g …`, by page. A page that is not there has no entry in the navigation, and its key does nothing. */
const PAGE_KEYS: readonly (readonly [key: string, href: string])[] = [
  ['h', paths.home()],
  ['k', paths.keys()],
  ['a', paths.audit()],
  ['c', paths.access()],
  ['r', paths.rotation()],
  ['p', paths.people()],
  ['v', paths.vault()],
  ['s', paths.settings()],
  ['d', paths.desk()],
];

const FIXED: readonly Shortcut[] = [
  {
    keys: '$mod+k',
    words: 'Search, go anywhere, do anything',
    group: 'Everywhere',
    act: { kind: 'palette' },
  },
  { keys: '/', words: 'Search on this page', group: 'Everywhere', act: { kind: 'search' } },
  { keys: '?', words: 'This sheet', group: 'Everywhere', act: { kind: 'sheet' } },
  { keys: 'Escape', words: 'Close what is open', group: 'Everywhere' },
  { keys: 'j', words: 'Next row', group: 'In a list', act: { kind: 'next' } },
  { keys: 'k', words: 'Previous row', group: 'In a list', act: { kind: 'previous' } },
  { keys: 'Enter', words: 'Open the row', group: 'In a list' },
  { keys: 'x', words: 'Select the row', group: 'In a list', act: { kind: 'select' } },
  { keys: 'Shift+x', words: 'Select all rows up to it', group: 'In a list', act: { kind: 'select-range' } },
  { keys: '[', words: 'Newer event', group: 'Beside an event' },
  { keys: ']', words: 'Older event', group: 'Beside an event' },
  { keys: 'Control+Space', words: 'What could stand here', group: 'In a policy’s text' },
  { keys: 'F8', words: 'Next finding', group: 'In a policy’s text' },
  { keys: 'Shift+F8', words: 'Finding before', group: 'In a policy’s text' },
  { keys: '$mod+.', words: 'What can be done about it', group: 'In a policy’s text' },
  { keys: '$mod+s', words: 'Save the policy', group: 'In a policy’s text' },
  { keys: '$mod+z', words: 'Undo, also what the form and fixes did', group: 'In a policy’s text' },
  { keys: 'ArrowRight', words: 'Next step', group: 'At the envelope desk' },
  { keys: 'ArrowLeft', words: 'Step before', group: 'At the envelope desk' },
  { keys: ']', words: 'Next walk', group: 'At the envelope desk' },
  { keys: '[', words: 'Walk before', group: 'At the envelope desk' },
  { keys: 'Space', words: 'Play, pause', group: 'At the envelope desk' },
  { keys: 'w', words: 'The hotel’s words, the field’s', group: 'At the envelope desk' },
];

/** `pages`: those that exist, as the navigation has them. */
export const shortcutsFor = (
  pages: readonly { readonly href: string; readonly label: string }[],
): readonly Shortcut[] => [
  ...PAGE_KEYS.flatMap(([key, href]): Shortcut[] => {
    const page = pages.find((each) => each.href === href);
    return page === undefined
      ? []
      : [{ keys: `g ${key}`, words: page.label, group: 'Go to', act: { kind: 'go', href } }];
  }),
  ...FIXED,
];

/** Does it work without a modifier? Those can be switched off. */
export const isSingle = ({ keys }: Shortcut): boolean =>
  !/\$mod\+|Control\+/.test(keys) && !/^(?:Escape|Enter|Arrow\w+|(?:Shift\+)?F\d+)$/.test(keys);

/** For people: `g k` → ["G", "K"], `$mod+k` → ["Ctrl", "K"] or ["⌘", "K"]. */
export const keyCaps = (keys: string, apple: boolean): readonly string[] =>
  keys
    .split(/[ +]/)
    .map((key) =>
      key === '$mod'
        ? apple
          ? '⌘'
          : 'Ctrl'
        : key === 'Control'
          ? 'Ctrl'
          : key === 'Escape'
            ? 'Esc'
            : key === 'ArrowRight'
              ? '→'
              : key === 'ArrowLeft'
                ? '←'
                : key,
    )
    .map((key) => (/^[a-z]$/.test(key) ? key.toUpperCase() : key));
