import { useMemo } from 'react';
import type { PolicyKind } from '../../../domain/policy/document.ts';
import type { PolicyWorld } from '../../../domain/policy/world.ts';
import styles from './explain-line.module.css';
import { explainAt } from './describe.ts';

/** What stands at the cursor, in a line: the same that a pointer finds by hovering, for who has none. */
export function ExplainLine({
  text,
  at,
  world,
  kind = 'key',
}: {
  readonly text: string;
  readonly at: number;
  readonly world: PolicyWorld;
  readonly kind?: PolicyKind;
}) {
  const said = useMemo(
    () => explainAt(text, Math.min(at, text.length), world, kind),
    [text, at, world, kind],
  );
  return (
    <p className={styles['explain']} aria-label="At the cursor">
      {said === null ? (
        <span className="fine-print">
          Ctrl and Space completes, F8 goes to the next finding, Ctrl and . to what can be done about it.
        </span>
      ) : (
        <>
          <code>{said.title}</code> <small>{said.note}</small> {said.words}
        </>
      )}
    </p>
  );
}
