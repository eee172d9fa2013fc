/**
 * What the scene is given to show: pure data. A step's picture says what stands where; the facts of the walk say which version is on the
 * seal and which bytes are on the case.
 */
import type { Outcome } from '../../../../domain/audit/event.ts';

export type FlowId = 'check-in' | 'come-back' | 'rotate' | 'turned-away' | 'thief' | 'one-key' | 'direct';

/** The hotel in section, left to right: HSM, KMS API, application, database. */
export type Room = 'vault' | 'desk' | 'guest' | 'storage';

/** The same scene in the hotel's words (with the field's beside them), or in the field's alone. */
export type Vocabulary = 'hotel' | 'field';

/** In both vocabularies: the hotel's, the field's. One string where they are the same. */
export type Words = string | readonly [hotel: string, field: string];

/** Where a key can live: the article's spectrum, worst to best. */
export type KeyPlace = 'code' | 'environment' | 'kms' | 'hsm';

/** What is true of this walk at this step, for what the picture writes on things. */
export interface SceneFacts {
  /** Of the master key: alias without its prefix. */
  readonly keyName: string;
  /** Versions in the vault, ascending; the last one seals. */
  readonly versions: readonly number[];
  readonly keyState: 'Enabled' | 'Disabled' | 'PendingDeletion';
  /** `user/anna`: over the guest's head where it matters. */
  readonly guest: string;
  /** Begin of the payload, for the paper in the open case; empty for bytes that are no text. */
  readonly payload: string;
  /** Hex of the ciphertext and of the second record's, for the case; null before there is one. */
  readonly cipher: string | null;
  readonly secondCipher: string | null;
  /** Version on the seal of each envelope. */
  readonly seal: number;
  readonly secondSeal: number;
  /** The line that this step wrote into the logbook. */
  readonly line: Outcome | null;
  /** Where the key lives, in the thief's flow. */
  readonly place: KeyPlace;
  /** Envelopes that the compromised service opened, and how many there are. */
  readonly opened: { readonly count: number; readonly of: number } | null;
  /** A refusal that the step did not mean to show: drawn where it happened. */
  readonly refusedAt: 'desk' | 'vault' | null;
}
