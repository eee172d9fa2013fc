/** When a session ends, by the browser's clock. Pure. */
import type { Output } from '../query/contract.ts';

type Facts = Pick<Output<'GetSession'>, 'ExpiresAt' | 'IdleExpiresAt' | 'ServerTime'>;

export interface SessionEnd {
  /** ms of the browser's clock. */
  readonly at: number;
  /** `idle`: being there puts it off. `absolute`: nothing does. */
  readonly kind: 'idle' | 'absolute';
}

/** A person is told this long before the end. */
export const WARN_MS = 5 * 60_000;

/** `receivedAt`: when the browser got these facts; its clock may be wrong by hours, the differences are right. Null: it has no end. */
export function sessionEnd(facts: Facts, receivedAt: number): SessionEnd | null {
  const here = (date: Date): number => receivedAt + date.getTime() - facts.ServerTime.getTime();
  const { ExpiresAt, IdleExpiresAt } = facts;
  if (ExpiresAt === undefined) return null;
  return IdleExpiresAt !== undefined && IdleExpiresAt < ExpiresAt
    ? { at: here(IdleExpiresAt), kind: 'idle' }
    : { at: here(ExpiresAt), kind: 'absolute' };
}

/** `4:59`; never below `0:00`. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** For a screen reader, which must not count seconds: "4 minutes", "1 minute", "less than a minute". */
export function aboutMinutes(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return 'less than a minute';
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}
