/** Looks at a desk from top to bottom, one check after the other. One that cannot be made says so, and the others go on. */
import { VaultError } from '../../domain/ports/vault.ts';
import { StoreError } from '../../domain/ports/store.ts';
import { ServiceError } from '../errors.ts';
import { CHECKS } from './checks.ts';
import {
  bad,
  DOCTOR_CHECKS,
  type DoctorCheck,
  type DoctorFinding,
  type Progress,
  type Tone,
} from './finding.ts';
import type { Patient } from './patient.ts';

/** ms between two messages of a check's progress. */
const TELL_MS = 250;

export type DoctorStep =
  | ({ readonly check: DoctorCheck; readonly findings: null } & Progress)
  | { readonly check: DoctorCheck; readonly findings: readonly DoctorFinding[] };

/** How many findings of each tone. */
export type Diagnosis = Readonly<Record<Tone, number>>;

export async function* examine(patient: Patient): AsyncGenerator<DoctorStep, Diagnosis> {
  const counts: Record<Tone, number> = { good: 0, note: 0, warn: 0, bad: 0 };
  for (const check of DOCTOR_CHECKS) {
    patient.signal?.throwIfAborted();
    yield { check, findings: null, done: 0, total: 0 };
    const findings = yield* made(check, patient);
    for (const { tone } of findings) counts[tone]++;
    yield { check, findings };
  }
  return counts;
}

async function* made(
  check: DoctorCheck,
  patient: Patient,
): AsyncGenerator<DoctorStep, readonly DoctorFinding[]> {
  let told = performance.now();
  const run = CHECKS[check](patient);
  try {
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- step after step
      const step = await run.next();
      if (step.done === true) return step.value;
      const now = performance.now();
      if (now - told < TELL_MS) continue;
      told = now;
      yield { check, findings: null, ...step.value };
    }
  } catch (error) {
    const isTold =
      error instanceof VaultError || error instanceof StoreError || error instanceof ServiceError;
    if (patient.signal?.aborted === true || !isTold) throw error;
    return [bad(`This could not be checked. ${error.message}`, remedyOf(error))];
  } finally {
    // A reader who left: what runs beside is ended.
    await run.return([]);
  }
}

function remedyOf(error: Error): string {
  if (error instanceof VaultError) return 'Bring the token back, as “Token” says, and run the doctor again.';
  if (error instanceof StoreError)
    return 'Do what “Disk” says. If it says nothing, stop the desk, copy the data directory to keep the evidence, and run "keydesk verify-log".';
  return 'Run the doctor again after that.';
}
