/**
 * The connections that are open: how many one network may hold, how much may be asked on one at once, and who goes when there are too
 * many. A connection is a stranger's until a request on it was verified.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export interface ConnectionLimits {
  /** Of all together. Then the oldest stranger's gives way. */
  readonly all: number;
  /**
   * Of the networks of an address, narrowest first (`networksOf`): an address or /64, a /56, a /48. An SDK holds 50 at most. Then the oldest
   * stranger's of that network gives way, or whoever shares an address with somebody who holds them all could not even come in.
   */
  readonly ofNetworks: readonly number[];
  /**
   * Requests of one connection that are not answered yet. Browsers and SDKs wait for each answer; whoever does not has thousands of
   * requests in one packet, and answers that nobody reads are memory.
   */
  readonly inFlight: number;
}

export const CONNECTION_LIMITS: ConnectionLimits = { all: 4_096, ofNetworks: [512, 768, 1_024], inFlight: 8 };

/** What Node's parser is told of a request to upgrade. */
const ANOTHER_PROTOCOL = 2;

interface Connection {
  /** What is destroyed to end it: the TLS socket once there is one. */
  socket: Socket;
  readonly peer: string;
  readonly networks: readonly string[];
  readonly unanswered: Set<ServerResponse>;
  isOpen: boolean;
}

/** A TLS socket and the socket below have it in common; one peer has it once at a time. */
const peerOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;

export class Connections {
  readonly #limits: ConnectionLimits;
  readonly #byPeer = new Map<string, Connection>();
  readonly #bySocket = new WeakMap<Socket, Connection>();
  /** Oldest first. */
  readonly #strangers = new Set<Connection>();
  /** The same by network. */
  readonly #strangersOf = new Map<string, Set<Connection>>();
  readonly #held = new Map<string, number>();
  /** Refused or cut since the start, because too many were held. */
  refused = 0;

  constructor(limits: ConnectionLimits) {
    this.#limits = limits;
  }

  get open(): number {
    return this.#byPeer.size;
  }

  /**
   * A connection was made; `networks` is empty for a trusted proxy, which speaks for many. Destroys it when its networks hold too many, and
   * each of those is somebody's.
   */
  accept(socket: Socket, networks: readonly string[]): void {
    const isFull = networks.some(
      (network, i) =>
        this.#heldBy(network) >= (this.#limits.ofNetworks[i] ?? 0) &&
        !this.#giveWay(this.#strangersOf.get(network)),
    );
    if (isFull || (this.open >= this.#limits.all && !this.#giveWay(this.#strangers))) {
      this.refused++;
      socket.destroy();
      return;
    }
    const connection = { socket, peer: peerOf(socket), networks, unanswered: new Set<never>(), isOpen: true };
    this.#byPeer.set(connection.peer, connection);
    this.#bySocket.set(socket, connection);
    if (networks.length > 0) this.#strangers.add(connection);
    for (const network of networks) {
      this.#held.set(network, this.#heldBy(network) + 1);
      const strangers = this.#strangersOf.get(network);
      if (strangers === undefined) this.#strangersOf.set(network, new Set([connection]));
      else strangers.add(connection);
    }
    socket.once('close', () => this.#forget(connection));
  }

  /** Its handshake is done: requests name this socket from now on. */
  secured(socket: Socket): void {
    const connection = this.#byPeer.get(peerOf(socket));
    if (connection === undefined) return;
    connection.socket = socket;
    this.#bySocket.set(socket, connection);
  }

  /** Whether a request is to be looked at. Ends the connection on which too many wait for their answers; it is too late to read on slower. */
  begin({ socket }: IncomingMessage, outgoing: ServerResponse): boolean {
    const connection = this.#bySocket.get(socket);
    if (connection === undefined || !connection.isOpen) return false;
    const { unanswered } = connection;
    if (unanswered.size >= this.#limits.inFlight) {
      this.#cut(connection);
      // The rest of the packet would be parsed all the same, an object for each request. No documented call stops Node's parser; it stops
      // where what follows is another protocol.
      const { parser } = socket as Socket & { parser?: { onIncoming?: () => number } | null }; // a server's socket has one
      if (parser) parser.onIncoming = () => ANOTHER_PROTOCOL;
      return false;
    }
    unanswered.add(outgoing);
    outgoing.once('close', () => unanswered.delete(outgoing));
    return true;
  }

  /** A request on it was verified: it is nobody's to take any more. */
  verified(socket: Socket): void {
    const connection = this.#bySocket.get(socket);
    if (connection !== undefined) this.#isKnown(connection);
  }

  /** Whether an answer is on its way, into which nothing else may be written. */
  isAnswering(socket: Socket): boolean {
    return [...(this.#bySocket.get(socket)?.unanswered ?? [])].some(({ headersSent }) => headersSent);
  }

  /** Cuts the oldest; false when there is none. */
  #giveWay(strangers: ReadonlySet<Connection> = new Set()): boolean {
    const [oldest] = strangers;
    if (oldest === undefined) return false;
    this.#cut(oldest);
    return true;
  }

  #isKnown(connection: Connection): void {
    if (!this.#strangers.delete(connection)) return;
    for (const network of connection.networks) {
      const strangers = this.#strangersOf.get(network);
      strangers?.delete(connection);
      if (strangers?.size === 0) this.#strangersOf.delete(network);
    }
  }

  #cut(connection: Connection): void {
    this.refused++;
    this.#forget(connection);
    connection.socket.destroy();
  }

  #forget(connection: Connection): void {
    if (!connection.isOpen) return;
    connection.isOpen = false;
    this.#byPeer.delete(connection.peer);
    this.#isKnown(connection);
    for (const network of connection.networks) {
      const left = this.#heldBy(network) - 1;
      if (left > 0) this.#held.set(network, left);
      else this.#held.delete(network);
    }
  }

  #heldBy(network: string): number {
    return this.#held.get(network) ?? 0;
  }
}
