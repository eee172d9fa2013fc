/**
 * A flow is a table of steps, and a step is data: what is said, what really happens (an act by its name), what each of the three then
 * holds, which bytes are there, what the call is. The page is a view of it; a new flow is a new table.
 */
import type { FlowId, KeyPlace, Words } from '../scene/picture.ts';
import type { SampleName } from '../samples/samples.ts';
import type { ActName } from './acts.ts';

export type GlyphName = 'key' | 'master' | 'env' | 'case' | 'ticket' | 'seal' | 'doc' | 'none' | 'yes' | 'no';

/** One thing in the hands of somebody. `mark`: came just now, is gone but was here, or is the absence of anything. */
export interface Held {
  readonly glyph: GlyphName;
  readonly name: Words;
  readonly more?: Words;
  readonly mark?: 'new' | 'gone' | 'empty';
}

export interface Holdings {
  readonly vault: readonly Held[];
  readonly guest: readonly Held[];
  readonly storage: readonly Held[];
}

export type ByteName = 'payload' | 'data-key' | 'wrapped-key' | 'nonce' | 'ciphertext' | 'tag';

/** Shown, shown as what this step is about, or not there and why. */
export type ByteState = 'shown' | 'hot' | { readonly not: Words };

export interface Step {
  readonly id: string;
  readonly name: Words;
  /** One sentence; `{…}` are facts of the walk, see `values.ts`. */
  readonly tale: Words;
  /** The belief that this step ends, and what is so instead. */
  readonly belief?: { readonly said: Words; readonly fact: Words };
  /** What really happens on the way to this step; null: only the eye moves on. */
  readonly act: ActName | null;
  readonly holds: Holdings;
  readonly bytes: Readonly<Record<ByteName, ByteState>>;
  /** Above the call: "request to this desk". */
  readonly where: Words;
  readonly sample: SampleName;
  /** Of the call that this step stands at: the request alone while it is under way, both, or neither where nobody is called. */
  readonly shows: 'request' | 'answer' | 'nothing';
  /** False: the call that is shown was another step's, and so was its line. */
  readonly line?: false;
  /** Where the key lives elsewhere than in a KMS, the step differs in these. */
  readonly elsewhere?: Partial<Pick<Step, 'tale' | 'belief' | 'holds' | 'bytes'>>;
  /** What the logbook says where this step leaves no line; with a line, what is noted under it. */
  readonly log: Words;
}

export interface Flow {
  readonly id: FlowId;
  readonly name: Words;
  /** Beside the name: the field's word. */
  readonly aside?: string;
  readonly steps: readonly Step[];
}

/** The step as it is where the key lives there. */
export const stepAt = (step: Step, place: KeyPlace): Step =>
  step.elsewhere === undefined || place === 'kms' || place === 'hsm' ? step : { ...step, ...step.elsewhere };
