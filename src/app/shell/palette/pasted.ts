/** An identifier that was pasted, as places to go: what the audit log can say of it. Keys and principals come from the desk. Pure. */
import { recognise } from '../../../domain/find/recognise.ts';
import { paths } from '../../paths.ts';
import { shortId } from '../../ui/shorten.ts';
import type { Entry } from './entry.ts';

const event = (id: string, label: string, note: string, go: string): Entry => ({
  id,
  label,
  note,
  icon: 'audit',
  go,
});

export function pastedEntries(text: string): readonly Entry[] {
  const found = recognise(text);
  switch (found?.form) {
    case 'uuid':
      return [
        event(
          'request',
          `Request ${shortId(found.id)}`,
          'its event',
          paths.audit({ request: found.id, kind: 'all' }),
        ),
      ];
    case 'key':
      return [
        event('key-events', `Events of key ${shortId(found.id)}`, 'audit', paths.audit({ key: found.id })),
      ];
    case 'principal':
      return [
        event('principal-events', 'What this principal did', 'audit', paths.audit({ principal: found.arn })),
      ];
    case 'envelope':
      return [
        event(
          'envelope',
          `Envelope ${found.digest.slice(0, 4)}…${found.digest.slice(-4)}`,
          'who made and opened it',
          paths.audit({ envelope: found.digest, kind: 'all' }),
        ),
      ];
    case 'alias':
    case 'accessKey':
    case undefined:
      return [];
  }
}
