import { useMemo } from 'react';
import styles from './text-diff.module.css';
import { diffLines, hunks } from './text-diff.ts';

const SIGNS = { same: ' ', gone: '−', new: '+' } as const;
const WORDS = { same: '', gone: 'removed: ', new: 'added: ' } as const;

/** Indentation is not struck through. */
function Gone({ text }: { readonly text: string }) {
  const indent = /^\s*/.exec(text)?.[0] ?? '';
  return (
    <>
      {indent}
      <del>{text.slice(indent.length)}</del>
    </>
  );
}

/** Two texts, line by line: what is gone is struck through, what is new stands on a soft ground. */
export function TextDiffView({
  label,
  before,
  after,
}: {
  readonly label: string;
  readonly before: string;
  readonly after: string;
}) {
  const found = useMemo(() => hunks(diffLines(before, after)), [before, after]);
  if (found.length === 0) return <p className="fine-print">The text is the same.</p>;
  return (
    <figure className={styles['diff']} aria-label={label}>
      <div
        className={styles['diffScroll']}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
        tabIndex={0}
        role="group"
        aria-label={`${label}, lines`}
      >
        {found.map((hunk) => (
          <div key={hunk.lines[0]?.after ?? `b${hunk.lines[0]?.before ?? 0}`}>
            {hunk.skipped > 0 && (
              <p className={styles['skipped']}>
                {hunk.skipped} unchanged {hunk.skipped === 1 ? 'line' : 'lines'}
              </p>
            )}
            {hunk.lines.map(({ kind, text, before: was, after: is }) => (
              <div key={`${was ?? '-'} ${is ?? '-'}`} className={styles['diffLine']} data-kind={kind}>
                <span aria-hidden="true">{is ?? ''}</span>
                <span aria-hidden="true">{SIGNS[kind]}</span>
                <code>
                  <span className="hidden">{WORDS[kind]}</span>
                  {kind === 'gone' ? <Gone text={text} /> : text}
                </code>
              </div>
            ))}
          </div>
        ))}
      </div>
    </figure>
  );
}
