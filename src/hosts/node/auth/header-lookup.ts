/** Header lookup for SigV4 over Node's `rawHeaders`: every repeat counts, in the order received. */

/** The value of a header by its lower-case name; repeats joined by a comma without space; undefined when absent. */
export type HeaderLookup = (name: string) => string | undefined;

/**
 * From `IncomingMessage.rawHeaders` (name, value, name, value …). Node's `headers` and `Headers` will not do: they drop the second
 * `Host` or `Date` (which the signature would then not cover), and join others by comma *and* space, which is not how they are signed.
 */
export function headerLookup(rawHeaders: readonly string[]): HeaderLookup {
  const values = new Map<string, string>();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    // The bound of the loop says that both are there.
    const name = rawHeaders[i]!.toLowerCase();
    const value = rawHeaders[i + 1]!;
    const before = values.get(name);
    values.set(name, before === undefined ? value : `${before.trim()},${value.trim()}`);
  }
  return (name) => values.get(name);
}
