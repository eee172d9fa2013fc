const number = new Intl.NumberFormat('en');

/** Bytes as everybody reads them: `1.8 GB`, `240 MB`; never less than 1 MB. */
export const sizeText = (bytes: number): string =>
  bytes < 1e9
    ? `${number.format(Math.max(1, Math.round(bytes / 1e6)))} MB`
    : `${number.format(Math.round(bytes / 1e8) / 10)} GB`;
