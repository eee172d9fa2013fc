import { useEffect, useRef, useState } from 'react';
import type { Finding, Fix } from '../../../domain/policy/lint/finding.ts';
import { simulatorOfWitness } from '../../query/simulator-link.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Link } from '../../ui/link.tsx';
import { lineOf } from '../../ui/policy-text/json-text.ts';
import { SEVERITY_WORDS, SeverityMark } from '../../ui/severity.tsx';
import type { Judging } from '../judge/use-judgement.ts';
import styles from './panel.module.css';
import { whoAsks, witnessWords } from '../words/comparison-words.ts';
import { plainTitle } from './finding-words.ts';
import { Fixes } from './fixes.tsx';

/** One finding: what, where, a request that shows it, and what can be done about it. */
export function OneFinding({
  keyId,
  finding,
  text,
  edited,
  judging,
  proving,
  wanted,
  cannotAccept,
  onAccept,
  onGo,
  onFix,
}: {
  /** Null: of an identity policy, which stands on no key, and whose findings nobody accepts. */
  readonly keyId: string | null;
  readonly finding: Finding;
  /** The text that it is of. */
  readonly text: string;
  /** It is not the one in force. */
  readonly edited: boolean;
  readonly judging: Pick<Judging, 'rules' | 'ask'>;
  /** Its fixes are being proved yet. */
  readonly proving: boolean;
  /** An address asked for it. */
  readonly wanted: boolean;
  /** Why no finding can be accepted; null: it can. */
  readonly cannotAccept: string | null;
  readonly onAccept: (finding: Finding) => void;
  readonly onGo: (at: number) => void;
  readonly onFix: (fix: Fix) => void;
}) {
  const { code, severity, message, from, fixes, fixable, witness } = finding;
  const rule = judging.rules.get(code);
  const title = rule?.title ?? plainTitle(code);
  const [why, setWhy] = useState(false);
  const own = useRef<HTMLLIElement>(null);
  // Once, for who was led here by an address.
  const led = useRef(false);
  useEffect(() => {
    if (!wanted || led.current) return;
    led.current = true;
    setWhy(true);
    own.current?.scrollIntoView({ block: 'nearest' });
    own.current?.focus({ preventScroll: true });
  }, [wanted]);
  return (
    <li ref={own} tabIndex={-1} data-code={code} data-from={finding.from} data-to={finding.to}>
      <div className={cx(styles['findingHead'], styles[severity])}>
        <SeverityMark value={severity} />
        <h3>
          <span className="hidden">{SEVERITY_WORDS[severity]}: </span>
          {title}
        </h3>
        <button type="button" className={styles['line']} onClick={() => onGo(from)}>
          Line {lineOf(text, from)}
        </button>
      </div>
      <p>{message}</p>
      {witness !== undefined && (
        <p className={styles['witness']}>
          <span>Witness: a request that shows it</span>
          <code>
            {whoAsks(witness)} {witnessWords(witness)}
          </code>
          {keyId !== null && (
            <Link href={simulatorOfWitness(witness, keyId, edited)} className="link">
              Simulate
            </Link>
          )}
        </p>
      )}
      {fixes.length > 0 && <Fixes fixes={fixes} text={text} ask={judging.ask} onFix={onFix} />}
      {fixable && fixes.length === 0 && proving && <p className="fine-print">Proving a fix…</p>}
      <div className={styles['about']}>
        {finding.blocks && <span className={styles['blocks']}>Keeps the text from being saved</span>}
        {rule !== undefined && rule.why !== '' && (
          <button type="button" className={styles['more']} aria-expanded={why} onClick={() => setWhy(!why)}>
            {why ? 'Hide why' : 'Why?'}
          </button>
        )}
        {!finding.blocks && keyId !== null && (
          <Button
            kind="bare"
            small
            aria-label={`Accept “${title}”…`}
            disabledReason={cannotAccept}
            onClick={() => onAccept(finding)}
          >
            Accept…
          </Button>
        )}
      </div>
      {why && rule !== undefined && (
        <p className={styles['why']}>
          {rule.why} <code>{code}</code>
        </p>
      )}
    </li>
  );
}
