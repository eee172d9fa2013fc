/** Who writes an answer: Hono, or Node's own response on the hot path. */
import type { ServerResponse } from 'node:http';
import type { Context } from 'hono';
import type { WireAnswer } from '../../../service/wire-answer.ts';
import type { Env } from './context.ts';

export const toResponse = (c: Context<Env>, { status, headers, body }: WireAnswer): Response =>
  c.body(body, status as 200, headers); // a status of the errors table

export function send(outgoing: ServerResponse, { status, headers, body }: WireAnswer): void {
  outgoing.writeHead(status, {
    ...headers,
    'content-length': Buffer.byteLength(body),
    'x-content-type-options': 'nosniff',
  });
  outgoing.end(body);
}
