/** Pages of a list by cursor: a cursor knows no way back, so the markers of the pages before are kept in the history entry. Pure. */

/** Markers of the pages before this one, from a history entry's state, whatever it holds. */
export const trailOf = (state: unknown): readonly string[] =>
  typeof state === 'object' && state !== null && 'trail' in state && Array.isArray(state.trail)
    ? state.trail.filter((each: unknown) => typeof each === 'string')
    : [];

/** Where to turn: the marker of the page (null: the first), and the trail that its history entry holds. */
export interface Turn {
  readonly after: string | null;
  readonly trail: readonly string[];
}

/** The page before and the page after the one at `here`; null where there is none. */
export function turnsFrom(
  here: string | null,
  trail: readonly string[],
  nextMarker: string | undefined,
): { readonly previous: Turn | null; readonly next: Turn | null } {
  const before = trail.at(-1) ?? '';
  return {
    previous: here === null ? null : { after: before === '' ? null : before, trail: trail.slice(0, -1) },
    next: nextMarker === undefined ? null : { after: nextMarker, trail: [...trail, here ?? ''] },
  };
}
