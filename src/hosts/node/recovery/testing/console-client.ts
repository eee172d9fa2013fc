/** The console's way in, as a browser would use it: the printed address, Origin, cookie. */
import type { TestDesk } from '../../testing/desk.ts';

export interface ConsoleAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  /** Value of the session cookie that this answer set; null when it set none. */
  readonly session: string | null;
}

export async function callConsole(
  desk: TestDesk,
  operation: string,
  body: object,
  session: string | null = null,
): Promise<ConsoleAnswer> {
  const origin = `http://127.0.0.1:${desk.port}`;
  const response = await fetch(`${origin}/api/${operation}`, {
    method: 'POST',
    headers: {
      origin,
      'content-type': 'application/json',
      'x-keydesk': '1',
      ...(session === null ? {} : { cookie: `keydesk-${desk.port}=${session}` }),
    },
    body: JSON.stringify(body),
  });
  const cookie = response.headers.getSetCookie().find((each) => each.startsWith(`keydesk-${desk.port}=`));
  return {
    status: response.status,
    body: (await response.json()) as Record<string, unknown>, // the service answers objects
    session: cookie?.split(';')[0]?.split('=')[1] ?? null,
  };
}
