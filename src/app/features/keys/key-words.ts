import { specRow } from '../../../domain/keys/key-specs.ts';
import type { KeySummary } from '../../query/contract.ts';
import type { IconName } from '../../ui/icon.tsx';
import { keyName } from '../../ui/key-name.ts';
import { shortAlias, shortId } from '../../ui/shorten.ts';

/** Characters of a name that a button and a message have room for. */
const MOST_OF_NAME = 36;

/** The name as a button and a message have room for it. */
export const shortName = (key: Pick<KeySummary, 'Aliases' | 'KeyId'>): string =>
  shortId(keyName(key), MOST_OF_NAME);

/** Typed to confirm what cannot be undone: the alias, or the last eight of the id. */
export const confirmText = (key: Pick<KeySummary, 'Aliases' | 'KeyId'>): string => {
  const [alias] = key.Aliases;
  return alias === undefined ? key.KeyId.slice(-8) : shortAlias(alias);
};

const FAMILY_ICON = { symmetric: 'key', hmac: 'mac', asymmetric: 'sign' } as const satisfies Record<
  string,
  IconName
>;

export const keyIcon = (key: Pick<KeySummary, 'KeySpec'>): IconName =>
  FAMILY_ICON[specRow(key.KeySpec).family];
export const specLabel = (key: Pick<KeySummary, 'KeySpec'>): string => specRow(key.KeySpec).label;
