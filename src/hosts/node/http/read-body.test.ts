/** How much memory bodies take that are on their way. */
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ServiceError } from '../../../service/errors.ts';
import { BodyRoom, readRawBody } from './read-body.ts';

const MIB = 1024 * 1024;
let server: Server;
let room: BodyRoom;
let ended: string[];
const sockets: Socket[] = [];

beforeEach(async () => {
  room = new BodyRoom();
  ended = [];
  server = createServer((incoming, outgoing) => {
    readRawBody(incoming, room, String(incoming.headers['x-network']))
      .then(({ length }) => `${length}`)
      .catch((error: unknown) => (error instanceof ServiceError ? error.code : String(error)))
      .then((what) => {
        ended.push(what);
        outgoing.end(what);
      })
      .catch(() => undefined);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

/** Sends the head and `now` bytes of a body of `size`. */
const begin = (network: string, size: number, now: number): Promise<Socket> =>
  new Promise((done) => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1', () => {
      socket.write(`POST / HTTP/1.1\r\nHost: x\r\nX-Network: ${network}\r\nContent-Length: ${size}\r\n\r\n`);
      socket.write(Buffer.alloc(now, 0x20), () => done(socket));
    });
    socket.on('error', () => undefined);
    socket.resume();
    sockets.push(socket);
  });
const until = async (holds: () => boolean): Promise<void> => {
  for (let i = 0; i < 200 && !holds(); i++)
    // oxlint-disable-next-line no-await-in-loop -- looked at again and again
    await new Promise((done) => setTimeout(done, 25));
  expect(holds()).toBe(true);
};

it('is bounded for one network, whatever it sends, and others are served', async () => {
  const many = 64;
  const begun = await Promise.all(Array.from({ length: many }, () => begin('a', MIB, MIB - 1)));
  await until(() => ended.length >= many - 16);
  expect(new Set(ended)).toEqual(new Set(['TooManyRequestsException']));
  expect(room.held).toBeLessThanOrEqual(16 * MIB);
  // What is small goes on, from there too; and what is large, from elsewhere.
  await begin('a', 1_000, 1_000);
  await begin('b', MIB, MIB);
  await until(() => ended.includes('1000') && ended.includes(String(MIB)));
  for (const socket of begun) socket.destroy();
  await until(() => room.held === 0);
  await begin('a', MIB, MIB);
  await until(() => ended.filter((what) => what === String(MIB)).length === 2);
  expect(room.held).toBe(0);
});

it('is bounded for all networks together', async () => {
  await Promise.all(Array.from({ length: 160 }, (_, i) => begin(`n${i}`, MIB, MIB - 1)));
  await until(() => ended.length >= 32);
  expect(room.held).toBeLessThanOrEqual(128 * MIB);
  await begin('another', 16 * 1024, 16 * 1024);
  await until(() => ended.includes(String(16 * 1024)));
});
