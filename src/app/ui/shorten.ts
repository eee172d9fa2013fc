/** How long names are shown short (features.md §3): the ends tell them apart, the whole stands in the tooltip. */

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A UUID as its first 8 and last 4 digits, a long hex digest as 4 and 4; anything of up to `most` characters stays whole. */
export function shortId(id: string, most = 24): string {
  if (UUID.test(id)) return `${id.slice(0, 8)}…${id.slice(-4)}`;
  if (/^[0-9a-f]{32,}$/i.test(id)) return `${id.slice(0, 4)}…${id.slice(-4)}`;
  return id.length <= most ? id : `${id.slice(0, most - 5)}…${id.slice(-4)}`;
}

/** The last part of an ARN: `user/anna`, `role/billing-api`; the account itself is `root`. Anything else stays as it is. */
export function shortArn(arn: string): string {
  const parts = arn.split(':');
  return parts[0] === 'arn' && parts.length >= 6 ? parts.slice(5).join(':') : arn;
}

/** `alias/billing-prod` without its prefix. */
export const shortAlias = (alias: string): string => (alias.startsWith('alias/') ? alias.slice(6) : alias);
