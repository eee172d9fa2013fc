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

export interface Hooks {
  readonly hooks: readonly Hook[];
  readonly scale: number;
  /** How many versions the ellipsis stands for, in words; null without one. */
  readonly more: string | null;
}

/** Where the hooks are, and how large their keys: five still have room. */
function spread(count: number, more: boolean): { readonly xs: readonly number[]; readonly scale: number } {
  if (count <= 3) return { xs: [-52, 0, 52], scale: 1 };
  const step = 120 / (count - 1);
  return {
    xs: Array.from({ length: count }, (_, at) => -60 + at * step),
    // What the ellipsis stands for is written under the keys.
    scale: count === 4 && !more ? 0.88 : 0.78,
  };
}

/** The hooks of a picture. The version that is on the seal hangs there, however old it is. */
export function hooksOf(table: Pick<PictureTable, 'halo' | 'vault'>, facts: SceneFacts): Hooks {
  const { shown, more } = hanging(facts.versions, [...haloed(table.halo, facts), facts.seal], facts.older);
  if (table.vault === 'empty') return { hooks: onHooks([], spread(0, false).xs), scale: 1, more: null };
  // Versions count from 1 on: the ellipsis hangs where the first ones are left out.
  const gap = shown.findIndex((version, at) => version !== (shown[at - 1] ?? 0) + 1);
  const before = gap === -1 ? shown.length : gap;
  const hung: readonly Hook['hung'][] =
    more === 0 ? ['root', ...shown] : ['root', ...shown.slice(0, before), 'older', ...shown.slice(before)];
  const { xs, scale } = spread(hung.length, more > 0);
  const allOlder = more < (shown[0] ?? 1);
  return {
    hooks: onHooks(hung, xs),
    scale,
    more: more === 0 ? null : `+${more} ${allOlder ? 'older' : 'more'}`,
  };
}

const onHooks = (hung: readonly Hook['hung'][], xs: readonly number[]): readonly Hook[] =>
  xs.map((x, at) => ({ x, hung: hung[at] ?? null }));

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
