/** The console's files. index.html goes out with a fresh nonce each time; everything else is immutable by its hashed name. */
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import type { Env } from './context.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** No inline script, no foreign origin; style elements (React Aria, CodeMirror) by nonce; script sinks only through our one policy. */
export const contentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types keydesk',
  ].join('; ');

/** A script may be a worker's, which lives by its own file's policy and not by its page's. */
const SCRIPT_POLICY = "default-src 'self'; frame-ancestors 'none'";

const NOT_BUILT = 'The console is not built. Run "npm start" (it builds the console) or "npm run build".\n';

/** `sent`: hears how large a file was that goes out. */
export function consoleFiles(
  directory: string | null,
  sent: (c: Context<Env>, bytes: number) => void,
): (c: Context<Env>) => Promise<Response> {
  const kept = new Map<string, Buffer<ArrayBuffer>>();
  const read = async (path: string): Promise<Buffer<ArrayBuffer> | null> => {
    const known = kept.get(path);
    if (known !== undefined) return known;
    const file = directory === null ? null : await readFile(join(directory, path)).catch(() => null);
    // Only what exists is kept: paths are the caller's, so the map stays as large as the build.
    if (file !== null) kept.set(path, file);
    return file;
  };

  const index = async (c: Context<Env>): Promise<Response> => {
    const page = await read('index.html');
    if (page === null) return c.text(NOT_BUILT, 503);
    const nonce = randomBytes(18).toString('base64');
    return c.body(page.toString('utf8').replaceAll('__CSP_NONCE__', nonce), 200, {
      'content-type': TYPES['.html']!,
      'cache-control': 'no-store',
      'content-security-policy': contentSecurityPolicy(nonce),
    });
  };

  return async (c) => {
    const path = normalize(decodePath(c.req.path)).replace(/^[/\\]+/, '');
    if (path.includes('\0') || path.split(sep).includes('..')) return c.text('Not found', 404);
    const extension = extname(path);
    if (extension === '' || extension === '.html') return index(c);
    const file = path.startsWith('.') ? null : await read(path);
    if (file === null) return c.text('Not found', 404);
    // The kept bytes themselves: whoever does not read them holds no copy of their own.
    sent(c, file.length);
    return c.body(file, 200, {
      'content-type': TYPES[extension] ?? 'application/octet-stream',
      ...(extension === '.js' ? { 'content-security-policy': SCRIPT_POLICY } : {}),
      'cache-control': path.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    });
  };
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return '\0'; // no file's
  }
}
