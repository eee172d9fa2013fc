/**
 * Loaded into a desk before its program (`NODE_OPTIONS=--import`): whoever comes by the welcome link gets the identity policy
 * E2E_FIRST_POLICY in place of the administrator's, so that a browser can look through an auditor's eyes. Nothing else is touched.
 */
import { registerHooks } from 'node:module';

const policy = process.env['E2E_FIRST_POLICY'] ?? '';
const GIVEN = "policies: ['administrator']";

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    if (!url.endsWith('/operations/sessions/redeem-welcome.ts')) return loaded;
    const source = Buffer.from(loaded.source as Uint8Array).toString(); // a file of ours
    if (!source.includes(GIVEN)) throw new Error(`${url} no longer says ${GIVEN}`);
    return { ...loaded, source: source.replace(GIVEN, `policies: ['${policy}']`) };
  },
});
