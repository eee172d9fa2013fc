import type { ReactNode, Ref } from 'react';
import { Findings } from '../../../policy/findings/findings.tsx';
import { Verdict } from '../../../policy/findings/verdict.tsx';
import type { Judgement } from '../../../policy/judge/receive.ts';
import { ALL_SEEN } from '../../../policy/words/comparison-words.ts';
import { useMedia } from '../../../ui/use-media.ts';
import styles from './policies.module.css';
import type { WrittenPolicy } from './use-identity-policy.ts';

/** More findings than a few would push the rest of the form out of sight. */
const NARROW = '(max-width: 1100px)';

/** What a judged text does and what was found in it, under its editor. Load it lazily. */
export default function Found({
  ref,
  policy,
  judgement,
  changed,
  compared,
  onBack,
  children,
}: {
  readonly ref: Ref<HTMLDivElement>;
  readonly policy: WrittenPolicy;
  readonly judgement: Judgement;
  readonly changed: boolean;
  readonly compared: boolean;
  /** Escape: back to the text. */
  readonly onBack: () => void;
  /** What else follows from the text: before what was found. */
  readonly children: ReactNode;
}) {
  const above = useMedia(NARROW);
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- Escape leads back to the text, as in the editor of key policies
    <div
      ref={ref}
      className={styles['found']}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        onBack();
      }}
    >
      {compared && changed && <Verdict keyId={null} judgement={judgement} sight={ALL_SEEN} changed />}
      {children}
      <Findings
        keyId={null}
        text={judgement.text}
        edited={changed}
        findings={judgement.reading.findings}
        accepted={[]}
        sidOf={() => null}
        judging={policy}
        above={above}
        proving={!judgement.proved}
        looking={!judgement.reading.isWhole}
        wanted={null}
        onGo={policy.editor.goTo}
        onFix={policy.fix}
        onFixAll={policy.fixAll}
      />
    </div>
  );
}
