/** `POST /api/<Operation>`: the console's way in, by session cookie. Another site's page can make none of these requests. */
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { backOffKey } from '../auth/back-off.ts';
import { readBody } from '../../../service/dispatch/read-body.ts';
import { ServiceError } from '../../../service/errors.ts';
import type { Call, Operation, SessionAct } from '../../../service/operation.ts';
import { operationOfName } from '../../../service/operations/index.ts';
import { rootPrincipal } from '../../../service/principals.ts';
import { answer, asServiceError, JSON_TYPE, refuse } from './answers.ts';
import type { Env, HttpTools } from './context.ts';
import { bodyText, readRawBody } from './read-body.ts';

const MOST_AGENT = 256;
const WORST_NAME = 256;

export function apiEndpoint(tools: HttpTools): (c: Context<Env>) => Promise<Response> {
  const { desk, dispatch, ledger, sessions, backOff } = tools;
  const { accountId } = desk.meta;

  /** Exact Origin, JSON, our own header, a Host of ours: what CSRF and DNS rebinding cannot forge together. */
  const checkBrowser = (c: Context<Env>): void => {
    const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
    const origin = c.req.header('origin') ?? '';
    if (!tools.hosts.has(c.req.header('host')?.toLowerCase() ?? '') || !tools.origins.has(origin)) {
      throw new ServiceError(
        'ForbiddenOriginException',
        'This request does not come from the console. Open the console under the address that Keydesk printed at start.',
      );
    }
    if (type !== JSON_TYPE || c.req.header('x-keydesk') !== '1')
      throw new ServiceError(
        'ForbiddenOriginException',
        'The console’s requests are JSON and carry X-Keydesk: 1.',
      );
  };

  const callOf = (c: Context<Env>, requestId: string, operation: Operation): Call => {
    const common = {
      via: 'console' as const,
      source: tools.clientAddress(c.env.incoming),
      agent: (c.req.header('user-agent') ?? '').slice(0, MOST_AGENT),
      requestId,
      secure: tools.secure,
      time: desk.wallClock.now(),
    };
    const session = sessions.open(
      ledger.state,
      getCookie(c, tools.cookieName),
      operation.background !== true,
    );
    if (session !== null && operation.on !== 'public') {
      return {
        ...common,
        principal: session.principal,
        credential: session.id.slice(0, 16),
        sessionId: session.id,
        passwordFresh: session.passwordFresh,
        stillValid: (state) => state.session(session.id) !== undefined,
      };
    }
    if (operation.on !== 'public') {
      tools.countUnverified('NotSignedInException', common.source);
      throw new ServiceError('NotSignedInException', 'Sign in to go on.');
    }
    // Nobody yet: a public operation says in its event who it became.
    return {
      ...common,
      principal: rootPrincipal(accountId),
      credential: null,
      sessionId: null,
      passwordFresh: false,
      stillValid: () => true,
    };
  };

  const act = (c: Context<Env>, session: SessionAct, call: Call): void => {
    const cookie = { path: '/', httpOnly: true, sameSite: 'Strict', secure: tools.secure } as const;
    if (session.kind === 'start')
      setCookie(c, tools.cookieName, session.token, { ...cookie, expires: new Date(session.expiresAt) });
    if (session.kind === 'end') {
      deleteCookie(c, tools.cookieName, cookie);
      if (call.sessionId !== null) sessions.end(call.sessionId);
    }
    if (session.kind === 'confirm' && call.sessionId !== null) sessions.confirm(call.sessionId);
  };

  /** Passwords are what can be guessed: slowed down by account and address, never locked. */
  const guarded = async <T>(
    operation: Operation,
    call: Call,
    members: () => Readonly<Record<string, unknown>>,
    run: () => Promise<T>,
  ): Promise<T> => {
    const guessed =
      operation.name === 'SignIn' ||
      operation.name === 'ConfirmPassword' ||
      operation.name === 'RedeemWelcome';
    if (!guessed) return run();
    const named = operation.name === 'SignIn' ? members()['Name'] : call.principal.id;
    const account = (typeof named === 'string' ? named : '').slice(0, WORST_NAME);
    const slot = backOffKey(account, call.source);
    const wait = backOff.check(slot);
    if (!wait.allowed) {
      tools.countUnverified('TooManyRequestsException', call.source);
      throw new ServiceError(
        'TooManyRequestsException',
        `Too many wrong attempts from here. Try again in ${wait.retryAfterSeconds} seconds.`,
        { retryAfter: wait.retryAfterSeconds },
      );
    }
    try {
      const result = await run();
      backOff.succeeded(slot);
      return result;
    } catch (error) {
      if (
        error instanceof ServiceError &&
        (error.code === 'SignInFailedException' || error.code === 'WelcomeLinkInvalidException')
      ) {
        backOff.failed(slot);
        tools.countUnverified(error.code, call.source);
      }
      throw error;
    }
  };

  return async (c) => {
    const requestId = tools.newRequestId();
    try {
      checkBrowser(c);
      const operation = operationOfName(c.req.param('operation') ?? '');
      if (operation === undefined)
        throw new ServiceError('UnknownOperationException', 'There is no such operation.');
      // Of nobody no body is read.
      callOf(c, requestId, operation);
      const body = await readRawBody(c.env.incoming);
      // And again: the session as it is when all of the request is here, however slowly it came.
      const call = callOf(c, requestId, operation);
      let parsed: Readonly<Record<string, unknown>> | undefined;
      const members = (): Readonly<Record<string, unknown>> => (parsed ??= readBody(bodyText(body)));
      const result = await guarded(operation, call, members, () => dispatch.run(operation, call, members));
      if (result.session !== undefined) act(c, result.session, call);
      return answer(c, requestId, JSON_TYPE, result.output);
    } catch (error) {
      if (!(error instanceof ServiceError)) tools.log.error({ error, requestId }, 'request failed');
      return refuse(c, requestId, JSON_TYPE, asServiceError(error));
    }
  };
}
