/** Gives the browser a file to keep. */
export function download(
  name: string,
  type: 'text/csv' | 'application/json' | 'application/jsonl',
  text: string,
): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken hold of it by then; kept for ever it would hold the text in memory.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
