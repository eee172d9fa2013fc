/** Which findings count, and which somebody accepted. Pure. */
import type { PolicyStatement } from '../../../domain/policy/document.ts';
import type { Finding } from '../../../domain/policy/lint/finding.ts';
import { silencedBy } from '../../../domain/policy/lint/suppression.ts';
import type { Borne } from '../judge/protocol.ts';

export interface Accepted {
  readonly borne: Borne;
  /** What it silences in this text. */
  readonly findings: readonly Finding[];
  /** Its day is over: it silences nothing. */
  readonly ended: boolean;
}

export interface SplitFindings {
  readonly counting: readonly Finding[];
  /** Those that hold before those that have ended, the one that ends first before the others. */
  readonly accepted: readonly Accepted[];
}

/** `now`: ms. */
export function splitFindings(
  findings: readonly Finding[],
  statements: readonly PolicyStatement[],
  suppressions: readonly Borne[],
  now: number,
): SplitFindings {
  const silenced = new Map<Borne, Finding[]>(suppressions.map((borne) => [borne, []]));
  const counting = findings.filter((finding) => {
    const by = silencedBy(finding, statements, suppressions, now);
    if (by !== undefined) silenced.get(by)?.push(finding);
    return by === undefined;
  });
  const accepted = [...silenced]
    .map(([borne, of]): Accepted => ({ borne, findings: of, ended: borne.until <= now }))
    .sort((a, b) => Number(a.ended) - Number(b.ended) || a.borne.until - b.borne.until);
  return { counting, accepted };
}

/** `2 accepted, 1 ended`. */
export function acceptedWords(accepted: readonly Accepted[]): string {
  const ended = accepted.filter((each) => each.ended).length;
  const holding = accepted.length - ended;
  return [holding > 0 ? [`${holding} accepted`] : [], ended > 0 ? [`${ended} ended`] : []].flat().join(', ');
}
