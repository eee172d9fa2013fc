/** Where the root key and the versions hang: the rail's geometry, for what is drawn and for the line that touches a key. */
import { hanging, haloed } from './facts.ts';
import type { Halo, Layout, PictureTable, SceneFacts } from './picture.ts';

/** The middle of the rail. */
export const RAIL = { wide: [102, 84], tall: [118, 94] } as const satisfies Record<Layout, readonly number[]>;

export interface Hook {
  /** From the middle of the rail. */
  readonly x: number;
  /** What hangs there: an ellipsis stands for older versions, null is an empty hook. */
  readonly hung: 'root' | 'older' | number | null;
}

/** Where the hooks are, and how large their keys: five still have room. */
function spread(count: number): { readonly xs: readonly number[]; readonly scale: number } {
  if (count <= 3) return { xs: [-52, 0, 52], scale: 1 };
  const step = 120 / (count - 1);
  return {
    xs: Array.from({ length: count }, (_, at) => -60 + at * step),
    scale: count === 4 ? 0.88 : 0.78,
  };
}

/** The hooks of a picture. The version that is on the seal hangs there, however old it is. */
export function hooksOf(
  table: Pick<PictureTable, 'halo' | 'vault'>,
  facts: SceneFacts,
): { readonly hooks: readonly Hook[]; readonly scale: number } {
  const { shown, more } = hanging(facts.versions, [...haloed(table.halo, facts), facts.seal]);
  const hung: readonly Hook['hung'][] =
    table.vault === 'empty' ? [] : ['root', ...(more ? (['older'] as const) : []), ...shown];
  const { xs, scale } = spread(hung.length);
  return { hooks: xs.map((x, at) => ({ x, hung: hung[at] ?? null })), scale };
}

/** The thin line from a label at the right of the vault to the key of a version. None where it would cross another key. */
export function railLeader(
  use: Halo,
  table: Pick<PictureTable, 'halo' | 'vault'>,
  facts: SceneFacts,
): string | null {
  const { hooks, scale } = hooksOf(table, facts);
  const [version] = haloed([use], facts);
  const at = hooks.findIndex(({ hung }) => hung === version);
  const hook = hooks[at];
  if (hook === undefined || hooks.slice(at + 1).some(({ hung }) => hung !== null)) return null;
  const [x] = RAIL.wide;
  return `M${Math.round(x + hook.x + 11 * scale)} 100H218`;
}
