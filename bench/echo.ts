/**
 * The measure of all ratios: a bare node:http server that reads a JSON body and answers JSON of the size of a GenerateDataKey answer.
 * No authentication, no policy, no HSM, no disk. Run by itself; prints its URL.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const ANSWER_BYTES = 302;
const frame = JSON.stringify({ read: 0, padding: '' }).length;

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const members = Object.keys(JSON.parse(Buffer.concat(chunks).toString('utf8'))).length;
    const body = JSON.stringify({ read: members, padding: 'x'.repeat(ANSWER_BYTES - frame) });
    response.writeHead(200, {
      'content-type': 'application/x-amz-json-1.1',
      'content-length': Buffer.byteLength(body),
    });
    response.end(body);
  });
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo; // a TCP server
  process.stdout.write(`echo on http://localhost:${port}\n`);
});
process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
});
