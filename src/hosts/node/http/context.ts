import type { IncomingMessage } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import type { BackOff, NetworkBackOff } from '../auth/back-off.ts';
import type { KnownDevices } from '../auth/known-devices.ts';
import type { Sessions } from '../../../service/start/sessions.ts';
import type { AccessKeyState } from '../auth/sigv4.ts';
import type { Log } from '../log/operational-log.ts';
import type { Desk } from '../../../service/operation.ts';
import type { Dispatch } from '../../../service/dispatch/dispatch.ts';
import type { Ledger } from '../../../service/ledger/ledger.ts';
import type { Checkpoints } from '../../../service/start/checkpoints.ts';
import type { Health } from '../../../service/start/health.ts';
import type { FrontDoor } from './front-door.ts';
import type { BodyRoom } from './read-body.ts';
import type { Streams } from './streams.ts';

export type Env = { Bindings: HttpBindings };

/** What the routes stand on. */
export interface HttpTools {
  readonly desk: Desk;
  readonly dispatch: Dispatch;
  readonly ledger: Ledger;
  readonly sessions: Sessions;
  readonly streams: Streams;
  readonly lookupAccessKey: (accessKeyId: string) => AccessKeyState;
  readonly backOff: {
    readonly perAccount: BackOff;
    readonly perNetwork: NetworkBackOff;
    readonly perDevice: BackOff;
  };
  readonly devices: KnownDevices;
  readonly health: Health;
  readonly checkpoints: Checkpoints;
  readonly log: Log;
  readonly secure: boolean;
  /** Origins that the console is served under: `http://localhost:7070` and the like. */
  readonly origins: ReadonlySet<string>;
  /** Host headers that the cookie path accepts (DNS rebinding). */
  readonly hosts: ReadonlySet<string>;
  /** Those of them under which this machine is told the metrics; none where a proxy on it may not show. */
  readonly localHosts: ReadonlySet<string>;
  readonly cookieName: string;
  readonly deviceCookieName: string;
  readonly clientAddress: (request: IncomingMessage) => string;
  readonly isTrustedProxy: (peer: string | undefined) => boolean;
  /** The public URL's host, when the peer is a trusted proxy. */
  readonly publicHost: (request: IncomingMessage) => string | undefined;
  readonly newRequestId: () => string;
  readonly door: FrontDoor;
  readonly bodies: BodyRoom;
  /** Directory of the built console; null when it was not built. */
  readonly consoleDirectory: string | null;
}
