import { lazy, Suspense, useEffect, useId, useRef, useState } from 'react';
import type { Comparison } from '../../../../domain/policy/compare/comparison.ts';
import { applyEdits } from '../../../../domain/policy/lint/apply.ts';
import type { Finding, Fix, FixClass, Severity } from '../../../../domain/policy/lint/finding.ts';
import { useCan } from '../../../query/can.ts';
import { Button } from '../../../ui/button.tsx';
import { simulatorOfWitness } from '../../../query/simulator-link.ts';
import { cx } from '../../../ui/cx.ts';
import { Link } from '../../../ui/link.tsx';
import { Seal } from '../../../ui/seal.tsx';
import type { Judging } from '../judge/use-judgement.ts';
import styles from '../policy-tab.module.css';
import { AcceptedList } from './accepted.tsx';
import type { Accepted } from './accepted-findings.ts';
import { actionsWords, everybody, whenOf, whoAsks, witnessWords } from '../words/comparison-words.ts';

const AcceptFinding = lazy(() => import('./accept-finding.tsx'));
const conjunction = new Intl.ListFormat('en', { type: 'conjunction' });
const WORDS: Readonly<Record<Severity, string>> = {
  error: 'Error',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  info: 'Note',
};
const COUNT_WORDS: Readonly<Record<Severity, readonly [one: string, many: string]>> = {
  error: ['error', 'errors'],
  high: ['high', 'high'],
  medium: ['medium', 'medium'],
  low: ['low', 'low'],
  info: ['note', 'notes'],
};
const ORDER: readonly Severity[] = ['error', 'high', 'medium', 'low', 'info'];
/** Findings that are listed before somebody asks for all. */
const MOST_SHOWN = 12;
/** Where they stand above the text, on a phone. */
const MOST_SHOWN_NARROW = 3;

const SHAPES: Readonly<Record<Severity, string>> = {
  error: 'M6 .8 11.2 6 6 11.2.8 6z',
  high: 'M6 .8 11.2 6 6 11.2.8 6z',
  medium: 'M6 1.2 11.4 10.8H.6z',
  low: 'M6 2.2a3.8 3.8 0 1 0 0 7.6 3.8 3.8 0 0 0 0-7.6z',
  info: 'M6 2.2a3.8 3.8 0 1 0 0 7.6 3.8 3.8 0 0 0 0-7.6z',
};

/** `2 high, 1 medium`. */
export function countWords(findings: readonly Finding[]): string {
  return ORDER.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    const [one, many] = COUNT_WORDS[severity];
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  }).join(', ');
}

/** From 1. */
export const lineOf = (text: string, at: number): number => text.slice(0, at).split('\n').length;

