/** As many as the service gives at once. */
export const AT_ONCE = 1000;

/**
 * Every page of a list, one after the other: each says where the next begins, and no more is asked for at once than the service
 * gives. `read` gets the marker of its page; rejects as `read` does.
 */
export async function allPages<P extends { readonly NextMarker?: string | undefined }>(
  read: (marker: string | undefined) => Promise<P>,
): Promise<readonly P[]> {
  const pages: P[] = [];
  let marker: string | undefined;
  do {
    // oxlint-disable-next-line no-await-in-loop -- each page says where the next begins
    const page = await read(marker);
    pages.push(page);
    marker = page.NextMarker;
  } while (marker !== undefined);
  return pages;
}
