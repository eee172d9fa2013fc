/** What a desk's keys are in and what its events are on, as its own vault says: a page is no HSM, and has no disk. */
import { BROWSER_MODULE } from '../../domain/ports/vault.ts';
import type { DeskFacts } from './contract.ts';

export interface VaultWords {
  /** Where there is room for a word. */
  readonly short: string;
  /** In a sentence, and at its start. */
  readonly name: string;
  readonly Name: string;
  /** What and where it is, for who wants to know. */
  readonly where: string;
  /** Where every event is before its answer leaves. */
  readonly kept: string;
  /** Who could sign another log with its key. */
  readonly forger: string;
}

export const vaultWords = ({
  Module,
  TokenLabel,
}: Pick<DeskFacts['Vault'], 'Module' | 'TokenLabel'>): VaultWords =>
  Module === BROWSER_MODULE
    ? {
        short: 'WebCrypto',
        name: 'WebCrypto in this browser',
        Name: 'WebCrypto in this browser',
        where: 'in this browser, no HSM',
        kept: 'in this browser’s storage',
        forger: 'A script in this page',
      }
    : {
        short: 'HSM',
        name: 'the HSM',
        Name: 'The HSM',
        where: `${Module}, token ${TokenLabel}`,
        kept: 'on disk',
        forger: 'Whoever holds the HSM’s token and its PIN',
      };
