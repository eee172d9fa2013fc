/**
 * The fault table: every step of every path that changes something, and the ways in which it is made to fail. The cases of
 * fault-table.test.ts are generated from it and from nothing else.
 */
import type { FaultKind, FaultPoint } from '../../testing/faults/points.ts';
import type { Told, Witness } from './witness.ts';

/** Makes one change (or one use of a key); answers what it was told. */
type Act = (witness: Witness, keyId: string) => Promise<Told>;

export interface Path {
  readonly name: string;
  readonly act: Act;
  /** Its steps, in order. */
  readonly steps: readonly FaultPoint[];
}

const COMMIT = ['begin', 'row', 'leaf', 'usage', 'minute', 'seal', 'commit'] as const;
const NEW_VERSION = ['generate', 'wrap', 'destroy'] as const;

/** Paths that a request takes. */
export const PATHS: readonly Path[] = [
  {
    name: 'CreateKey',
    act: (witness) => witness.call('CreateKey'),
    steps: [...NEW_VERSION, ...COMMIT],
  },
  {
    name: 'RotateKeyOnDemand',
    act: (witness, KeyId) => witness.call('RotateKeyOnDemand', { KeyId }),
    steps: [...NEW_VERSION, ...COMMIT],
  },
  {
    name: 'Encrypt',
    act: (witness, KeyId) => witness.seal(KeyId),
    steps: ['encrypt', 'begin', 'leaf', 'usage', 'minute', 'seal', 'commit'],
  },
  {
    name: 'ScheduleKeyDeletion',
    act: (witness, KeyId) => witness.call('ScheduleKeyDeletion', { KeyId }),
    steps: COMMIT,
  },
  {
    name: 'CreateService',
    act: (witness) =>
      witness.call('Keydesk.CreateService', { Name: `service-${witness.answered}`, Policies: [] }),
    steps: ['encrypt', ...COMMIT],
  },
];

/** Steps that the HSM takes: when one fails the request fails and says so; its failure is in the log. */
export const IN_HSM: ReadonlySet<FaultPoint> = new Set(['generate', 'wrap', 'destroy', 'encrypt']);

export interface Case {
  readonly path: Path;
  readonly step: FaultPoint;
  readonly how: FaultKind;
}

/** Every step of every path, each failing in these ways. */
export const casesOf = (paths: readonly Path[], hows: readonly FaultKind[]): readonly Case[] =>
  paths.flatMap((path) => path.steps.flatMap((step) => hows.map((how) => ({ path, step, how }))));

/** What every run tries: of the others only the number differs, not what must come of it. Kills are worth a start each. */
const USUAL: ReadonlySet<string> = new Set([
  'CreateKey generate failed',
  'CreateKey generate persisted',
  'CreateKey wrap failed',
  'CreateKey destroy failed',
  'CreateKey begin failed',
  'CreateKey leaf persisted',
  'CreateKey commit failed',
  'CreateKey commit persisted',
  'CreateKey wrap killed',
  'CreateKey commit killed',
  'CreateKey commit killed-after',
  'RotateKeyOnDemand commit persisted',
  'Encrypt encrypt failed',
  'Encrypt commit failed',
  'Encrypt commit persisted',
  'ScheduleKeyDeletion commit failed',
  'CreateService encrypt persisted',
  'CreateService commit persisted',
]);
export const isUsual = ({ path, step, how }: Case): boolean => USUAL.has(`${path.name} ${step} ${how}`);

/** Steps of a checkpoint: signed, stored, then published. */
export const CHECKPOINT_STEPS: readonly FaultPoint[] = ['sign', 'begin', 'checkpoint', 'commit'];

/** Steps of a start that brings an earlier file up to date. */
export const UPGRADE_STEPS: readonly { readonly step: FaultPoint; readonly how: FaultKind }[] = (
  ['failed', 'persisted', 'killed', 'killed-after'] as const
).map((how) => ({ step: 'schema', how }));

/** Steps of a first start, and how often each comes: three secret keys in the token (its fourth is a pair) and the leak probe's. */
export const FIRST_START_STEPS: readonly { readonly step: FaultPoint; readonly times: number }[] = [
  { step: 'schema', times: 1 },
  { step: 'generate', times: 4 },
  { step: 'meta', times: 1 },
  { step: 'commit', times: 3 },
  { step: 'sign', times: 1 },
  { step: 'checkpoint', times: 1 },
];
