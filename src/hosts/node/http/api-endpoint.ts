/** `POST /api/<Operation>`: the console's way in, by session cookie. Another site's page can make none of these requests. */
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { networkOf } from '../auth/addresses.ts';
import { backOffKey, type BackOff } from '../auth/back-off.ts';
import { DEVICE_MS, type Device } from '../auth/known-devices.ts';
import { sessionIdOf } from '../../../service/operations/sessions/start-session.ts';
import { sessionCredential } from '../../../service/start/sessions.ts';
import { readBody } from '../../../service/dispatch/read-body.ts';
import { Throttled } from '../../../service/dispatch/refusal-rate.ts';
import { ServiceError, type ErrorCode } from '../../../service/errors.ts';
import type { Call, Operation, SessionAct } from '../../../service/operation.ts';
import { operationOfName } from '../../../service/operations/index.ts';
import { invitationOf } from '../../../service/operations/people/invitation.ts';
import { rootPrincipal } from '../../../service/principals.ts';
import { asServiceError, isForeseen, JSON_TYPE, refusal, success } from '../../../service/wire-answer.ts';
import { toResponse } from './answers.ts';
import type { Env, HttpTools } from './context.ts';
import { bodyText, MOST_PUBLIC_BODY, readRawBody } from './read-body.ts';

const MOST_AGENT = 256;
const WORST_NAME = 256;
const WRONG_GUESS: ReadonlySet<ErrorCode> = new Set([
  'SignInFailedException',
  'WelcomeLinkInvalidException',
  'InvitationInvalidException',
]);

