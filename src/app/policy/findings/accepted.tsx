import { useAct } from '../../query/act.ts';
import { useCan } from '../../query/can.ts';
import { explain } from '../../query/explain.ts';
import { Button } from '../../ui/button.tsx';
import { shortArn } from '../../ui/shorten.ts';
import { Time } from '../../ui/time.tsx';
import { useToast } from '../../ui/toast.tsx';
import type { Borne } from '../judge/protocol.ts';
import styles from './panel.module.css';
import { acceptedWords, type Accepted } from './accepted-findings.ts';

/** Findings that somebody accepted, folded: what, until when, by whom, why, and the way back. */
export function AcceptedList({
  keyId,
  accepted,
  titleOf,
  lineAt,
  onGo,
  onWithdrawn,
}: {
  readonly keyId: string;
  readonly accepted: readonly Accepted[];
  readonly titleOf: (code: string) => string;
  /** Line of a place in the text, from 1. */
  readonly lineAt: (at: number) => number;
  readonly onGo: (at: number) => void;
  /** The button that it was asked from goes. */
  readonly onWithdrawn: () => void;
}) {
  const withdraw = useAct('WithdrawSuppression');
  const may = useCan('keydesk:WithdrawSuppression');
  const toast = useToast();
  // Awaited, since what it was pressed in is gone by then: the finding counts again, and stands elsewhere.
  const takeBack = async ({ code, statement }: Borne): Promise<void> => {
    try {
      await withdraw.mutateAsync({
        KeyId: keyId,
        Code: code,
        ...(statement !== null && { Statement: statement }),
      });
      toast({ text: `Counts again: ${titleOf(code)}` });
      onWithdrawn();
    } catch (error) {
      const { what, why } = explain('Not withdrawn', error);
      toast({ tone: 'bad', text: `${what}. ${why}` });
    }
  };
  const pending = (borne: Borne): boolean =>
    withdraw.isPending &&
    withdraw.variables.Code === borne.code &&
    (withdraw.variables.Statement ?? null) === borne.statement;
  return (
    <details className={styles['accepted']}>
      <summary>{acceptedWords(accepted)}</summary>
      <ul aria-label="Accepted findings">
        {accepted.map(({ borne, findings, ended }) => {
          const { code, statement, reason, by, at, until } = borne;
          const title = titleOf(code);
          const where = statement === null ? '' : `, in “${statement}”`;
          return (
            <li key={`${code} ${statement ?? ''}`}>
              <h3>
                {title}
                {where}
              </h3>
              {findings.map((finding) => (
                <p key={`${finding.from} ${finding.message}`}>
                  {finding.message}{' '}
                  <button
                    type="button"
                    className={styles['line']}
                    aria-label={`Line ${lineAt(finding.from)}: ${title}`}
                    onClick={() => onGo(finding.from)}
                  >
                    Line {lineAt(finding.from)}
                  </button>
                </p>
              ))}
              {findings.length === 0 && !ended && <p>It is not found in this text.</p>}
              <p className={styles['borne']}>
                <q dir="auto">{reason}</q>
                <span>
                  {shortArn(by)}, <Time value={new Date(at)} form="day" />, {ended ? 'ended' : 'until'}{' '}
                  <Time value={new Date(until)} form="day" />
                </span>
              </p>
              <Button
                small
                pending={pending(borne)}
                aria-label={`Withdraw: ${title}${where}`}
                disabledReason={may.reason}
                onClick={() => void takeBack(borne)}
              >
                Withdraw
              </Button>
            </li>
          );
        })}
      </ul>
    </details>
  );
}
