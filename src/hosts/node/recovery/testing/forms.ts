/** The forms in which a secret could lie in a file. */

const urlSafe = (text: string): string => text.replaceAll('+', '-').replaceAll('/', '_');

/** Base64 of the secret wherever it may begin in a longer text that was encoded: only the characters that it alone decides. */
function base64Forms(secret: Buffer): string[] {
  return [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), secret]).toString('base64');
    const from = Math.ceil((offset * 8) / 6);
    const bits = (offset + secret.length) * 8;
    return text.slice(from, Math.floor(bits / 6));
  });
}

/** Raw bytes, base64 and base64url at every alignment, hex in both cases. */
export function formsOf(secret: Uint8Array | string): readonly Buffer[] {
  const raw = Buffer.from(secret as Uint8Array); // Buffer.from reads text as UTF-8 and copies bytes
  const base64 = base64Forms(raw);
  const texts = [...base64, ...base64.map(urlSafe), raw.toString('hex'), raw.toString('hex').toUpperCase()];
  return [raw, ...new Set(texts)].map((form) => Buffer.from(form as string)); // text or bytes, as above
}

/** Which of the named secrets are in these bytes, in any form. */
export const foundIn = (
  bytes: Buffer,
  secrets: ReadonlyMap<string, Uint8Array | string>,
): readonly string[] =>
  [...secrets]
    .filter(([, secret]) => formsOf(secret).some((form) => bytes.includes(form)))
    .map(([name]) => name);
