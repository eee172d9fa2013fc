/** The ten signs of 18 px: the same in bytes, lists and scene. They only ever stand beside their word. */
import type { ReactElement } from 'react';

export type GlyphName = 'key' | 'master' | 'env' | 'case' | 'ticket' | 'seal' | 'doc' | 'none' | 'yes' | 'no';

const SIGNS: Readonly<Record<GlyphName, ReactElement>> = {
  key: (
    <>
      <path
        d="M5.5 4.5a4 4 0 1 0 3.6 5.8h4v2.4h2v-2.4h1.9V7.9H9.2A4 4 0 0 0 5.5 4.5Zm0 2.5a1.7 1.7 0 1 1 0 3.4 1.7 1.7 0 0 1 0-3.4Z"
        fill="var(--desk-key)"
        fillRule="evenodd"
      />
    </>
  ),
  master: (
    <>
      <path
        d="M9 .8a2.7 2.7 0 0 0-2.3 4A2.7 2.7 0 1 0 8 9v8h5.2v-2h-3v-1.4h2.2v-2H10V9a2.7 2.7 0 1 0 1.3-4.2A2.7 2.7 0 0 0 9 .8Z"
        fill="var(--desk-key)"
      />
    </>
  ),
  env: (
    <>
      <path
        d="M1.5 3.5h15v11h-15zM1.5 4l7.5 6 7.5-6"
        fill="none"
        stroke="var(--ink-2)"
        strokeWidth="1.4"
        strokeLinejoin="round"
      />
      <circle cx="9" cy="9.6" r="3" fill="var(--desk-key-fill)" stroke="var(--desk-key-line)" />
    </>
  ),
  case: (
    <>
      <path
        d="M6.5 5V3h5v2M2 5h14v10.5H2z"
        fill="none"
        stroke="var(--desk-cipher)"
        strokeWidth="1.5"
        strokeLinejoin="round"
      />
      <path d="M4.5 8h3m2 0h4m-9 2.5h4m2 0h3m-9 2.5h2m2 0h5" stroke="var(--desk-cipher)" strokeWidth="1.2" />
    </>
  ),
  ticket: (
    <>
      <path
        d="M1.5 5h15v2.4a1.7 1.7 0 0 0 0 3.2V13h-15v-2.4a1.7 1.7 0 0 0 0-3.2z"
        fill="none"
        stroke="var(--desk-nonce)"
        strokeWidth="1.5"
        strokeLinejoin="round"
      />
      <path d="M5 9h8" stroke="var(--desk-nonce)" strokeWidth="1.5" strokeDasharray="2 1.4" />
    </>
  ),
  seal: (
    <>
      <path d="M9 0v4" stroke="var(--desk-tag)" strokeWidth="1.5" />
      <path
        d="M9 3.6l4.9 2.5v5.8L9 14.6l-4.9-2.7V6.1z"
        fill="none"
        stroke="var(--desk-tag)"
        strokeWidth="1.5"
        strokeLinejoin="round"
      />
      <path d="M6.8 9.2l1.7 1.7 3-3.6" fill="none" stroke="var(--desk-tag)" strokeWidth="1.4" />
    </>
  ),
  doc: (
    <>
      <path
        d="M3.5 1.5h8l3 3v12h-11zM6 7.5h6M6 10.2h6M6 13h4"
        fill="none"
        stroke="var(--ink-2)"
        strokeWidth="1.4"
        strokeLinejoin="round"
      />
    </>
  ),
  none: (
    <>
      <circle
        cx="9"
        cy="9"
        r="6"
        fill="none"
        stroke="var(--ink-3)"
        strokeWidth="1.3"
        strokeDasharray="2 2.4"
      />
    </>
  ),
  yes: (
    <>
      <path
        d="M1.5 9S4 4.2 9 4.2 16.5 9 16.5 9 14 13.8 9 13.8 1.5 9 1.5 9z"
        fill="none"
        stroke="var(--denied)"
        strokeWidth="1.4"
      />
      <circle cx="9" cy="9" r="2.2" fill="var(--denied)" />
    </>
  ),
  no: (
    <>
      <path
        d="M1.5 9S4 4.2 9 4.2 16.5 9 16.5 9 14 13.8 9 13.8 1.5 9 1.5 9zM3 15.5L15 2.5"
        fill="none"
        stroke="var(--ink-3)"
        strokeWidth="1.4"
      />
    </>
  ),
};

/** One sign. Decoration: the word beside it says the same, so it is hidden from screen readers. */
export function Glyph({ name, size = 18 }: { readonly name: GlyphName; readonly size?: number }) {
  return (
    <svg
      viewBox="0 0 18 18"
      width={size}
      height={size}
      aria-hidden="true"
      focusable="false"
      style={{ flex: 'none' }}
    >
      {SIGNS[name]}
    </svg>
  );
}
