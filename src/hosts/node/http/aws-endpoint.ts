/**
 * `POST /`: the AWS JSON 1.1 protocol with Signature Version 4. On Node's own request and response: it is the hot path, and a web
 * `Request` and `Response` for every call cost a seventh of the main thread's time.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { networkOf } from '../auth/addresses.ts';
import { headerLookup, type HeaderLookup } from '../auth/header-lookup.ts';
import { verifySigV4 } from '../auth/sigv4.ts';
import { readBody } from '../../../service/dispatch/read-body.ts';
import { Throttled } from '../../../service/dispatch/refusal-rate.ts';
import { nextStep } from '../../../service/dispatch/step.ts';
import { ServiceError } from '../../../service/errors.ts';
import type { Call } from '../../../service/operation.ts';
import { operationOfTarget } from '../../../service/operations/index.ts';
import { principalOf } from '../../../service/principals.ts';
import { AMZ_JSON, asServiceError, isForeseen, refusal, success } from '../../../service/wire-answer.ts';
import { send } from './answers.ts';
import type { HttpTools } from './context.ts';
import { claimedAccessKey } from './front-door.ts';
import { gathered } from './gather.ts';
import { bodyText, readRawBody } from './read-body.ts';

const MOST_AGENT = 256;

/** Whether `awsEndpoint` answers this request. A query string is its to refuse. */
export function isAwsCall({ method, url }: IncomingMessage): boolean {
  return method === 'POST' && splitTarget(url).path === '/';
}

/** Path and query of a request target, which may be in absolute form (RFC 9112 §3.2.2: a server must take it). */
export function splitTarget(target = '/'): { readonly path: string; readonly query: string } {
  const origin = target.replace(/^https?:\/\/[^/?#]*/i, '');
  const mark = origin.indexOf('?');
  if (mark < 0) return { path: origin === '' ? '/' : origin, query: '' };
  // A bare question mark is a query that is there, and is not signed.
  return { path: origin.slice(0, mark) || '/', query: origin.slice(mark + 1) || '?' };
}

export function awsEndpoint(
  tools: HttpTools,
): (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void> {
  const { desk, dispatch, ledger } = tools;
  const { region, accountId } = desk.meta;

  const verify = async (
    incoming: IncomingMessage,
    headers: HeaderLookup,
    body: Uint8Array,
    requestId: string,
    source: string,
  ): Promise<Call> => {
    const { path, query } = splitTarget(incoming.url);
    const publicHost = tools.publicHost(incoming);
    const verdict = verifySigV4(
      {
        method: 'POST',
        path,
        query,
        headers,
        rawBody: body,
        target: headers('x-amz-target') ?? '',
        ...(publicHost === undefined ? {} : { publicHost }),
      },
      { region, service: 'kms', now: desk.wallClock.now, lookupKey: tools.lookupAccessKey },
    );
    const result = verdict instanceof Promise ? await verdict : verdict;
    if (!result.ok) throw new ServiceError(result.code, result.message);
    const accessKey = ledger.state.accessKey(result.accessKeyId);
    const owner = accessKey?.status !== 'Active' ? undefined : ledger.state.principal(accessKey.principalId);
    if (owner === undefined)
      throw new ServiceError(
        'UnrecognizedClientException',
        'The security token included in the request is invalid.',
      );
    tools.door.verified(source, result.accessKeyId, incoming.socket);
    return {
      principal: principalOf(accountId, owner),
      via: 'sdk',
      credential: result.accessKeyId,
      sessionId: null,
      source,
      agent: (headers('user-agent') ?? '').slice(0, MOST_AGENT),
      requestId,
      secure: tools.secure,
      time: desk.wallClock.now(),
      passwordFresh: false,
      stillValid: (state) => state.accessKey(result.accessKeyId)?.status === 'Active',
    };
  };

  return async (incoming, outgoing) => {
    const requestId = tools.newRequestId();
    // A connection that has closed meanwhile has no address any more.
    const source = tools.clientAddress(incoming);
    const claimed = (): string | null => claimedAccessKey(incoming);
    let call: Call | undefined;
    try {
      tools.door.look(source, claimed);
      const body = await readRawBody(incoming, tools.bodies, networkOf(source));
      await gathered();
      const headers = headerLookup(incoming.rawHeaders);
      call = await verify(incoming, headers, body, requestId, source);
      const operation = operationOfTarget(headers('x-amz-target') ?? '');
      // What makes browser sessions has no meaning for an access key.
      if (operation === undefined || operation.on === 'public')
        throw new ServiceError(
          'UnknownOperationException',
          'There is no such operation: X-Amz-Target must be TrentService.<Operation> or Keydesk.<Operation>.',
        );
      const { output } = await dispatch.run(operation, call, () => readBody(bodyText(body)));
      const answer = success(requestId, AMZ_JSON, output);
      await nextStep();
      send(outgoing, answer);
    } catch (error) {
      if (!isForeseen(error)) tools.log.error({ error, requestId }, 'request failed');
      const refused = asServiceError(error);
      if (call !== undefined) {
        if (refused instanceof Throttled) await tools.door.pause();
        return send(outgoing, refusal(requestId, AMZ_JSON, refused));
      }
      const told = tools.door.refused(refused, source, { claimed });
      send(outgoing, await tools.door.hold(told, incoming, refusal(requestId, AMZ_JSON, told.error)));
    }
  };
}
