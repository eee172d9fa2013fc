import type { Place } from '../../../domain/policy/document.ts';
import { formOf } from '../language/builder-model.ts';

/** The statements that were changed in these places of the text, in its order; places outside all of them stand for themselves. */
export function changedPlaces(text: string, changed: readonly Place[]): readonly Place[] {
  const read = formOf(text);
  const statements = read.ok ? read.form.statements : [];
  const found = new Map<number, Place>();
  for (const { from, to } of changed) {
    // What only touches it is its neighbour's: a comma and a line break.
    const within = statements.filter((each) =>
      from === to ? each.from < from && from < each.to : each.from < to && from < each.to,
    );
    const places = within.length === 0 ? [{ from, to }] : within;
    for (const place of places) found.set(place.from, { from: place.from, to: place.to });
  }
  return [...found.values()].toSorted((a, b) => a.from - b.from);
}
