import { hanging, haloed } from './facts.ts';
import { MasterKey } from './drawings/keys.tsx';
import { Press } from './drawings/furniture.tsx';
import type { Layout, PictureTable, SceneFacts } from './picture.ts';

const RAIL = { wide: [102, 84], tall: [118, 94] } as const;
const PRESS = { wide: [102, 356], tall: [300, 242] } as const;
const HOOK = 'M0-10V0q0 6-5 6';

/** Where the keys of the rail hang, and how large: five still have room. */
function hooks(count: number): { readonly xs: readonly number[]; readonly scale: number } {
  if (count <= 3) return { xs: [-52, 0, 52].slice(0, count), scale: 1 };
  const step = 124 / (count - 1);
  return { xs: Array.from({ length: count }, (_, at) => -62 + at * step), scale: count === 4 ? 0.95 : 0.8 };
}

/**
 * The vault's rail: root key and master key versions, each on its hook. Nothing of this ever moves: a version in use gets a dotted halo, no
 * more. With more than three versions the newest three hang here, and an empty hook with an ellipsis stands for the older ones.
 */
export function Rail({
  table,
  facts,
  layout,
  fresh,
}: {
  readonly table: PictureTable;
  readonly facts: SceneFacts;
  readonly layout: Layout;
  /** A version that came to hang in this step: it fades in, once. */
  readonly fresh: number | null;
}) {
  const used = haloed(table.halo, facts);
  const { shown, more } = hanging(facts.versions, used);
  const slots = ['root', ...(more ? ['…'] : []), ...shown] as const;
  const { xs, scale } = hooks(Math.max(3, slots.length));
  const [x, y] = RAIL[layout];
  const below = 16 + 92 * scale + 16;
  return (
    <g transform={`translate(${x} ${y})`}>
      <path className="l" d="M-74 0H74" style={{ strokeWidth: 4 }} />
      {xs.map((at, slot) => {
        const hung = slots[slot];
        return (
          <g key={at} transform={`translate(${at} 0)`}>
            <path className="l" d={HOOK} transform="translate(0 10)" />
            {hung === '…' ? (
              <text className="small" y={44} textAnchor="middle">
                …
              </text>
            ) : hung === undefined ? null : (
              <g
                data-part={hung === fresh ? 'fresh' : undefined}
                className={hung === 'root' ? 'root' : undefined}
              >
                <g transform={`translate(0 11) scale(${scale})`}>
                  <MasterKey />
                </g>
                <text className={hung === 'root' ? 'small' : 'version'} y={below} textAnchor="middle">
                  {hung === 'root' ? 'root' : `v${hung}`}
                </text>
              </g>
            )}
            {typeof hung === 'number' && used.includes(hung) && (
              <rect
                className="halo"
                data-part="halo"
                x={-23 * scale}
                y={13}
                width={46 * scale}
                height={95 * scale}
                rx={12}
              />
            )}
          </g>
        );
      })}
      {facts.keyState !== 'Enabled' && (
        <Plate x={((xs[1] ?? 0) + (xs[slots.length - 1] ?? 0)) / 2} facts={facts} />
      )}
    </g>
  );
}

function Plate({ x, facts }: { readonly x: number; readonly facts: SceneFacts }) {
  const bad = facts.keyState === 'PendingDeletion' ? ' bad' : '';
  return (
    <g transform={`translate(${x} 0)`}>
      <rect className={`plate${bad}`} x={-36} y={58} width={72} height={22} rx={3} />
      <text className={`plate-word${bad}`} y={74} textAnchor="middle">
        {facts.keyState === 'Disabled' ? 'disabled' : 'deletion'}
      </text>
    </g>
  );
}

/** Where the master key wraps and unwraps. */
export function VaultPress({ layout }: { readonly layout: Layout }) {
  const [x, y] = PRESS[layout];
  return (
    <g transform={`translate(${x} ${y})`}>
      <Press />
    </g>
  );
}
