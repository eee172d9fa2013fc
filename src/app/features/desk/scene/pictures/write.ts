/** Shorthands for the tables, so that a step fits a screen. */
import type { Label, Line, Mark, Spot, Words } from '../picture.ts';

const line =
  (as: Line['as']) =>
  (hotel: string, field?: string): Line => ({
    as,
    say: field === undefined ? hotel : ([hotel, field] as const satisfies Words),
  });

export const strong = line('strong');
export const small = line('small');
/** On the base of the press: a line with little room. */
export const plate = line('plate');
export const mono = line('mono');
export const no = line('no');
export const cipher = line('cipher');
export const nonce = line('nonce');
export const tag = line('tag');

export const label = (lines: readonly Line[], wide: Spot | null, tall: Spot | null): Label => ({
  lines,
  wide,
  tall,
});

export const at = (x: number, y: number, more: Omit<Spot, 'x' | 'y'> = {}): Spot => ({ x, y, ...more });

export const way = (of: NonNullable<Mark['of']>, wide: string | null, tall: string | null): Mark => ({
  draw: 'way',
  of,
  wide,
  tall,
});

/** The same, passing behind people and luggage. */
export const wayBehind = (of: NonNullable<Mark['of']>, wide: string | null, tall: string | null): Mark => ({
  draw: 'way',
  of,
  behind: true,
  wide,
  tall,
});

const ex = ([x, y]: readonly [number, number]): string => `M${x - 6} ${y - 6}l12 12m0-12l-12 12`;

/** In the tall picture, on a way up at x = 170: through the grille, around the keys, and level into the press. An x follows. */
export const TO_PRESS = 'V239Q170 231 178 231H226Q236 231 236 221V181Q236 171 246 171H';

/** Here it ends: the middle of the cross. */
export const cross = (wide: readonly [number, number], tall: readonly [number, number]): Mark => ({
  draw: 'cross',
  wide: ex(wide),
  tall: ex(tall),
});

export const thin = (wide: string | null, tall: string | null): Mark => ({ draw: 'thin', wide, tall });
export const bold = (wide: string | null, tall: string | null): Mark => ({ draw: 'bold', wide, tall });
