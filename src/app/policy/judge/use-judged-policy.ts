import { useMemo } from 'react';
import type { PolicyStatement } from '../../../domain/policy/document.ts';
import { statementChanges, type StatementChange } from './statement-changes.ts';
import { splitFindings, type SplitFindings } from '../findings/accepted-findings.ts';
import type { Sight } from '../words/comparison-words.ts';
import type { Scene } from './protocol.ts';
import type { Judgement } from './receive.ts';
import { useJudgement, type Judging } from './use-judgement.ts';

/** The text, with everything that is said of it. */
export interface JudgedPolicy extends Judging {
  /** The judgement, unless it is of an older text. */
  readonly current: Judgement | null;
  readonly findings: SplitFindings;
  /** Of each statement of the outline, what is not as it was saved. */
  readonly changes: readonly StatementChange[];
  /** The statements of this very text; null: they are of an older one. */
  readonly statements: readonly PolicyStatement[] | null;
  readonly sight: Sight;
}

export function useJudgedPolicy(scene: Scene, text: string): JudgedPolicy {
  const judging = useJudgement(scene, text);
  const { judgement } = judging;
  // What was judged may be a letter behind.
  const current = judgement !== null && judgement.text === text ? judgement : null;
  const outline = judgement?.outline ?? null;
  const findings = useMemo(() => {
    const { findings: all = [], statements: read } = judgement?.reading ?? {};
    return splitFindings(all, read ?? [], scene.suppressions, scene.world.now);
  }, [judgement?.reading, scene]);
  const changes = useMemo(
    () =>
      outline === null
        ? []
        : statementChanges(scene.saved, judgement?.text ?? scene.saved, outline.statements),
    [outline, scene.saved, judgement?.text],
  );
  const statements = useMemo(
    () => (outline === null || outline.stale || current === null ? null : outline.statements),
    [outline, current],
  );
  const seers = judgement?.reading.seers ?? null;
  const { principals, people } = scene.world;
  const namesOnly = principals === null && people != null;
  const sight = useMemo(() => ({ namesOnly, seers }), [namesOnly, seers]);
  return { ...judging, current, findings, changes, statements, sight };
}
