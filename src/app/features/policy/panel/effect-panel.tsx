import type { Ref } from 'react';
import type { PolicyStatement } from '../../../../domain/policy/document.ts';
import type { Fix } from '../../../../domain/policy/lint/finding.ts';
import { Icon } from '../../../ui/icon.tsx';
import type { JudgedPolicy } from '../../../policy/judge/use-judged-policy.ts';
import { OutlineList, type DecidedHref } from '../outline/outline.tsx';
import styles from '../../../policy/findings/panel.module.css';
import { ChecksStopped } from '../../../policy/findings/checks-stopped.tsx';
import { Findings } from '../../../policy/findings/findings.tsx';
import { ReplayCard } from './replay-card.tsx';
import type { Replaying } from './use-replay.ts';
import { Verdict } from '../../../policy/findings/verdict.tsx';

/** What the policy does, worst news first: who gains and loses, what it would have done to past requests, what the linter finds. */
export function EffectPanel({
  ref,
  keyId,
  changed,
  judged,
  replay,
  above,
  english,
  wanted,
  statement,
  decided,
  onGo,
  onFix,
  onFixAll,
  onBack,
  onText,
}: {
  readonly ref: Ref<HTMLElement>;
  readonly keyId: string;
  /** The text is not the one in force. */
  readonly changed: boolean;
  readonly judged: JudgedPolicy;
  readonly replay: Replaying;
  /** It stands above the text, not beside it. */
  readonly above: boolean;
  /** The statements in English are told here. */
  readonly english: boolean;
  /** The code of the finding that an address asked for. */
  readonly wanted: string | null;
  /** The statement that an address asked for. */
  readonly statement: PolicyStatement | null;
  readonly decided: DecidedHref;
  readonly onGo: (at: number) => void;
  readonly onFix: (fix: Fix) => void;
  readonly onFixAll: () => void;
  /** Escape: back to where the text is typed. */
  readonly onBack: () => void;
  /** To where the text stands, below all this. */
  readonly onText: () => void;
}) {
  const { judgement, findings, changes } = judged;
  const outline = judgement?.outline ?? null;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a key of the page, as in the text beside it
    <aside
      ref={ref}
      className={styles['effect']}
      aria-label="What the policy does"
      onKeyDown={(event) => {
        // Not from a dialog, which is its own.
        const own = event.target instanceof Node && event.currentTarget.contains(event.target);
        if (event.key !== 'Escape' || !own) return;
        event.preventDefault();
        onBack();
      }}
    >
      {above && (
        <button type="button" className={styles['toText']} onClick={onText}>
          To the text <Icon name="down" small />
        </button>
      )}
      {judged.failed && (
        <section>
          <ChecksStopped onAgain={judged.again} />
        </section>
      )}
      <Verdict keyId={keyId} judgement={judgement} sight={judged.sight} changed={changed} />
      <ReplayCard replay={replay} />
      {judgement !== null && (
        <Findings
          keyId={keyId}
          text={judgement.text}
          edited={changed}
          findings={findings.counting}
          accepted={findings.accepted}
          sidOf={(statement) =>
            judgement.reading.statements?.find(({ index }) => index === statement)?.sid ?? null
          }
          judging={judged}
          above={above}
          proving={!judgement.proved}
          looking={!judgement.reading.isWhole}
          wanted={wanted}
          onGo={onGo}
          onFix={onFix}
          onFixAll={onFixAll}
        />
      )}
      {english && outline !== null && (
        <OutlineList
          statements={outline.statements}
          changes={changes}
          stale={outline.stale}
          wanted={statement}
          decided={decided}
          onGo={({ from }) => onGo(from)}
        />
      )}
    </aside>
  );
}
