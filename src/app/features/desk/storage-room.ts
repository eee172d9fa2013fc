/**
 * The storage room of the desk: envelopes that this browser keeps, locked luggage and sealed envelope together. Nothing of it is secret,
 * which is what the desk teaches; it survives a reload, so that a guest can come back. Storage may be refused, full, or hold anything.
 */
import {
  EnvelopeError,
  formatEnvelope,
  parseEnvelope,
  type Envelope,
} from '../../../domain/envelope/envelope-file.ts';

/** Envelopes kept, newest last. */
const MOST = 8;
/** In characters of one envelope: a browser gives a page about five million in all. */
const MOST_CHARACTERS = 400_000;

export interface EnvelopeShelf {
  /** Newest last. */
  all(): readonly Envelope[];
  /** False: it is too large for the browser to keep, or it keeps nothing; the walk goes on with it in memory. */
  keep(envelope: Envelope): boolean;
  /** The newest one does not open: the next walk takes another, or makes one. */
  dropNewest(): void;
}

/** The part of `Storage` that is used. */
export interface KeptText {
  getItem(name: string): string | null;
  setItem(name: string, text: string): void;
}

function readable(text: unknown): readonly Envelope[] {
  if (typeof text !== 'string') return [];
  try {
    return [parseEnvelope(text)];
  } catch (error) {
    if (error instanceof EnvelopeError) return [];
    throw error;
  }
}

/** `name`: of the person on this desk. `kept`: throws where the browser keeps nothing. */
export function envelopeShelf(name: string, kept: () => KeptText): EnvelopeShelf {
  const key = `keydesk-storage-room ${name}`;
  /** What the browser would not keep lasts as long as the page. */
  let large: readonly Envelope[] = [];
  const texts = (): readonly unknown[] => {
    try {
      const found: unknown = JSON.parse(kept().getItem(key) ?? '[]');
      return Array.isArray(found) ? found : [];
    } catch {
      return [];
    }
  };
  return {
    all: () => [...texts().flatMap(readable), ...large],
    keep(envelope) {
      const text = formatEnvelope(envelope);
      if (text.length <= MOST_CHARACTERS) {
        try {
          kept().setItem(key, JSON.stringify([...texts(), text].slice(-MOST)));
          large = [];
          return true;
        } catch {
          // Full, or refused.
        }
      }
      large = [envelope];
      return false;
    },
    dropNewest() {
      if (large.length > 0) {
        large = [];
        return;
      }
      try {
        kept().setItem(key, JSON.stringify(texts().slice(0, -1)));
      } catch {
        // Then nothing was kept.
      }
    },
  };
}