/** `guessedAt`: id of the person at whose password the guess was, where there is one. */
const tooManyGuesses = (seconds: number, guessedAt?: string): ServiceError =>
  new ServiceError(
    'TooManyRequestsException',
    `Too many wrong attempts from here. Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
    { retryAfter: seconds, guessedAt },
  );

/** What is known of a request, for whoever answers its refusal. */
interface Seen {
  /** It comes from the console, and asks for what there is. */
  isConsole: boolean;
  /** Its sender is known: the refusal is an event of theirs. */
  isVerified: boolean;
}

/** Aborted when the connection closes before the answer is out. */
function goneSignal(outgoing: Context<Env>['env']['outgoing']): AbortSignal {
  const gone = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) gone.abort();
  });
  return gone.signal;
}

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

  const callOf = (c: Context<Env>, requestId: string, source: string, operation: Operation): Call => {
    const common = {
      via: 'console' as const,
      source,
      agent: (c.req.header('user-agent') ?? '').slice(0, MOST_AGENT),
      requestId,
      secure: tools.secure,
      time: desk.wallClock.now(),
      signal: goneSignal(c.env.outgoing),
    };
    const session = sessions.open(
      ledger.state,
      getCookie(c, tools.cookieName),
      operation.background !== true,
    );
    if (session !== null) tools.door.hasSession(c.env.incoming);
    if (session !== null && operation.on !== 'public') {
      return {
        ...common,
        principal: session.principal,
        credential: sessionCredential(session.id),
        sessionId: session.id,
        passwordFresh: session.passwordFresh,
        idleExpiresAt: session.idleExpiresAt,
        stillValid: (state) => state.session(session.id) !== undefined,
      };
    }
    if (operation.on !== 'public') throw new ServiceError('NotSignedInException', 'Sign in to go on.');
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

  const COOKIE = { path: '/', httpOnly: true, sameSite: 'Strict', secure: tools.secure } as const;

  /** A right password was given on this device: the next time it is no stranger's. */
  const rememberDevice = (c: Context<Env>, principalId: string | undefined): void => {
    const person = ledger.state.principal(principalId ?? '');
    const before = getCookie(c, tools.deviceCookieName);
    const mark = person === undefined ? null : tools.devices.remember(ledger.state, before, person);
    if (mark !== null)
      setCookie(c, tools.deviceCookieName, mark, { ...COOKIE, maxAge: Math.floor(DEVICE_MS / 1000) });
  };

  const act = (c: Context<Env>, session: SessionAct, call: Call): void => {
    if (session.kind === 'start') {
      setCookie(c, tools.cookieName, session.token, { ...COOKIE, expires: new Date(session.expiresAt) });
      const started = ledger.state.session(sessionIdOf(desk.sha256, session.token));
      rememberDevice(c, started?.principalId);
    }
    if (session.kind === 'end') {
      deleteCookie(c, tools.cookieName, COOKIE);
      if (call.sessionId !== null) sessions.end(call.sessionId);
    }
    if (session.kind === 'confirm' && call.sessionId !== null) {
      sessions.confirm(call.sessionId);
      rememberDevice(c, call.principal.id);
    }
  };

  /** Who has to wait costs no reading and no parsing. */
  const mayGuess = (source: string, devices: readonly Device[]): void => {
    if (devices.some(({ id }) => backOff.perDevice.look(id).allowed)) return;
    const decision = backOff.perNetwork.look(source);
    if (!decision.allowed) throw tooManyGuesses(decision.retryAfterSeconds);
  };

  /** Id of the person whose name signs in. */
  const signingIn = (members: Readonly<Record<string, unknown>>): string | undefined => {
    const name = members['Name'];
    return typeof name === 'string' ? ledger.state.principalByName('user', name)?.id : undefined;
  };

  /** The device, when it is known for the name that signs in. */
  const deviceOf = (
    devices: readonly Device[],
    members: Readonly<Record<string, unknown>>,
  ): Device | undefined => {
    const person = signingIn(members);
    return devices.find(({ principalId }) => principalId === person);
  };

  /** What an attempt is counted by; empty where nothing can be guessed. Names of one kind must not reach the counts of another. */
  const countersOf = (
    { name }: Operation,
    call: Call,
    members: () => Readonly<Record<string, unknown>>,
  ): readonly (readonly [BackOff, string])[] => {
    const text = (member: string): string => {
      const value = members()[member];
      return typeof value === 'string' ? value : '';
    };
    const perAccount = (account: string): readonly [BackOff, string] => [
      backOff.perAccount,
      backOffKey(`${name} ${account}`, call.source),
    ];
    switch (name) {
      case 'SignIn':
        // Known from before: apart from whoever shares its address.
        if (call.device !== undefined) return [[backOff.perDevice, call.device]];
        return [...backOff.perNetwork.countersOf(call.source), perAccount(text('Name').slice(0, WORST_NAME))];
      // One count for both: each tells whether a password is right.
      case 'ConfirmPassword':
      case 'ChangePassword':
        return [[backOff.perAccount, backOffKey(`ConfirmPassword ${call.principal.id}`, call.source)]];
      // 192 random bits are not guessed: whoever has them passes, whatever others have sent from the same address.
      case 'RedeemWelcome':
        return desk.welcome.accepts(text('Token')) ? [] : [perAccount('')];
      case 'RedeemInvitation':
        return invitationOf(desk, ledger.state, text('Token').slice(0, WORST_NAME), call.time) === null
          ? [perAccount('')]
          : [];
      default:
        return [];
    }
  };

  /** What the host itself refuses of a signed-in person is an event like every refusal; of nobody there is nobody to book it on. */
  const refuseAndBook = async (operation: Operation, call: Call, error: unknown): Promise<never> => {
    if (error instanceof ServiceError && operation.on !== 'public')
      await dispatch.run(operation, call, () => {
        throw error;
      });
    throw error;
  };

  /** Guesses are slowed down by account and by network, never locked out. */
  const guarded = async <T>(
    operation: Operation,
    call: Call,
    members: () => Readonly<Record<string, unknown>>,
    run: () => Promise<T>,
  ): Promise<T> => {
    const counters = countersOf(operation, call, members);
    for (const [i, [counter, key]] of counters.entries()) {
      const decision = counter.begin(key);
      if (decision.allowed) continue;
      for (const [begun, itsKey] of counters.slice(0, i)) begun.takeBack(itsKey);
      const guessedAt = operation.name === 'SignIn' ? signingIn(members()) : undefined;
      return refuseAndBook(operation, call, tooManyGuesses(decision.retryAfterSeconds, guessedAt));
    }
    try {
      const result = await run();
      for (const [counter, key] of counters) counter.succeeded(key);
      return result;
    } catch (error) {
      const isWrong = error instanceof ServiceError && WRONG_GUESS.has(error.code);
      for (const [counter, key] of counters) {
        if (isWrong) counter.failed(key);
        else counter.takeBack(key);
      }
      throw error;
    }
  };

  const run = async (c: Context<Env>, requestId: string, source: string, seen: Seen): Promise<Response> => {
    checkBrowser(c);
    const operation = operationOfName(c.req.param('operation') ?? '');
    if (operation === undefined)
      throw new ServiceError(
        'UnknownOperationException',
        'There is no such operation: the path must be /api/<Operation>, in its exact spelling. If the console says this, reload the page.',
      );
    seen.isConsole = true;
    const needsSession = operation.on !== 'public';
    // Of nobody no body is read.
    const asked = callOf(c, requestId, source, operation);
    seen.isVerified = needsSession;
    const devices =
      operation.name === 'SignIn'
        ? tools.devices.open(ledger.state, getCookie(c, tools.deviceCookieName))
        : null;
    if (devices !== null) mayGuess(source, devices);
    const most = needsSession ? undefined : MOST_PUBLIC_BODY;
    const body = await readRawBody(c.env.incoming, tools.bodies, networkOf(source), most).catch(
      (error: unknown) => refuseAndBook(operation, asked, error),
    );
    // And again: the session as it is when all of the request is here, however slowly it came.
    seen.isVerified = false;
    const call = callOf(c, requestId, source, operation);
    seen.isVerified = needsSession;
    let parsed: Readonly<Record<string, unknown>> | undefined;
    const members = (): Readonly<Record<string, unknown>> => (parsed ??= readBody(bodyText(body)));
    if (operation.on === 'stream') return tools.streams.open(c, operation, call, members);
    const device = devices === null || devices.length === 0 ? undefined : deviceOf(devices, members());
    const its = device === undefined ? call : { ...call, device: device.id };
    const result = await guarded(operation, its, members, () => dispatch.run(operation, its, members));
    if (result.session !== undefined) act(c, result.session, its);
    return toResponse(c, success(requestId, JSON_TYPE, result.output));
  };

  return async (c) => {
    const requestId = tools.newRequestId();
    const source = tools.clientAddress(c.env.incoming);
    const seen: Seen = { isConsole: false, isVerified: false };
    try {
      return await run(c, requestId, source, seen);
    } catch (error) {
      if (!isForeseen(error)) tools.log.error({ error, requestId }, 'request failed');
      const refused = asServiceError(error);
      if (refused instanceof Throttled) await tools.door.pause();
      if (seen.isVerified) return toResponse(c, refusal(requestId, JSON_TYPE, refused));
      const told = tools.door.refused(refused, source, { says: seen.isConsole ? 'its own' : 'to wait' });
      const answer = refusal(requestId, JSON_TYPE, told.error);
      return toResponse(c, await tools.door.hold(told, c.env.incoming, answer));
    }
  };
}
