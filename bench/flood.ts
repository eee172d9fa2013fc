/**
 * A flood over raw connections, as a process of its own: `flood.ts URL KIND CONNECTIONS SECONDS`. Whoever is cut off comes back at once.
 * Prints how many answers came, by status, and how many connections ended.
 */
import { connect } from 'node:net';

const MIB = 1024 * 1024;

interface Flood {
  /** What is sent on a connection that was just made, and after each answer. */
  readonly bytes: Buffer;
  /** Whether answers are read. */
  readonly reads: boolean;
}

const [url = '', kind = '', connections = '0', seconds = '0'] = process.argv.slice(2);
const { host, port } = new URL(url);

const get = (path: string): Buffer => Buffer.from(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
const signIn = (body: string): Buffer =>
  Buffer.from(
    `POST /api/SignIn HTTP/1.1\r\nHost: ${host}\r\nOrigin: http://${host}\r\nContent-Type: application/json\r\n` +
      `X-Keydesk: 1\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
/** As many members as fit: the dearest to parse. */
function manyMembers(size: number): string {
  const parts = ['"Name":"x"'];
  for (let i = 0, length = 12; length < size - 32; i++) {
    const part = `"${i.toString(36)}":{}`;
    parts.push(part);
    length += part.length + 1;
  }
  return `{${parts.join(',')}}`;
}

const FLOODS: Readonly<Record<string, () => Flood>> = {
  signIn: () => ({ bytes: signIn(manyMembers(MIB)), reads: true }),
  pipelined: () => {
    const one = get('/');
    return {
      bytes: Buffer.concat(Array<Buffer>(Math.floor((64 * 1024) / one.length)).fill(one)),
      reads: false,
    };
  },
  readyz: () => ({ bytes: get('/readyz'), reads: true }),
  page: () => ({ bytes: get('/'), reads: true }),
};

const { bytes, reads } = (FLOODS[kind] ?? FLOODS['page']!)(); // it is there
const end = Date.now() + Number(seconds) * 1000;
const answers: Record<string, number> = {};
let ended = 0;

function come(): void {
  if (Date.now() >= end) return;
  const socket = connect(Number(port), '127.0.0.1', () => socket.write(bytes));
  if (reads)
    socket.on('data', (part) => {
      for (const [, status = ''] of part.toString('latin1').matchAll(/HTTP\/1\.1 (\d{3})/g)) {
        answers[status] = (answers[status] ?? 0) + 1;
        if (Date.now() < end) socket.write(bytes);
        else socket.destroy();
      }
    });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    ended++;
    setImmediate(come);
  });
}

for (let i = 0; i < Number(connections); i++) come();
setTimeout(
  () => {
    process.stdout.write(`flooded ${JSON.stringify({ answers, ended })}\n`);
    process.exit();
  },
  Number(seconds) * 1000,
);
