/** Every route of the service but `POST /` (aws-endpoint.ts), in one place. */
import { Hono } from 'hono';
import { apiEndpoint } from './api-endpoint.ts';
import { consoleFiles } from './console.ts';
import type { Env, HttpTools } from './context.ts';
import { asServiceError, JSON_TYPE, refusal } from '../../../service/wire-answer.ts';
import { toResponse } from './answers.ts';
import { checkpointRoute, tileRoute } from './log-routes.ts';
import { metricsRoute } from './metrics-route.ts';

export function createApp(tools: HttpTools): Hono<Env> {
  const app = new Hono<Env>();
  app.use('*', async (c, next) => {
    await next();
    c.header('x-content-type-options', 'nosniff');
    c.header('referrer-policy', 'no-referrer');
    c.header('x-frame-options', 'DENY');
    c.header('cross-origin-opener-policy', 'same-origin');
    c.header('cross-origin-resource-policy', 'same-origin');
    c.header('permissions-policy', 'camera=(), display-capture=(), geolocation=(), microphone=(), usb=()');
    // What is no page has nothing to load, whatever a browser takes it for.
    if (c.res.headers.get('content-security-policy') === null)
      c.header('content-security-policy', "default-src 'none'; frame-ancestors 'none'; sandbox");
    if (c.res.headers.get('cache-control') === null) c.header('cache-control', 'no-store');
    if (tools.secure) c.header('strict-transport-security', 'max-age=31536000');
  });

  app.post('/api/:operation', apiEndpoint(tools));
  app.get('/healthz', (c) => c.text('ok\n'));
  app.get('/readyz', async (c) => {
    const report = await tools.health.ready();
    return c.json(report, report.ready ? 200 : 503);
  });
  app.get('/metrics', metricsRoute(tools));
  app.get('/log/checkpoint', checkpointRoute(tools));
  app.get('/log/tile/*', tileRoute(tools));
  app.on(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'], '*', (c) =>
    c.text('Method not allowed\n', 405, { allow: 'GET, POST' }),
  );
  app.get('/api/*', (c) => c.text('Not found\n', 404));
  app.get('/log/*', (c) => c.text('Not found\n', 404));
  app.get(
    '*',
    consoleFiles(tools.consoleDirectory, (c, bytes) => tools.door.sent(c.env.incoming, bytes)),
  );
  app.onError((error, c) => {
    const requestId = tools.newRequestId();
    tools.log.error({ error, requestId }, 'route failed');
    return toResponse(c, refusal(requestId, JSON_TYPE, asServiceError(error)));
  });
  return app;
}