/** `unknown-action` as words, for a rule whose title is not known. */
const plainTitle = (code: string): string => {
  const words = code.replaceAll('-', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
};

interface Props {
  readonly keyId: string;
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
  /** Why nothing can be changed; null: it can. */
  readonly blocked: string | null;
  /** They are being proved yet. */
  readonly proving: boolean;
  /** The code that an address asked for. */
  readonly wanted: string | null;
  readonly onGo: (at: number) => void;
  readonly onFix: (fix: Fix) => void;
  readonly onFixAll: () => void;
}

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
  blocked,
  proving,
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
  return (
    <section aria-label="Findings">
      <h2>
        Findings{' '}
        <span className={styles['far']}>{findings.length === 0 ? 'none' : countWords(findings)}</span>
      </h2>
      {findings.length === 0 && <p className={styles['quiet']}>Nothing to say about this text.</p>}
      {safe > 0 && (
        <div className={styles['fixAll']}>
          <Button small disabledReason={blocked} onClick={onFixAll}>
            {safe === 1 ? 'Fix the safe one' : `Fix all ${safe} safe ones`}
          </Button>
          <span className={styles['certified']}>
            <Seal size={16} label="Proved" /> proved: nothing changes for anybody
          </span>
        </div>
      )}
      <ul className={styles['findings']}>
        {shown.map((finding, i) => (
          <OneFinding
            key={`${finding.code} ${finding.from} ${finding.message}`}
            keyId={keyId}
            finding={finding}
            text={text}
            edited={edited}
            judging={judging}
            blocked={blocked}
            proving={proving}
            wanted={i === first}
            cannotAccept={cannotAccept}
            onAccept={setAccepting}
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
      {accepted.length > 0 && (
        <AcceptedList
          keyId={keyId}
          accepted={accepted}
          titleOf={titleOf}
          lineAt={(at) => lineOf(text, at)}
          onGo={onGo}
        />
      )}
      {accepting !== null && (
        <Suspense fallback={null}>
          <AcceptFinding
            keyId={keyId}
            finding={accepting}
            title={titleOf(accepting.code)}
            sid={accepting.statement === null ? null : sidOf(accepting.statement)}
            onClose={() => setAccepting(null)}
          />
        </Suspense>
      )}
    </section>
  );
}

function OneFinding({
  keyId,
  blocked,
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
}: Pick<Props, 'keyId' | 'blocked' | 'text' | 'edited' | 'judging' | 'proving' | 'onGo' | 'onFix'> & {
  readonly finding: Finding;
  readonly wanted: boolean;
  /** Why no finding can be accepted; null: it can. */
  readonly cannotAccept: string | null;
  readonly onAccept: (finding: Finding) => void;
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
        <svg viewBox="0 0 12 12" aria-hidden="true">
          <path d={SHAPES[severity]} />
        </svg>
        <h3>
          <span className="hidden">{WORDS[severity]}: </span>
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
          <Link href={simulatorOfWitness(witness, keyId, edited)} className="link">
            Simulate
          </Link>
        </p>
      )}
      {fixes.length > 0 && (
        <Fixes fixes={fixes} blocked={blocked} text={text} ask={judging.ask} onFix={onFix} />
      )}
      {fixable && fixes.length === 0 && proving && <p className={styles['quiet']}>Proving a fix…</p>}
      <div className={styles['about']}>
        {rule !== undefined && rule.why !== '' && (
          <button type="button" className={styles['more']} aria-expanded={why} onClick={() => setWhy(!why)}>
            {why ? 'Hide why' : 'Why?'}
          </button>
        )}
        {!finding.blocks && (
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

/** What is proved of a fix before it is offered, by its class. */
const PROVED: Readonly<Partial<Record<FixClass, string>>> = {
  A: 'proved: nothing changes for anybody',
  N: 'proved: nobody gains',
};

function Fixes({
  fixes,
  blocked,
  text,
  ask,
  onFix,
}: {
  readonly fixes: readonly Fix[];
  readonly blocked: string | null;
  readonly text: string;
  readonly ask: Judging['ask'];
  readonly onFix: (fix: Fix) => void;
}) {
  const [looked, setLooked] = useState<Fix | null>(null);
  const id = useId();
  const choices = fixes.filter((fix) => fix.class === 'T').length;
  return (
    <div className={styles['fixes']}>
      {choices > 1 && <p className={styles['quiet']}>Choose one of these:</p>}
      {fixes.map((fix, i) => (
        <div key={`${fix.class} ${fix.title}`} className={styles['fix']}>
          <Button
            small
            data-fix=""
            {...(fix.class in PROVED && { 'aria-describedby': `${id}${i}` })}
            disabledReason={blocked}
            {...(fix.class === 'N' && { 'aria-expanded': looked === fix })}
            onClick={() => (fix.class === 'N' ? setLooked(looked === fix ? null : fix) : onFix(fix))}
          >
            {fix.title}
          </Button>
          {fix.class in PROVED && (
            <span id={`${id}${i}`} className={styles['certified']}>
              <Seal size={16} label="Proved" /> {PROVED[fix.class]}
            </span>
          )}
          {looked === fix && (
            <Losses text={text} fix={fix} ask={ask} onFix={onFix} onCancel={() => setLooked(null)} />
          )}
        </div>
      ))}
    </div>
  );
}

/** What a narrowing fix takes away, before it does. */
function Losses({
  text,
  fix,
  ask,
  onFix,
  onCancel,
}: {
  readonly text: string;
  readonly fix: Fix;
  readonly ask: Judging['ask'];
  readonly onFix: (fix: Fix) => void;
  readonly onCancel: () => void;
}) {
  const [comparison, setComparison] = useState<Comparison | null | undefined>();
  useEffect(() => {
    let here = true;
    void ask({ kind: 'compare', before: text, after: applyEdits(text, fix.edits) }).then((answer) => {
      if (here) setComparison(answer);
    });
    return () => {
      here = false;
    };
  }, [ask, text, fix]);
  return (
    <div className={styles['losses']} role="group" aria-label={`What “${fix.title}” takes away`}>
      {comparison === undefined ? (
        <p className={styles['quiet']}>Looking at who loses what…</p>
      ) : comparison === null ? (
        <p>It takes access away. Who loses it could not be said.</p>
      ) : comparison.lost.length === 0 ? (
        <p>Nobody loses anything by it.</p>
      ) : (
        <ul>
          {comparison.lost.map((change, i) => (
            // oxlint-disable-next-line react/no-array-index-key -- rows of one answer, which have no other identity
            <li key={i}>
              <b>{conjunction.format(everybody([change]))}</b> {comparison.exact ? 'would lose' : 'may lose'}{' '}
              {actionsWords(change.actions)}
              {whenOf(change)}.
            </li>
          ))}
        </ul>
      )}
      <div className={styles['fix']}>
        <Button small onClick={onCancel}>
          Leave it
        </Button>
        <Button small kind="primary" pending={comparison === undefined} onClick={() => onFix(fix)}>
          {fix.title}
        </Button>
      </div>
    </div>
  );
}
