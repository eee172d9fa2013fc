import { encodeWire } from '../domain/wire.ts';
import { CHECK_NAMES } from '../domain/health/check-names.ts';
import { SettingError } from '../hosts/node/config/setting-error.ts';
import { readSettings, type Settings } from '../hosts/node/config/settings.ts';
import { escapeUnsafe } from '../hosts/node/log/terminal-safe.ts';
import { DOCTOR_CHECKS, type DoctorCheck, type Tone } from '../service/doctor/finding.ts';
import { EXIT, parseCommand, say, UsageError, type Command } from './command.ts';
import { explainedStart } from './explained-start.ts';
import { programVersion } from './program-version.ts';
import { ProgressLine } from './progress-line.ts';
import { RefusedError, streamDesk, UnreachableError } from './socket-client.ts';

interface Finding {
  readonly Tone: Tone;
  readonly Says: string;
  readonly Remedy?: string;
}

/** A message of the operation, as it travels. */
interface Message {
  readonly Check?: DoctorCheck;
  readonly Done?: number;
  readonly Total?: number;
  readonly Findings?: readonly Finding[];
}

const NAMES: Readonly<Record<DoctorCheck, string>> = CHECK_NAMES;
const MARKS: Readonly<Record<Tone, string>> = { good: 'ok  ', note: 'note', warn: 'warn', bad: 'BAD ' };

/** The files of a desk that does not run. */
async function* ofStopped(settings: Settings, signal: AbortSignal): AsyncGenerator<Message, void> {
  const [{ openStoppedPatient }, { examine }, { doctorMessage }] = await Promise.all([
    import('../hosts/node/start/stopped-patient.ts'),
    import('../service/doctor/doctor.ts'),
    import('../service/operations/vault/run-doctor.ts'),
  ]);
  const opened = await openStoppedPatient({
    settings,
    env: process.env,
    version: programVersion(),
    signal,
  });
  try {
    let position = 0;
    for await (const step of examine(opened.patient))
      yield encodeWire(doctorMessage(step, position++)) as Message; // of the operation's schema
  } finally {
    await opened.close();
  }
}

async function* messagesOf(settings: Settings, signal: AbortSignal): AsyncGenerator<Message, void> {
  try {
    yield* streamDesk(settings.dataDirectory, 'RunDoctor', {}, signal) as AsyncGenerator<Message>; // of the operation's schema
    return;
  } catch (error) {
    if (signal.aborted || !(error instanceof UnreachableError) || error.hadBegun) throw error;
  }
  yield* ofStopped(settings, signal);
}

const textOf = (check: DoctorCheck, findings: readonly Finding[]): string =>
  findings
    .map(({ Tone: tone, Says, Remedy }) => {
      const line = `${MARKS[tone]}  ${NAMES[check]}: ${escapeUnsafe(Says)}`;
      return Remedy === undefined ? line : `${line}\n      ${escapeUnsafe(Remedy)}`;
    })
    .join('\n');

const number = new Intl.NumberFormat('en');

export const doctor: Command = {
  name: 'doctor',
  usage: 'doctor [--json]',
  summary: 'look at a desk from top to bottom, while it serves or not',
  help: () =>
    'Clock, disk, age of the backup, place of the PIN, leak probe, objects of the token; then unwraps every key version, and checks every\nrow and the whole log. Changes nothing. Exit code 1 when something is broken or lost (“BAD”); warnings and notes leave it at 0.',
  async run(args) {
    const { values, positionals } = parseCommand(args, {});
    if (positionals.length > 0) throw new UsageError('doctor takes no words.');
    const json = values.json === true;
    const line = new ProgressLine();
    const giveUp = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => giveUp.abort());
    const found: Record<Tone, number> = { good: 0, note: 0, warn: 0, bad: 0 };
    const results: { check: DoctorCheck; findings: { tone: Tone; says: string; remedy: string | null }[] }[] =
      [];
    try {
      const settings = readSettings(process.env);
      for await (const { Check, Done = 0, Total = 0, Findings } of messagesOf(settings, giveUp.signal)) {
        if (Check === undefined) continue;
        if (Findings === undefined) {
          line.show(NAMES[Check], Done, Total);
          continue;
        }
        line.end();
        for (const { Tone: tone } of Findings) found[tone]++;
        if (!json) process.stdout.write(`${textOf(Check, Findings)}\n`);
        results.push({
          check: Check,
          findings: Findings.map(({ Tone: tone, Says: says, Remedy: remedy = null }) => ({
            tone,
            says,
            remedy,
          })),
        });
      }
      line.end();
      if (results.length < DOCTOR_CHECKS.length)
        throw new UnreachableError('The desk ended before the doctor had finished.');
      const summary =
        found.bad > 0
          ? `${number.format(found.bad)} ${found.bad === 1 ? 'thing is' : 'things are'} broken.`
          : found.warn > 0
            ? `Nothing is broken; ${number.format(found.warn)} ${found.warn === 1 ? 'thing' : 'things'} should be mended.`
            : 'Nothing is broken.';
      say(json, `\n${summary}`, { bad: found.bad, warnings: found.warn, checks: results });
      return found.bad > 0 ? EXIT.found : EXIT.done;
    } catch (error) {
      line.end();
      if (giveUp.signal.aborted) {
        process.stderr.write('keydesk doctor: Stopped before the end.\n');
        return EXIT.found;
      }
      const known = explain(error);
      if (known === null) throw error;
      process.stderr.write(`keydesk doctor: ${escapeUnsafe(known.message)}\n`);
      return known.code;
    }
  },
};

function explain(error: unknown): { readonly code: number; readonly message: string } | null {
  if (error instanceof UnreachableError) return { code: EXIT.unreachable, message: error.message };
  if (error instanceof RefusedError) return { code: EXIT.found, message: error.message };
  if (error instanceof SettingError) return { code: EXIT.setting, message: error.message };
  return explainedStart(error);
}
