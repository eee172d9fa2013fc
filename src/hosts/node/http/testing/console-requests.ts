/** Requests as the console makes them, and those that it would never make. */
import { request } from 'node:http';
import { expect } from 'vitest';
import type { TestDesk } from '../../testing/desk.ts';
import { expectFraming } from './conformance.ts';

export const PASSWORD = 'correct horse battery staple 41';
export const WRONG = 'wrong horse battery staple 41';

export interface Given {
  readonly body?: object | string;
  readonly cookie?: string | undefined;
  /** Over what a console sends; undefined leaves a header out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly method?: string;
}
export interface Got {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
  /** `name=value` of the cookie that was set; empty when none was. */
  readonly cookie: string;
  readonly setCookie: string;
  /** The cookie of a device that is known from now on, as it was set; empty when none was. */
  readonly setDevice: string;
}

/** One request as the console makes it, but for what `given` says. */
export function api(
  desk: TestDesk,
  operation: string,
  { body = {}, cookie, headers = {}, method = 'POST' }: Given = {},
): Promise<Got> {
  const all: Record<string, string | undefined> = {
    host: `localhost:${desk.port}`,
    origin: `http://localhost:${desk.port}`,
    'content-type': 'application/json',
    'x-keydesk': '1',
    cookie,
    ...headers,
  };
  const sent = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return new Promise((done, fail) => {
    const call = request(
      {
        host: '127.0.0.1',
        port: desk.port,
        path: `/api/${operation}`,
        method,
        headers: sent as Record<string, string>,
      },
      (answer) => {
        // filtered just above
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (part: string) => (text += part));
        answer.on('end', () => {
          const cookies = answer.headers['set-cookie'] ?? [];
          const isDevice = (text: string): boolean => text.startsWith('keydesk-device-');
          const setCookie = cookies.find((text) => !isDevice(text)) ?? '';
          done({
            status: answer.statusCode ?? 0,
            headers: new Headers(
              answer.headersDistinct as Record<string, string[]> as unknown as Record<string, string>,
            ), // one value each
            body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : { text }, // the service answers objects
            cookie: setCookie.split(';')[0] ?? '',
            setCookie,
            setDevice: cookies.find(isDevice) ?? '',
          });
        });
      },
    );
    call.on('error', fail);
    if (method === 'GET') call.end();
    else call.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
}

/** The token of a link `…/welcome#token=…`. */
export const welcomeToken = (desk: TestDesk): string => /#token=(.+)$/.exec(desk.welcomeUrl ?? '')?.[1] ?? '';

/** Makes the administrator `ada`; their cookie. */
export async function redeem(desk: TestDesk): Promise<string> {
  const { status, cookie } = await api(desk, 'RedeemWelcome', {
    body: { Token: welcomeToken(desk), Name: 'ada', Password: PASSWORD },
  });
  expect(status).toBe(200);
  return cookie;
}

/** Another session of `ada`; its cookie. */
export const signIn = async (desk: TestDesk): Promise<string> => {
  const { status, cookie } = await api(desk, 'SignIn', { body: { Name: 'ada', Password: PASSWORD } });
  expect(status).toBe(200);
  return cookie;
};

/** Headers that no console sends; `PORT` stands for the desk’s. */
export const FORBIDDEN: readonly (readonly [string, Readonly<Record<string, string | undefined>>])[] = [
  ['no Origin', { origin: undefined }],
  ['an opaque Origin', { origin: 'null' }],
  ['another site', { origin: 'https://evil.example' }],
  ['another scheme', { origin: 'https://localhost:PORT' }],
  ['another port', { origin: 'http://localhost:1' }],
  ['an Origin that only starts right', { origin: 'http://localhost:PORT.evil.example' }],
  ['an Origin with a path', { origin: 'http://localhost:PORT/' }],
  ['a rebound Host', { host: 'evil.example' }],
  ['a rebound Host with the port', { host: 'evil.example:PORT' }],
  ['a Host without the port', { host: 'localhost' }],
  ['no header of ours', { 'x-keydesk': undefined }],
  ['another value of it', { 'x-keydesk': '0' }],
  ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
  ['plain text', { 'content-type': 'text/plain' }],
  ['no type', { 'content-type': undefined }],
];

/** The request is refused before anybody looks at who asks for what. */
export async function expectForbidden(desk: TestDesk, operation: string, given: Given): Promise<void> {
  const headers = Object.fromEntries(
    Object.entries(given.headers ?? {}).map(([name, value]) => [
      name,
      value?.replace('PORT', String(desk.port)),
    ]),
  );
  const got = await api(desk, operation, { ...given, headers });
  expect([got.status, got.body]).toEqual([
    403,
    { __type: 'ForbiddenOriginException', message: expect.any(String) as string },
  ]);
  expect(got.setCookie).toBe('');
  expectFraming(got, 'application/json');
}
