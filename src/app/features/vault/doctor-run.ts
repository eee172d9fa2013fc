/** A run of the doctor, out of its messages. */
import type { Output } from '../../query/contract.ts';
import { CHECK_NAMES } from '../../../domain/health/check-names.ts';

export type DoctorMessage = Output<'RunDoctor'>;
export type CheckName = NonNullable<DoctorMessage['Check']>;
export type Finding = NonNullable<DoctorMessage['Findings']>[number];

const NAMES: Readonly<Record<CheckName, string>> = CHECK_NAMES;
export const CHECKS = Object.keys(NAMES) as readonly CheckName[]; // its keys are those

export interface DoctorRun {
  readonly state: 'before' | 'running' | 'ended' | 'failed';
  /** What was found so far. */
  readonly findings: ReadonlyMap<CheckName, readonly Finding[]>;
  /** The check that runs; 0 to 1, or null where it does not say how far it is. */
  readonly at: { readonly check: CheckName; readonly part: number | null } | null;
  /** Why it ended before its time. */
  readonly why: string | null;
}

export const BEFORE: DoctorRun = { state: 'before', findings: new Map(), at: null, why: null };

export type DoctorAct =
  | { readonly kind: 'started' }
  | { readonly kind: 'message'; readonly message: DoctorMessage }
  | { readonly kind: 'failed'; readonly why: string };

export function doctorRun(run: DoctorRun, act: DoctorAct): DoctorRun {
  if (act.kind === 'started') return { ...BEFORE, state: 'running' };
  if (act.kind === 'failed') return { ...run, state: 'failed', at: null, why: act.why };
  const { Check, Findings, Done = 0, Total = 0, Diagnosis } = act.message;
  if (Diagnosis !== undefined) return { ...run, state: 'ended', at: null };
  if (Check === undefined) return run;
  if (Findings === undefined)
    return { ...run, at: { check: Check, part: Total === 0 ? null : Math.min(1, Done / Total) } };
  return { ...run, findings: new Map([...run.findings, [Check, Findings]]), at: null };
}

const things = (count: number): string => `${count} ${count === 1 ? 'thing' : 'things'}`;

/** How it stands, in a sentence. */
export function summaryOf({ state, findings, at, why }: DoctorRun): string {
  if (state === 'before') return 'Not run on this page yet.';
  if (state === 'failed') return `Not finished. ${why ?? ''}`.trim();
  if (state === 'running')
    return at === null
      ? 'Beginning…'
      : `Looking at: ${CHECK_NAMES[at.check].toLowerCase().replace('pin', 'PIN')}…`;
  const all = [...findings.values()].flat();
  const bad = all.filter(({ Tone }) => Tone === 'bad').length;
  const warn = all.filter(({ Tone }) => Tone === 'warn').length;
  if (bad > 0) return `${things(bad)} ${bad === 1 ? 'is' : 'are'} broken.`;
  return warn > 0 ? `Nothing is broken; ${things(warn)} should be mended.` : 'Nothing is broken.';
}
