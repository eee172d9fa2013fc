import { HighlightStyle } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** JSON is monochrome: only findings and edits have colour. */
export const INK = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--ink-2)' },
  { tag: [tags.string, tags.number, tags.bool, tags.null], color: 'var(--ink)', fontWeight: '500' },
  { tag: tags.punctuation, color: 'var(--ink-3)' },
]);

const wavy = (colour: string) => ({
  backgroundImage: 'none',
  textDecoration: `underline wavy ${colour} 1px`,
  textUnderlineOffset: '4px',
});
// The stock marks are data: images; ours are the shapes of a severity: filled diamond, filled triangle, ring.
const mark = (look: Readonly<Record<string, string>>) => ({
  content: 'normal',
  width: '10px',
  height: '10px',
  margin: '4px 2px',
  ...look,
});
const RING = { borderRadius: '50%', background: 'none' };

/** Sizes stand in the style sheet of the page, which is there before the editor: it measures itself once, with what is in force then. */
export const THEME = EditorView.theme({
  '&': { backgroundColor: 'var(--surface)', color: 'var(--ink-3)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-content': { caretColor: 'var(--ink)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-gutters': { backgroundColor: 'var(--surface)', color: 'var(--ink-3)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': {
    backgroundColor: 'color-mix(in srgb, var(--sunken) 60%, transparent)',
  },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': {
    backgroundColor: 'var(--brass-soft)',
  },
  '&.cm-focused .cm-matchingBracket, .cm-matchingBracket': {
    backgroundColor: 'transparent',
    outline: '1px solid var(--line-strong)',
  },
  '.cm-lintRange-error': wavy('var(--denied)'),
  '.cm-lintRange-warning': wavy('var(--failed)'),
  '.cm-lintRange-info, .cm-lintRange-hint': {
    backgroundImage: 'none',
    textDecoration: 'underline dotted var(--ink-3) 1px',
    textUnderlineOffset: '4px',
  },
  '.cm-lint-marker-error': mark({
    backgroundColor: 'var(--denied)',
    clipPath: 'polygon(50% 0, 100% 50%, 50% 100%, 0 50%)',
  }),
  '.cm-lint-marker-warning': mark({
    backgroundColor: 'var(--failed)',
    clipPath: 'polygon(50% 4%, 100% 96%, 0 96%)',
  }),
  '.cm-lint-marker-info': mark({ ...RING, width: '7px', height: '7px', border: '1.5px solid var(--ink-2)' }),
  '.cm-lint-marker-hint': mark({ ...RING, width: '7px', height: '7px', border: '1px solid var(--ink-3)' }),
  '.cm-tooltip': {
    backgroundColor: 'var(--surface)',
    border: '1px solid var(--line)',
    borderRadius: '8px',
    boxShadow: 'var(--shadow)',
    color: 'var(--ink)',
    maxWidth: '420px',
    fontFamily: 'var(--font-ui)',
    fontSize: 'var(--text-s)',
    lineHeight: '18px',
  },
  '.cm-tooltip-section:not(:first-child)': { borderTop: '1px solid var(--line)' },
  '.cm-diagnostic': { padding: '8px 12px', marginLeft: '0', borderLeft: 'none' },
  '.cm-diagnosticAction': {
    padding: '3px 8px',
    margin: '6px 6px 0 0',
    borderRadius: '4px',
    border: '1px solid var(--line-strong)',
    backgroundColor: 'var(--surface)',
    color: 'var(--ink)',
    font: '500 12px / 16px var(--font-ui)',
    cursor: 'pointer',
  },
  '.cm-diagnosticAction:hover': { backgroundColor: 'var(--sunken)' },
});
