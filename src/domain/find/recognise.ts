/** What was pasted into the palette, by its form alone: where it leads is known before anything is searched. */
import { parseKeyId } from '../keys/identifiers.ts';

export type Recognised =
  /** A UUID: of a key or of a request, their form is one. */
  | { readonly form: 'uuid'; readonly id: string }
  | { readonly form: 'key'; readonly id: string }
  | { readonly form: 'alias'; readonly name: string }
  | { readonly form: 'principal'; readonly arn: string }
  | { readonly form: 'accessKey'; readonly id: string }
  /** SHA-256 of a ciphertext blob, as events name an envelope. */
  | { readonly form: 'envelope'; readonly digest: string };

const IAM_ARN = /^arn:aws:iam::\d{12}:(?:root|(?:user|role)\/[\w+=,.@/-]{1,128})$/;
const ACCESS_KEY = /^(?:KDAK|AKIA)[A-Z2-7]{16}$/;
const DIGEST = /^(?:sha256:)?([0-9a-f]{64})$/i;

/** Null for everything that is only words. At most 2,048 characters are looked at. */
export function recognise(pasted: string): Recognised | null {
  const text = pasted.trim();
  if (text.length > 2048) return null;
  const digest = DIGEST.exec(text)?.[1];
  if (digest !== undefined) return { form: 'envelope', digest: digest.toLowerCase() };
  if (IAM_ARN.test(text)) return { form: 'principal', arn: text };
  if (ACCESS_KEY.test(text)) return { form: 'accessKey', id: text };
  const parsed = parseKeyId(text);
  switch (parsed.form) {
    case 'id':
      return { form: 'uuid', id: parsed.id.toLowerCase() };
    case 'keyArn':
      return { form: 'key', id: parsed.id.toLowerCase() };
    case 'aliasName':
    case 'aliasArn':
      return { form: 'alias', name: parsed.name };
    case 'invalid':
      return null;
  }
}
