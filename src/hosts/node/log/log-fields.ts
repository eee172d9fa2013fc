/** What may enter the operational log: plain, bounded values, with whatever is named like a secret taken out. */

export const REDACTED = '[redacted]';

const MAX_DEPTH = 6;
const MAX_ENTRIES = 100;
const MAX_TEXT = 8192;

/** Ends of member names, in lower case without `-` and `_`. */
const SECRET_ENDINGS = [
  'accesskey',
  'apikey',
  'authorization',
  'cookie',
  'cookies',
  'credential',
  'credentials',
  'derivedkey',
  'passphrase',
  'pin',
  'plaintext',
  'privatekey',
  'sessionid',
  'signature',
  'signingkey',
  'token',
  'tokens',
];
/** Anywhere in the name. */
const SECRET_PARTS = ['password', 'secret'];

/** Whether a member of this name may hold a secret: `secretAccessKey`, `x-amz-security-token`, `PKCS11_PIN`, but not `tokenLabel`. */
export function isSecretName(name: string): boolean {
  const plain = name.toLowerCase().replace(/[-_]/g, '');
  return (
    SECRET_PARTS.some((part) => plain.includes(part)) || SECRET_ENDINGS.some((end) => plain.endsWith(end))
  );
}

/** The logger's own members: a field of that name would stand in the line twice. */
const OWN_MEMBERS: ReadonlySet<string> = new Set(['level', 'time', 'msg']);

/** A copy of the fields that is safe to write. Bytes become their length, errors their type, code, message and stack. */
export function safeFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    define(out, OWN_MEMBERS.has(name) ? `${name}_` : name, value, 1);
  }
  return out;
}

function define(out: Record<string, unknown>, name: string, value: unknown, depth: number): void {
  const safe = isSecretName(name) ? REDACTED : safeValue(value, depth);
  // `__proto__` is a name like any other.
  Object.defineProperty(out, cut(name), {
    value: safe,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

const cut = (text: string): string =>
  text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}… (${text.length})` : text;

function safeValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return cut(value);
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object') return `[${typeof value}]`;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '[invalid date]' : value.toISOString();
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (depth >= MAX_DEPTH) return '[…]';
  if (value instanceof Error) return safeError(value, depth);
  if (Array.isArray(value) || value instanceof Set) {
    return [...value].slice(0, MAX_ENTRIES).map((entry) => safeValue(entry, depth + 1));
  }
  const entries =
    value instanceof Map
      ? [...value].map(([name, member]) => [String(name), member] as const)
      : Object.entries(value);
  const out: Record<string, unknown> = {};
  for (const [name, member] of entries.slice(0, MAX_ENTRIES)) {
    if (member !== undefined) define(out, name, member, depth + 1);
  }
  return out;
}

/** Own members of an error are not looked at, but for `code` and `cause`: libraries hang whole requests on them. */
function safeError(error: Error, depth: number): Record<string, unknown> {
  const out: Record<string, unknown> = { type: error.name, message: cut(error.message) };
  if ('code' in error && (typeof error.code === 'string' || typeof error.code === 'number'))
    out['code'] = error.code;
  if (error.stack !== undefined) out['stack'] = cut(error.stack);
  if (error.cause !== undefined) out['cause'] = safeValue(error.cause, depth + 1);
  return out;
}
