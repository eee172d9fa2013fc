import * as z from 'zod';
import { examine, type Diagnosis, type DoctorStep } from '../../doctor/doctor.ts';
import { DOCTOR_CHECKS, TONES } from '../../doctor/finding.ts';
import type { Patient } from '../../doctor/patient.ts';
import { ServiceError } from '../../errors.ts';
import { jobSource } from '../../job.ts';
import { operation, type Context } from '../../operation.ts';
import { nothing } from '../../schema.ts';

const message = z.object({
  Position: z.int(),
  /** The check that runs, or that has ended: then it has `Findings`. */
  Check: z.enum(DOCTOR_CHECKS).optional(),
  Done: z.int().optional(),
  Total: z.int().optional(),
  Findings: z
    .array(z.object({ Tone: z.enum(TONES), Says: z.string(), Remedy: z.string().optional() }))
    .optional(),
  /** Of the last message: how many findings of each tone. */
  Diagnosis: z.object({ Good: z.int(), Notes: z.int(), Warnings: z.int(), Bad: z.int() }).optional(),
});
type Message = z.output<typeof message>;

/** A step as it is told. */
export const doctorMessage = (step: DoctorStep, Position: number): Message =>
  step.findings === null
    ? { Position, Check: step.check, Done: step.done, Total: step.total }
    : {
        Position,
        Check: step.check,
        Findings: step.findings.map(({ tone, says, remedy }) => ({
          Tone: tone,
          Says: says,
          ...(remedy === null ? {} : { Remedy: remedy }),
        })),
      };

async function* run(context: Context<unknown>): AsyncGenerator<DoctorStep, Diagnosis> {
  const { state, desk, ports, call } = context;
  const { keeper, vault, store } = ports;
  if (keeper === null) throw noKeeper();
  const { clock, wallClock, running, host, status } = desk;
  const patient: Patient = {
    state,
    vault,
    keeper,
    host,
    now: wallClock.now(),
    span: await store.span(),
    drift: running.drift({ now: clock.now(), elapsed: clock.elapsed() }),
    uncoveredSince: status.log.uncoveredSince,
    restoredFrom: null,
    signal: call.signal,
  };
  return yield* examine(patient);
}

const noKeeper = (): ServiceError =>
  new ServiceError('UnsupportedOperationException', 'This desk keeps no files that a doctor could look at.');

/**
 * Looks at the desk from top to bottom while it serves: clock, disk, backup, PIN, token, every key version, every row, the whole log.
 * Message after message says how far it is and what was found, in sentences; the last one has `Diagnosis`. Changes nothing.
 */
export const runDoctor = operation.stream({
  name: 'RunDoctor',
  class: 'read',
  input: nothing,
  output: message,
  errors: ['ConflictException', 'StreamReplacedException', 'UnsupportedOperationException'],
  permissions: () => [{ action: 'keydesk:RunDoctor', key: null, resource: '*' }],
  plan: (context) => {
    if (context.ports.keeper === null) throw noKeeper();
    return jobSource<DoctorStep, Diagnosis, Message>({
      run: run(context),
      stepMessage: doctorMessage,
      lastMessage: ({ good, note, warn, bad }, Position) => ({
        Position,
        Diagnosis: { Good: good, Notes: note, Warnings: warn, Bad: bad },
      }),
      recorded: ({ bad, warn }) => ({
        parameters: [
          ['Bad', String(bad)],
          ['Warnings', String(warn)],
        ],
      }),
      givenUp: 'The doctor was stopped before the end.',
    });
  },
});
