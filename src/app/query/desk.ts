import { createClient } from '../../client/client.ts';

/** The desk behind this page's own origin. */
const client = createClient();

/** Calls an operation over the session's cookie. Rejects with KeydeskError, or with an AbortError when aborted. */
export const { call } = client;
