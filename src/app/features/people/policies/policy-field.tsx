import { useId, type Ref } from 'react';
import { Button } from '../../../ui/button.tsx';
import { formatBlock, formatted, lineOf } from '../../../ui/policy-text/json-text.ts';
import { PolicyText } from '../../../ui/policy-text/policy-text.tsx';
import type { PolicyTextHandle } from '../../../ui/policy-text/marks.ts';
import { Severity } from '../../../ui/severity.tsx';
import styles from './policies.module.css';
import type { PolicyFinding } from './read-policy.ts';

/** Findings that are listed; all of them are marked in the text. */
const MOST = 8;

/** The text of a policy in a form: editor, and under it what was found, each a way to its place. */
export function PolicyField({
  id,
  name,
  text,
  findings,
  editor,
  onChange,
}: {
  readonly id: string;
  /** Of the policy, for its name to a screen reader. */
  readonly name: string;
  readonly text: string;
  readonly findings: readonly PolicyFinding[];
  readonly editor: { readonly current: PolicyTextHandle | null } & Ref<PolicyTextHandle>;
  readonly onChange: (text: string) => void;
}) {
  const label = useId();
  const goTo = (at: number): void => editor.current?.goTo(at);
  return (
    <div id={id} role="group" aria-labelledby={label} tabIndex={-1}>
      <div className={styles['bar']}>
        <span id={label}>Policy</span>
        <Button
          kind="bare"
          small
          disabledReason={formatBlock(text)}
          onClick={() => onChange(formatted(text) ?? text)}
        >
          Format
        </Button>
      </div>
      <PolicyText
        ref={editor}
        label={name === '' ? 'Policy' : `Policy ${name}`}
        text={text}
        marks={findings}
        onChange={onChange}
      />
      {findings.length > 0 && (
        <ul className={styles['findings']} aria-label="Findings">
          {findings.slice(0, MOST).map(({ code, level, from, message }) => (
            <li key={`${code} ${from}`}>
              <button type="button" className={styles['finding']} onClick={() => goTo(from)}>
                <Severity value={level} />
                <span>
                  {message} <span className={styles['line']}>Line {lineOf(text, from)}</span>
                </span>
              </button>
            </li>
          ))}
          {findings.length > MOST && (
            <li className={styles['more']}>{findings.length - MOST} more are marked in the text.</li>
          )}
        </ul>
      )}
    </div>
  );
}
