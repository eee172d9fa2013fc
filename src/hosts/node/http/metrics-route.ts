/**
 * `GET /metrics`: for whoever is on this machine, and for people who may `keydesk:GetMetrics`. A proxy on this machine is on this machine,
 * so what came through one must name a person: it says that it was forwarded, or its address is a trusted proxy's. With a public URL that
 * is not this machine's and no proxy named, everybody must: a proxy here would not have to show.
 */
import type { IncomingMessage } from 'node:http';
import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import { EXPOSITION_TYPE } from '../../../service/metrics/exposition.ts';
import { ServiceError } from '../../../service/errors.ts';
import type { Call } from '../../../service/operation.ts';
import { getMetrics } from '../../../service/operations/metrics/get-metrics.ts';
import { sessionCredential } from '../../../service/start/sessions.ts';
import { asServiceError } from '../../../service/wire-answer.ts';
import { isLoopback } from '../config/settings.ts';
import type { Env, HttpTools } from './context.ts';

/** What proxies say of themselves. */
const FORWARDED = /^(?:forwarded|via|x-real-ip|x-forwarded-.*)$/;
const MOST_AGENT = 256;

export function metricsRoute(tools: HttpTools): (c: Context<Env>) => Promise<Response> {
  const { desk, dispatch, ledger, sessions } = tools;

  /** The Host must be this machine's too: a page of another site, rebound to it, sends its own, and a proxy often the public one. */
  const isLocal = ({ socket, headers }: IncomingMessage): boolean =>
    isLoopback(socket.remoteAddress ?? '') &&
    !tools.isTrustedProxy(socket.remoteAddress) &&
    !Object.keys(headers).some((name) => FORWARDED.test(name)) &&
    tools.localHosts.has(headers.host?.toLowerCase() ?? '');

  const ofPerson = async (c: Context<Env>): Promise<string> => {
    const session = sessions.open(ledger.state, getCookie(c, tools.cookieName), false);
    if (session === null) throw new ServiceError('NotSignedInException', 'Sign in to see the metrics.');
    const call: Call = {
      principal: session.principal,
      via: 'console',
      credential: sessionCredential(session.id),
      sessionId: session.id,
      source: tools.clientAddress(c.env.incoming),
      agent: (c.req.header('user-agent') ?? '').slice(0, MOST_AGENT),
      requestId: tools.newRequestId(),
      secure: tools.secure,
      time: desk.wallClock.now(),
      passwordFresh: false,
      stillValid: (state) => state.session(session.id) !== undefined,
    };
    const { output } = await dispatch.run(getMetrics, call, () => ({}));
    return (output as { Text: string }).Text; // GetMetrics' output
  };

  return async (c) => {
    try {
      const text = isLocal(c.env.incoming) ? desk.metrics() : await ofPerson(c);
      return c.body(text, 200, { 'content-type': EXPOSITION_TYPE });
    } catch (error) {
      const refused = asServiceError(error);
      if (!(error instanceof ServiceError)) tools.log.error({ error }, 'the metrics could not be told');
      const { error: told } =
        refused.code === 'NotSignedInException'
          ? tools.door.refused(refused, tools.clientAddress(c.env.incoming), { says: 'its own' })
          : { error: refused };
      const status = told.code === 'AccessDeniedException' ? 403 : (told.status as 401);
      return c.text(`${told.message}\n`, status);
    }
  };
}
