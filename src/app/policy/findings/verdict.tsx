import { useState } from 'react';
import type { AccessChange, CallerClass, Comparison } from '../../../domain/policy/compare/comparison.ts';
import { simulatorOfWitness } from '../../query/simulator-link.ts';
import { cx } from '../../ui/cx.ts';
import { Link } from '../../ui/link.tsx';
import { Seal } from '../../ui/seal.tsx';
import { shortArn } from '../../ui/shorten.ts';
import type { Judgement } from '../judge/receive.ts';
import { Actions } from './actions.tsx';
import styles from './panel.module.css';
import { askedWords } from './finding-words.ts';
import { namesOf } from '../words/names.ts';
import {
  identityProofWords,
  LAYER_WORDS,
  proofWords,
  verdictOf,
  whenOf,
  whoAsks,
  witnessWords,
  type Sight,
} from '../words/comparison-words.ts';

const conjunction = new Intl.ListFormat('en', { type: 'conjunction' });

/** The answer first: what the text does to who may do what, in one or two sentences. */
export function Verdict({
  keyId,
  judgement,
  sight,
  changed,
}: {
  /** Null: of an identity policy, which stands on no key, so that no one request shows a change. */
  readonly keyId: string | null;
  readonly judgement: Judgement | null;
  readonly sight: Sight;
  readonly changed: boolean;
}) {
  if (judgement === null) return <section className={styles['verdict']} aria-busy="true" />;
  const { reading, compared } = judgement;
  const { problems, findings } = reading;
  const comparison = changed ? (compared?.comparison ?? null) : null;
  return (
    <section className={styles['verdict']} aria-live="polite">
      {problems.length > 0 ? (
        <p className="tale">
          <b>{problems.length === 1 ? 'One thing' : `${problems.length} things`}</b> to mend before it can be
          saved. {askedWords(findings)}
        </p>
      ) : !changed ? (
        <p className="tale">This is the policy in force.</p>
      ) : comparison !== null ? (
        <p className="tale">
          {verdictOf(comparison, sight).map(({ strong, rest }) => (
            <span key={strong}>
              <b>{strong}</b>
              {rest}{' '}
            </span>
          ))}
        </p>
      ) : (
        <p className="tale">{keepersTale(judgement)}</p>
      )}
      {comparison !== null && compared !== undefined && (
        <Changes keyId={keyId} comparison={comparison} sight={sight} ms={compared.ms} />
      )}
    </section>
  );
}

/** Until the comparison has come. */
function keepersTale({ reading: { keepers } }: Judgement): string {
  if (keepers === null) return 'It can be saved.';
  const { self, losing, left } = keepers;
  if (left.length === 0) return 'Nobody could change this policy again.';
  if (self) return 'You would lose the right to change this policy.';
  return losing.length === 0
    ? 'Nobody loses the right to change this policy.'
    : `${namesOf(losing)} would lose the right to change this policy.`;
}

/** Who gains first, then who loses; named in the policy first, then what comes by way of something else. */
function Changes({
  keyId,
  comparison,
  sight,
  ms,
}: {
  readonly keyId: string | null;
  readonly comparison: Comparison;
  readonly sight: Sight;
  readonly ms: number;
}) {
  const { gained, lost, exact } = comparison;
  const LAYERS = ['direct', 'delegated', 'grant'] as const;
  const nothing = gained.length === 0 && lost.length === 0;
  return (
    <>
      {!nothing && (
        <div className={styles['changes']}>
          {LAYERS.map((layer) => {
            const of = (changes: readonly AccessChange[]) =>
              changes.filter((change) => change.layer === layer);
            const [gains, losses] = [of(gained), of(lost)];
            if (gains.length + losses.length === 0) return null;
            return (
              <div key={layer}>
                {layer !== 'direct' && <h3 className={styles['layer']}>{LAYER_WORDS[layer]}</h3>}
                <ul className={styles['changeList']}>
                  {gains.map((change, i) => (
                    // oxlint-disable-next-line react/no-array-index-key -- rows of one answer, which have no other identity
                    <Change key={`+${i}`} keyId={keyId} change={change} gained sure={exact} />
                  ))}
                  {losses.map((change, i) => (
                    // oxlint-disable-next-line react/no-array-index-key -- likewise
                    <Change key={`-${i}`} keyId={keyId} change={change} gained={false} sure={exact} />
                  ))}
                </ul>
              </div>
            );
          })}
        </div>
      )}
      <p className={styles['proof']}>
        {exact && <Seal size={16} label="Proved" />}
        {keyId === null ? identityProofWords(comparison, ms) : proofWords(comparison, sight, ms)}
      </p>
    </>
  );
}

/** Callers that a row names before somebody asks for all. */
const MOST_CALLERS = 6;

function Change({
  keyId,
  change,
  gained,
  sure,
}: {
  readonly keyId: string | null;
  readonly change: AccessChange;
  readonly gained: boolean;
  readonly sure: boolean;
}) {
  const [all, setAll] = useState(false);
  const { actions, witness } = change;
  // Who is open to more than can be counted stands first.
  const who = [...change.who].sort((a, b) => Number(b.open) - Number(a.open));
  const shown = all || who.length <= MOST_CALLERS ? who : who.slice(0, MOST_CALLERS - 1);
  const certain = sure && (witness !== null || keyId === null);
  const many = who.length > 1;
  const verb = gained ? (many ? 'gain' : 'gains') : many ? 'lose' : 'loses';
  const says = certain ? verb : `may ${gained ? 'gain' : 'lose'}`;
  return (
    <li>
      <span className={cx(styles['sign'], gained && styles['bad'])} aria-hidden="true">
        {gained ? '+' : '−'}
      </span>
      <div>
        {keyId !== null && (
          <>
            {' '}
            {shown.map((caller, i) => (
              <span key={caller.words}>
                {i > 0 && (i === who.length - 1 ? ' and ' : ', ')}
                <Caller caller={caller} />
              </span>
            ))}
            {shown.length < who.length && (
              <>
                {' and '}
                <button
                  type="button"
                  className={styles['more']}
                  aria-expanded={false}
                  onClick={() => setAll(true)}
                >
                  {who.length - shown.length} more
                </button>
              </>
            )}{' '}
          </>
        )}
        {keyId === null ? `${says.charAt(0).toUpperCase()}${says.slice(1)}` : says}{' '}
        <Actions actions={actions} />
        {whenOf(change)}.
        {witness !== null && keyId !== null && (
          <p className={styles['witness']}>
            <span>
              Witness: {gained ? 'denied today, allowed by this edit' : 'allowed today, denied by this edit'}
            </span>
            <code>
              {whoAsks(witness)} {witnessWords(witness)}
            </code>
            <Link href={simulatorOfWitness(witness, keyId, true)} className="link">
              Simulate
            </Link>
          </p>
        )}
      </div>
    </li>
  );
}

function Caller({ caller }: { readonly caller: CallerClass }) {
  const [shown, setShown] = useState(false);
  const { words, existing, open, arn } = caller;
  return (
    <>
      <b dir="auto">{words}</b>
      {arn === null && existing.length > 0 && (
        <>
          {' ('}
          <button
            type="button"
            className={styles['more']}
            aria-expanded={shown}
            onClick={() => setShown(!shown)}
          >
            {existing.length === 1 ? 'today one of this desk' : `today ${existing.length} of this desk`}
          </button>
          {shown && `: ${conjunction.format(existing.map(shortArn))}`}
          {')'}
        </>
      )}
      {arn === null && existing.length === 0 && open && ' (today nobody of this desk)'}
    </>
  );
}
