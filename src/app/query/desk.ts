import { createClient, type Client } from '../../client/client.ts';
import { deskFetch } from '../transport.ts';
import { noticing } from './reach.ts';

/** The desk behind this page. */
const client = createClient({ fetch: deskFetch });

/** Calls an operation over the session's cookie. Rejects with KeydeskError, or with an AbortError when aborted. */
export const call: Client['call'] = (name, input, options) => noticing(client.call(name, input, options));

/** Events as they are recorded, until the signal aborts; goes on by itself when the connection was cut. */
export const tailAuditEvents: Client['tailAuditEvents'] = (input, options) =>
  client.tailAuditEvents(input, options);

/** The doctor's messages as it looks at the desk, until it has ended. */
export const runDoctor: Client['runDoctor'] = (input, options) => client.runDoctor(input, options);
