import { lazy, Suspense, useState } from 'react';
import type { Finding, Fix } from '../../../domain/policy/lint/finding.ts';
import { useCan } from '../../query/can.ts';
import { Button } from '../../ui/button.tsx';
import { lineOf } from '../../ui/policy-text/json-text.ts';
import { Seal } from '../../ui/seal.tsx';
import type { Judging } from '../judge/use-judgement.ts';
import styles from './panel.module.css';
import { AcceptedList } from './accepted.tsx';
import type { Accepted } from './accepted-findings.ts';
import { countWords, plainTitle } from './finding-words.ts';
import { OneFinding } from './one-finding.tsx';
import { useFocusAfter } from './use-focus-after.ts';

const AcceptFinding = lazy(() => import('./accept-finding.tsx'));

/** Findings that are listed before somebody asks for all. */
const MOST_SHOWN = 12;
/** Where they stand above the text, on a phone. */
const MOST_SHOWN_NARROW = 3;

interface Props {
  /** Null: of an identity policy, which stands on no key, and whose findings nobody accepts. */
  readonly keyId: string | null;
  /** The text that the findings are of. */
  readonly text: string;
  /** It is not the one in force. */
  readonly edited: boolean;
  /** Those that count. */
  readonly findings: readonly Finding[];
  /** Those that do not, since somebody accepted them. */
  readonly accepted: readonly Accepted[];
  /** Sid of a statement, by its index; null: it has none. */
  readonly sidOf: (statement: number) => string | null;
  readonly judging: Pick<Judging, 'rules' | 'ask'>;
  /** They stand above the text, not beside it. */
  readonly above: boolean;
  /** They are being proved yet. */
  readonly proving: boolean;
  /** More may come: not all was looked for yet. */
  readonly looking: boolean;
  /** The code that an address asked for. */
  readonly wanted: string | null;
  readonly onGo: (at: number) => void;
  readonly onFix: (fix: Fix) => void;
  readonly onFixAll: () => void;
}

const nameOf = ({ code, from, message }: Finding): string => `${code} ${from} ${message}`;

/** What the linter says, worst first, each with its place and what can be done about it. */
export function Findings({
  keyId,
  text,
  edited,
  findings,
  accepted,
  sidOf,
  judging,
  above,
  proving,
  looking,
  wanted,
  onGo,
  onFix,
  onFixAll,
}: Props) {
  const [all, setAll] = useState(false);
  const [accepting, setAccepting] = useState<Finding | null>(null);
  const mayAccept = useCan('keydesk:SuppressFinding');
  const cannotAccept =
    mayAccept.reason ??
    (edited ? 'Save or discard the edit first: what is accepted is of the version in force' : null);
  const titleOf = (code: string): string => judging.rules.get(code)?.title ?? plainTitle(code);
  const most = above ? MOST_SHOWN_NARROW : MOST_SHOWN;
  const safe = findings.filter(({ fixes }) => fixes.some((fix) => fix.class === 'A')).length;
  const first = wanted === null ? -1 : findings.findIndex(({ code }) => code === wanted);
  const shown = all || first >= most ? findings : findings.slice(0, most);
  const { list, heading, leave, stay, toHeading } = useFocusAfter(
    shown.map(nameOf),
    edited,
    accepting !== null,
  );
  return (
    <section aria-label="Findings">
      <h2 ref={heading} tabIndex={-1}>
        Findings{' '}
        <span className={styles['far']}>
          {findings.length > 0 ? countWords(findings) : looking ? '' : 'none'}
        </span>
      </h2>
      {findings.length === 0 && (
        <p className="fine-print">
          {looking ? 'Not everything is checked yet.' : 'Nothing to say about this text.'}
        </p>
      )}
      <ul ref={list} className={styles['findings']}>
        {shown.map((finding, i) => (
          <OneFinding
            key={nameOf(finding)}
            keyId={keyId}
            finding={finding}
            text={text}
            edited={edited}
            judging={judging}
            proving={proving}
            wanted={i === first}
            cannotAccept={cannotAccept}
            onAccept={(chosen) => {
              // Now: by the time that the desk has answered it may have left.
              leave(nameOf(chosen));
              setAccepting(chosen);
            }}
            onGo={onGo}
            onFix={onFix}
          />
        ))}
      </ul>
      {shown.length < findings.length && (
        <Button kind="bare" small onClick={() => setAll(true)}>
          Show {findings.length - shown.length} more
        </Button>
      )}
      {safe > 0 && (
        <div className={styles['fixAll']}>
          <Button small onClick={onFixAll}>
            {safe === 1 ? 'Do the one safe fix' : `Do all ${safe} safe fixes`}
          </Button>
          <span className={styles['certified']}>
            <Seal size={16} label="Proved" />{' '}
            {edited ? 'proved: it means the same afterwards' : 'proved: nothing changes for anybody'}
          </span>
        </div>
      )}
      {keyId !== null && accepted.length > 0 && (
        <AcceptedList
          keyId={keyId}
          accepted={accepted}
          titleOf={titleOf}
          lineAt={(at) => lineOf(text, at)}
          onGo={onGo}
          onWithdrawn={toHeading}
        />
      )}
      {keyId !== null && accepting !== null && (
        <Suspense fallback={null}>
          <AcceptFinding
            keyId={keyId}
            finding={accepting}
            title={titleOf(accepting.code)}
            sid={accepting.statement === null ? null : sidOf(accepting.statement)}
            onAccepted={() => setAccepting(null)}
            onClose={() => {
              stay();
              setAccepting(null);
            }}
          />
        </Suspense>
      )}
    </section>
  );
}
