/** The Vault page's views in the URL. */
import { paths } from '../../paths.ts';
import type { Span } from './latency-rules.ts';

export interface VaultSearch {
  readonly span: Span;
  /** The strip's numbers as a table. */
  readonly table: boolean;
  /** Also the mechanisms that nothing here needs. */
  readonly allMechanisms: boolean;
}

/** What means nothing here leaves the usual view. */
export const parseVaultSearch = (search: URLSearchParams): VaultSearch => ({
  span: search.get('span') === 'hour' ? 'hour' : 'minutes',
  table: search.get('show') === 'table',
  allMechanisms: search.get('mechanisms') === 'all',
});

export const vaultPath = ({ span, table, allMechanisms }: VaultSearch): string =>
  paths.vault({
    span: span === 'hour' ? 'hour' : undefined,
    show: table ? 'table' : undefined,
    mechanisms: allMechanisms ? 'all' : undefined,
  });
