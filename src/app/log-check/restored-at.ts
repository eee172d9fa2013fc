import { parseOrigin } from '../../domain/log/checkpoint.ts';
import { deskFetch } from '../transport.ts';

/** For this long whoever comes to the door is told. */
const TOLD_MS = 7 * 86_400_000;

/**
 * When the desk was restored, by the first line of its public checkpoint: an epoch is numbered by the second of the restore that began it.
 * Null when it never was, or too long ago to matter. Not proved: it explains, and nothing rests on it.
 */
export function restoredAt(note: string, now: number): Date | null {
  const [origin = ''] = note.split('\n', 1);
  const at = (parseOrigin(origin)?.epoch ?? 0) * 1000;
  return at > 0 && at <= now && now - at < TOLD_MS ? new Date(at) : null;
}

/** Asks the desk; null also when it does not answer. */
export async function readRestoredAt(signal: AbortSignal): Promise<Date | null> {
  const answer = await deskFetch('/log/checkpoint', { cache: 'no-store', signal });
  return answer.ok ? restoredAt(await answer.text(), Date.now()) : null;
}
