import { shortAlias, shortId } from './shorten.ts';

/** What a person calls the key: its first alias, else its id. */
export const keyName = (key: { readonly Aliases: readonly string[]; readonly KeyId: string }): string => {
  const [alias] = key.Aliases;
  return alias === undefined ? shortId(key.KeyId) : shortAlias(alias);
};
