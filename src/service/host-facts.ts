/** What the host knows of itself and lets the desk show: where it runs and how it was configured. Never a secret. */

export type SettingSource = 'environment' | 'env-file' | 'default';

export interface SettingFact {
  readonly name: string;
  /** Settings that belong together. */
  readonly group: string;
  /** What is in effect; null when nothing is set, and always for a secret. */
  readonly value: string | null;
  /** Its value is never told, only whether there is one. */
  readonly secret: boolean;
  readonly set: boolean;
  readonly source: SettingSource;
  /** What holds when it is not set, in words. */
  readonly whenUnset: string;
  readonly meaning: string;
  /** `first-start`: cannot be changed any more. */
  readonly takesEffect: 'restart' | 'first-start';
}

/** `data-directory`: in a file beside the token's or the database's own. `none`: the vault is a browser's, and asks for no PIN. */
export type PinPlace = 'data-directory' | 'file' | 'environment' | 'none';

export interface HostFacts {
  /** ms */
  readonly startedAt: number;
  readonly dataDirectory: string;
  readonly pinPlace: PinPlace;
  /** Whether the token's own files lie in the data directory too. */
  readonly tokenInDataDirectory: boolean;
  readonly settings: readonly SettingFact[];
}
