/**
 * The Unix socket for `keydesk …` commands on a running desk: whoever may open it (0600, the owner) acts as the account's root
 * principal. The path is short because of the 108-byte limit, and named in the data directory.
 */
import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { readBody } from '../../../service/dispatch/read-body.ts';
import { ServiceError, wireError } from '../../../service/errors.ts';
import { operationOfName } from '../../../service/operations/index.ts';
import { rootPrincipal } from '../../../service/principals.ts';
import { SettingError } from '../config/setting-error.ts';
import { asServiceError } from '../../../service/wire-answer.ts';
import type { HttpTools } from './context.ts';
import { bodyText } from './read-body.ts';

const MOST_BODY = 1024 * 1024;
export const SOCKET_FILE = 'socket';

export function socketPath(dataDirectory: string): string {
  const id = createHash('sha256').update(resolve(dataDirectory)).digest('hex').slice(0, 16);
  return join(tmpdir(), `keydesk-${process.getuid?.() ?? 0}-${id}`, 's');
}

/** The directory for temporary files is everybody's: what stands at our place there must be a directory of this user, or somebody waits for us. */
function makeOwnDirectory(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const found = lstatSync(directory);
  if (!found.isDirectory() || found.uid !== (process.getuid?.() ?? found.uid))
    throw new SettingError(
      'KEYDESK_DATA',
      `the place of its socket, ${directory}, is not this user's own: remove it.`,
    );
  chmodSync(directory, 0o700);
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MOST_BODY)
      throw new ServiceError('RequestEntityTooLargeException', 'The body is larger than 1 MiB.');
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}

/** Listens; resolves with the server when the socket is there. */
export async function listenOnSocket(tools: HttpTools, dataDirectory: string): Promise<Server> {
  const path = socketPath(dataDirectory);
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const requestId = tools.newRequestId();
    let status = 200;
    let body: unknown;
    try {
      const name = /^\/api\/(\w+)$/.exec(request.url ?? '')?.[1];
      const operation = name === undefined ? undefined : operationOfName(name);
      if (request.method !== 'POST' || operation === undefined || operation.on === 'public')
        throw new ServiceError('UnknownOperationException', 'There is no such operation.');
      const bytes = await bodyOf(request);
      const call = {
        principal: rootPrincipal(tools.desk.meta.accountId),
        via: 'cli' as const,
        credential: null,
        sessionId: null,
        source: 'unix:',
        agent: 'keydesk',
        requestId,
        secure: true,
        time: tools.desk.wallClock.now(),
        passwordFresh: true,
        stillValid: () => true,
      };
      if (operation.on === 'stream')
        return await tools.streams.send(response, operation, call, () => readBody(bodyText(bytes)));
      body = (await tools.dispatch.run(operation, call, () => readBody(bodyText(bytes)))).output;
    } catch (error) {
      if (!(error instanceof ServiceError))
        tools.log.error({ error, requestId }, 'request on the socket failed');
      ({ status, body } = wireError(asServiceError(error)));
    }
    response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-requestid': requestId });
    response.end(JSON.stringify(body));
  };
  const server = createServer((request, response) => void handle(request, response));
  makeOwnDirectory(dirname(path));
  rmSync(path, { force: true });
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(path, done);
  });
  chmodSync(path, 0o600);
  server.once('close', () => rmSync(dirname(path), { recursive: true, force: true }));
  writeFileSync(join(dataDirectory, SOCKET_FILE), `${path}\n`, { mode: 0o600 });
  return server;
}
