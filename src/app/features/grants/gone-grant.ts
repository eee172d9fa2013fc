/** A grant that is gone, as the log has it: the event that made it. */
import type { AuditEvent } from '../../query/contract.ts';
import { call } from '../../query/desk.ts';
import { isAltered } from '../../query/event-words.ts';
import { shortArn } from '../../ui/shorten.ts';

const PAGE = 500;
/** A key with more grants than this has is not looked through to the end. */
const MOST_PAGES = 10;

/** The event that made it, newest first; null: the log does not have it, or too far back. Rejects when the log cannot be read. */
export async function madeEvent(
  keyId: string,
  grantId: string,
  signal?: AbortSignal,
): Promise<AuditEvent | null> {
  let before: number | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    // oxlint-disable-next-line no-await-in-loop -- each goes on where the one before ended
    const { Events, NextBefore } = await call(
      'SearchAuditEvents',
      {
        KeyId: keyId,
        Operation: 'CreateGrant',
        Outcome: 'allowed',
        Limit: PAGE,
        ...(before === undefined ? {} : { Before: before }),
      },
      { ...(signal && { signal }) },
    );
    for (const event of Events) if (!isAltered(event) && isOf(event.Parameters, grantId)) return event;
    if (NextBefore === undefined) return null;
    before = NextBefore;
  }
  return null;
}

type Pairs = AuditEvent['Parameters'];

const isOf = (parameters: Pairs, grantId: string): boolean =>
  parameters.some(([name, value]) => name === 'GrantId' && value === grantId);

/** The parameters of the event as rows, in the order of the page of a live grant. */
export function saidOf(parameters: Pairs): readonly { readonly term: string; readonly value: string }[] {
  const all = (wanted: string): readonly string[] =>
    parameters.flatMap(([name, value]) => (name === wanted ? [value] : []));
  // `EncryptionContextSubset tenant` is acme; without a name: that there is no pair.
  const pairs = (rule: string): readonly string[] =>
    parameters.flatMap(([name, value]) =>
      name.startsWith(`${rule} `) ? [`${name.slice(rule.length + 1)} = ${value}`] : [],
    );
  const [equals, subset] = [pairs('EncryptionContextEquals'), pairs('EncryptionContextSubset')];
  const context = [
    ...(all('EncryptionContextEquals').length > 0 ? ['only without an encryption context'] : []),
    ...(equals.length > 0 ? [`exactly ${equals.join(', ')}`] : []),
    ...(subset.length > 0 ? [`with ${subset.join(', ')}`] : []),
  ];
  return [
    { term: 'Name', value: all('Name').join(', ') },
    { term: 'Grantee', value: all('GranteePrincipal').map(shortArn).join(', ') },
    { term: 'Operations', value: all('Operations').join(' ').split(' ').join(', ') },
    { term: 'Context', value: context.length === 0 ? 'any' : context.join(', ') },
    { term: 'Retiring principal', value: all('RetiringPrincipal').map(shortArn).join(', ') },
    { term: 'By grant', value: all('ParentGrantId').join(', ') },
  ].filter(({ value }) => value !== '');
}
