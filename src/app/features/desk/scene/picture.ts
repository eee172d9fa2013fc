/**
 * What the scene is given to show: pure data. A step's picture says what stands where; the facts of the walk say which version is on the
 * seal and which bytes are on the case.
 */
import type { Outcome } from '../../../../domain/audit/event.ts';
import type { Station } from './stations.ts';

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
  /** How many versions the key has beside those in `versions`: they hang in the vault, too. Left out: none. */
  readonly older?: number;
  /**
   * The step is about another key than `keyName`: its alias, without the prefix. Then the version on the envelope's seal is that key's, it
   * alone hangs in the vault, with its name beside it, and `versions`, `older` and `keyState` say nothing.
   */
  readonly otherKey?: string;
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
  /** The vault is software: who carries off its files has its keys. Left out: a device, which erases them. */
  readonly soft?: boolean;
  /** What goes between guest and desk goes inside TLS. Left out: it does not, as on loopback. */
  readonly tls?: boolean;
  /** Envelopes that the compromised service opened, and how many there are. */
  readonly opened: { readonly count: number; readonly of: number } | null;
  /** A refusal that the step did not mean to show: drawn where it happened. */
  readonly refusedAt: 'desk' | 'vault' | null;
}

/** One house, two pictures: four rooms side by side (960 × 370), or three floors (440 × 822). */
export type Layout = 'wide' | 'tall';

/** Part of an envelope, as the bytes panel names it: what is pointed at there lights up here, and the other way round. */
export type ByteName = 'payload' | 'data-key' | 'wrapped-key' | 'nonce' | 'ciphertext' | 'tag';

/** Everything that can stand somewhere, and how it can look there. Master keys are not among it: they have no other place than their hook. */
export const LOOKS = {
  others: ['faint'],
  thief: ['torch', 'aim', 'idle', 'haul'],
  guest: ['desk', 'case', 'wipe', 'free', 'stranger'],
  rack: ['stand'],
  box: ['erased', 'whole'],
  trunk: ['copy', 'large'],
  notebook: ['keyed', 'name'],
  board: ['keyed', 'pass', 'plain'],
  beam: ['lit', 'board'],
  services: ['row', 'taken'],
  luggage: ['open', 'locked'],
  luggageStays: ['locked'],
  luggage2: ['locked'],
  parcel: ['open'],
  envelope: ['sealed', 'opened', 'flipped'],
  envelopeStays: ['sealed'],
  envelope2: ['sealed'],
  renewed: ['sealed'],
  roomkey: ['whole', 'bare', 'wiped'],
  ghost: ['kept'],
  slips: ['many'],
  single: ['one'],
  cover: ['closed', 'off'],
  clerk: ['tray', 'out', 'down', 'palm'],
  slip: ['asking'],
} as const;

export type Thing = keyof typeof LOOKS;

/** All things, from back to front. */
export const THINGS = Object.keys(LOOKS) as readonly Thing[]; // of a const record: its keys are the things
/** What can move in a step: a thing, or the pen that writes the line into the book. */
export type Mover = Thing | 'line';

export type LookOf<T extends Thing> = (typeof LOOKS)[T][number];

/** A line of a label: its words, and how they are set. An empty word leaves the line out. */
export interface Line {
  readonly say: Words;
  readonly as: 'strong' | 'small' | 'plate' | 'mono' | 'no' | 'cipher' | 'nonce' | 'tag';
}

/** Where a label stands in one of the two pictures. `leader` is a path that touches the label's thing. */
export interface Spot {
  readonly x: number;
  readonly y: number;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly leader?: string;
  /** In the wide picture: the leader touches the version in use, wherever it hangs. */
  readonly touches?: Halo;
  /** Where the lines break differently here. */
  readonly lines?: readonly Line[];
}

/** `{seal}`, `{newest}`, `{guest}`, `{key}`, `{count}`, `{of}`, `{old}` in its words are filled in from the facts. */
export interface Label {
  readonly lines: readonly Line[];
  readonly wide: Spot | null;
  readonly tall: Spot | null;
}

/** What is drawn beside things: ways, crosses, thin lines and an equals sign. A way always stays dotted. */
export interface Mark {
  readonly draw: 'way' | 'cross' | 'thin' | 'bold';
  /** Of a way: what goes along it. */
  readonly of?: 'plain' | 'key' | 'refusal';
  /** Drawn before people and luggage, so that it passes behind them. */
  readonly behind?: true;
  readonly wide: string | null;
  readonly tall: string | null;
}

/** Which of the master key versions is in use: it gets the halo, no more. */
export type Halo = 'opens' | 'seals';

/** One step, as data: a row `thing: station:look`, and what is said beside it. */
export interface PictureTable {
  readonly lit: readonly Room[];
  readonly at: { readonly [T in Thing]?: `${Station}:${LookOf<T>}` };
  readonly halo: readonly Halo[];
  /** Whether this step writes a line into the book: it is drawn before anything comes back. */
  readonly line: boolean;
  readonly labels: readonly Label[];
  readonly marks: readonly Mark[];
  /**
   * What hangs in the vault. `own`: with a bolt of one's own; `empty`: the key lives elsewhere; `gone`: the box was carried off; `ten`: one
   * master key for each service.
   */
  readonly vault?: 'own' | 'empty' | 'gone' | 'ten';
  /** The one place where guest and storage stand in the same hall: ten services, each with its own luggage. */
  readonly hall?: true;
  /**
   * Things in the order in which they move, one at a time; what stands in a list of its own moves together, as what is tied does. What is
   * not named comes before them, and the line in the book after, unless it is named.
   */
  readonly order?: readonly (Mover | readonly Mover[])[];
  /** Where a thing comes from that did not stand in the step before, or whose last place was another story. */
  readonly enters?: { readonly [T in Thing]?: Station };
  /** Where the vault is software and the key lives in it, the picture differs in these. */
  readonly soft?: Overlay;
  /** Where the way to the desk is inside TLS, the picture differs in these. */
  readonly tls?: Overlay;
  /** Where the key lives elsewhere, the picture differs in these. */
  readonly where?: { readonly [P in KeyPlace]?: Overlay };
}

/** What takes the place of a step's own rows where something else is true. */
export type Overlay = Partial<Omit<PictureTable, 'where' | 'soft' | 'tls'>>;
