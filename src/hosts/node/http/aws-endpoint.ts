/** `POST /`: the AWS JSON 1.1 protocol with Signature Version 4. */
import type { Context } from 'hono';
import { headerLookup, type HeaderLookup } from '../auth/header-lookup.ts';
import { verifySigV4 } from '../auth/sigv4.ts';
import { readBody } from '../../../service/dispatch/read-body.ts';
import { ServiceError } from '../../../service/errors.ts';
import type { Call } from '../../../service/operation.ts';
import { operationOfTarget } from '../../../service/operations/index.ts';
import { principalOf } from '../../../service/principals.ts';
import { AMZ_JSON, answer, asServiceError, refuse } from './answers.ts';
import type { Env, HttpTools } from './context.ts';
import { bodyText, readRawBody } from './read-body.ts';

const MOST_AGENT = 256;

export function awsEndpoint(tools: HttpTools): (c: Context<Env>) => Promise<Response> {
  const { desk, dispatch, ledger } = tools;
  const { region, accountId } = desk.meta;

  const verify = async (
    c: Context<Env>,
    headers: HeaderLookup,
    body: Uint8Array,
    requestId: string,
  ): Promise<Call> => {
    const { incoming } = c.env;
    const [path = '/', query = ''] = (incoming.url ?? '/').split('?', 2);
    const source = tools.clientAddress(incoming);
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
    if (!result.ok) {
      tools.countUnverified(result.code, source);
      throw new ServiceError(result.code, result.message);
    }
    const accessKey = ledger.state.accessKey(result.accessKeyId);
    const owner = accessKey?.status !== 'Active' ? undefined : ledger.state.principal(accessKey.principalId);
    if (owner === undefined)
      throw new ServiceError(
        'UnrecognizedClientException',
        'The security token included in the request is invalid.',
      );
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

  return async (c) => {
    const requestId = tools.newRequestId();
    try {
      const body = await readRawBody(c.env.incoming);
      const headers = headerLookup(c.env.incoming.rawHeaders);
      const call = await verify(c, headers, body, requestId);
      const operation = operationOfTarget(headers('x-amz-target') ?? '');
      // What makes browser sessions has no meaning for an access key.
      if (operation === undefined || operation.on === 'public')
        throw new ServiceError('UnknownOperationException');
      const { output } = await dispatch.run(operation, call, () => readBody(bodyText(body)));
      return answer(c, requestId, AMZ_JSON, output);
    } catch (error) {
      if (!(error instanceof ServiceError)) tools.log.error({ error, requestId }, 'request failed');
      return refuse(c, requestId, AMZ_JSON, asServiceError(error));
    }
  };
}
