/** The findable story: who decrypted record 8841, from where, and who tried and was refused. */
import type { EventFacts } from '../ledger/ledger.ts';
import { DAY, type Service, type World } from './world.ts';
import { STORY_RECORD, type History } from './history.ts';

export interface StoryDecrypt {
  readonly principal: string;
  readonly source: string;
  readonly outcome: 'allowed' | 'denied';
  /** ms */
  readonly time: number;
  readonly request: string;
}

export interface Story {
  readonly record: string;
  readonly tenant: string;
  readonly table: string;
  readonly keyId: string;
  readonly alias: string;
  /** SHA-256 of the record's envelope, hex. */
  readonly envelope: string;
  /** When it was made (ms), and by whom. */
  readonly made: { readonly time: number; readonly principal: string; readonly source: string };
  /** Oldest first: everything that was ever asked of it. */
  readonly decrypts: readonly StoryDecrypt[];
}

const HOUR = 3_600_000;
/** Days ago, who, index of the address. */
const DECRYPTS = [
  [39.6, 'records-api', 0],
  [31.2, 'records-api', 1],
  [24.9, 'etl-nightly', 0],
  [11.1, 'support-desk', 0],
  [11.05, 'support-desk', 0],
  [10.8, 'marketing-export', 0],
  [10.79, 'marketing-export', 0],
  [3.4, 'records-api', 0],
] as const;

/** The story and its events, oldest first. */
export function tellStory(
  history: History,
  world: World,
  now: number,
): { readonly story: Story; readonly events: readonly EventFacts[] } {
  const serviceOf = (name: string): Service => {
    const found = world.services.find((each) => each.name === name);
    if (found === undefined) throw new Error(`no service ${name}`);
    return found;
  };
  const maker = serviceOf('records-api');
  const key = world.keysOf.get(maker)?.[0];
  if (key === undefined) throw new Error('records-api has no key');
  const [tenant, table] = ['northwind', 'patients'];
  const madeAt = Math.floor(now - 40 * DAY);
  const envelope = history.envelope(key, STORY_RECORD, tenant, table, madeAt);
  const made = {
    ...history.use(maker, 'GenerateDataKey', envelope, madeAt),
    source: maker.addresses[0]!, // every service has one
  };
  const decrypts = DECRYPTS.map(([days, name, address]): EventFacts => {
    const service = serviceOf(name);
    const time = Math.floor(now - days * DAY + HOUR / 7);
    const facts =
      name === 'marketing-export'
        ? history.refused(service, envelope, time)
        : history.use(service, 'Decrypt', envelope, time);
    return { ...facts, source: service.addresses[address]! }; // an index of its addresses
  });
  const story: Story = {
    record: STORY_RECORD,
    tenant,
    table,
    keyId: key.id,
    alias: key.alias,
    envelope: envelope.digest,
    made: { time: made.time, principal: made.principal, source: made.source },
    decrypts: decrypts.map(({ principal, source, outcome, time, request }) => ({
      principal,
      source,
      outcome: outcome === 'denied' ? 'denied' : 'allowed',
      time,
      request,
    })),
  };
  return { story, events: [made, ...decrypts] };
}
