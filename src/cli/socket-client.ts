/** Commands that change a running desk go through its Unix socket, named in the data directory. */
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';

export class UnreachableError extends Error {}

export class RefusedError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

function pathOf(dataDirectory: string): string {
  try {
    return readFileSync(join(dataDirectory, 'socket'), 'utf8').trim();
  } catch {
    throw new UnreachableError(
      `No desk has run in ${dataDirectory}. Start it with "npm start", or set KEYDESK_DATA to its directory.`,
    );
  }
}

/** One operation on the running desk. Rejects with UnreachableError or RefusedError. */
export function callDesk(
  dataDirectory: string,
  operation: string,
  input: unknown,
): Promise<Record<string, unknown>> {
  const socketPath = pathOf(dataDirectory);
  return new Promise((done, fail) => {
    const sent = request(
      {
        socketPath,
        path: `/api/${operation}`,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
      },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('error', fail);
        response.on('end', () => {
          const body = JSON.parse(Buffer.concat(parts).toString('utf8')) as Record<string, unknown>; // the desk's own answer
          if (response.statusCode === 200) done(body);
          else fail(new RefusedError(String(body['__type']), String(body['message'] ?? body['__type'])));
        });
      },
    );
    sent.on('error', () =>
      fail(new UnreachableError(`The desk in ${dataDirectory} is not running. Start it with "npm start".`)),
    );
    sent.end(JSON.stringify(input));
  });
}
