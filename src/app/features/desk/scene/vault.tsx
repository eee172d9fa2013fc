import { haloed, newestOf } from './facts.ts';
import { hooksOf, RAIL } from './rail.ts';
import { TAKEN } from './drawings/elsewhere.tsx';
import { MasterKey } from './drawings/keys.tsx';
import { Press } from './drawings/furniture.tsx';
import type { Layout, PictureTable, SceneFacts } from './picture.ts';
import { endCut } from './writing.ts';

const PRESS = { wide: [102, 356], tall: [300, 242] } as const;
/** Half the width of the dotted line around a key in use. */
const HALO = { few: 23, many: 16 } as const;
const HOOK = 'M0-10V0q0 6-5 6';

/**
 * The vault's rail: root key and master key versions, each on its hook. Nothing of this ever moves: a version in use gets a dotted halo, no
 * more. With more than three versions the newest three hang here, and an empty hook with an ellipsis stands for the others, whose number is under it.
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
  /** Whether the newest version came to hang in this step: it fades in, once. */
  readonly fresh: boolean;
}) {
  if (table.vault === 'gone') return <Gone layout={layout} />;
  if (table.vault === 'ten') return <TenKeys layout={layout} used={table.halo.length > 0} />;
  const used = haloed(table.halo, facts);
  const { hooks, scale, more } = hooksOf(table, facts);
  const versions = hooks.filter(({ hung }) => typeof hung === 'number');
  const half = HALO[hooks.length > 3 ? 'many' : 'few'];
  const [x, y] = RAIL[layout];
  const below = 16 + 92 * scale + 16;
  return (
    <g transform={`translate(${x} ${y})`}>
      <path className="l" d="M-74 0H74" style={{ strokeWidth: 4 }} />
      {hooks.map(({ x: at, hung }) => {
        return (
          <g key={at} transform={`translate(${at} 0)`}>
            <path className="l" d={HOOK} transform="translate(0 10)" />
            {hung === 'older' ? (
              <>
                <text className="small" y={44} textAnchor="middle">
                  …
                </text>
                <text className="small" y={below + 17} textAnchor="middle">
                  {more}
                </text>
              </>
            ) : hung === null ? null : (
              <g
                data-part={fresh && hung === newestOf(facts) ? 'fresh' : undefined}
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
                x={-half}
                y={13}
                width={2 * half}
                height={95 * scale}
                rx={12}
              />
            )}
          </g>
        );
      })}
      {facts.keyState !== 'Enabled' && versions.length > 0 && (
        <Plate x={((versions[0]?.x ?? 0) + (versions.at(-1)?.x ?? 0)) / 2} facts={facts} />
      )}
      {facts.otherKey !== undefined && versions[0] !== undefined && (
        <NameTag x={versions[0].x} name={facts.otherKey} />
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

const TAG_LETTERS = 13;

/** Whose key it is, tied to it: only where the step is about another than the walk's own. */
const NameTag = ({ x, name }: { readonly x: number; readonly name: string }) => (
  <g transform={`translate(${x} 0)`}>
    <rect className="plate" x={-32} y={58} width={106} height={22} rx={3} />
    <text className="plate-word" x={21} y={74} textAnchor="middle">
      {endCut(name, TAG_LETTERS)}
    </text>
  </g>
);

/** Ten master keys in two rows, one for each service. The one that was used has the halo. */
function TenKeys({ layout, used }: { readonly layout: Layout; readonly used: boolean }) {
  const [x, y] = RAIL[layout];
  return (
    <g transform={`translate(${x} ${y})`}>
      {[0, 62].map((row) => (
        <path key={row} className="l" d={`M-74 ${row}H74`} style={{ strokeWidth: 4 }} />
      ))}
      {Array.from({ length: 10 }, (_, at) => (
        <g key={at} transform={`translate(${-56 + (at % 5) * 28} ${at < 5 ? 0 : 62}) scale(0.52)`}>
          <path className="l" d={HOOK} transform="translate(0 10)" />
          <g transform="translate(0 11)">
            <MasterKey />
          </g>
          {used && at === TAKEN && (
            <rect className="halo" data-part="halo" x={-24} y={12} width={48} height={98} rx={14} />
          )}
        </g>
      ))}
    </g>
  );
}

const BOX = { wide: 'M36 78H168V344H36z', tall: 'M40 94H400V232H40z' } as const;

/** Where the vault's box stood before it was carried off. */
const Gone = ({ layout }: { readonly layout: Layout }) => <path className="gone" d={BOX[layout]} />;

const PLATE = { wide: [102, 345], tall: [300, 231] } as const;
const BOLTS = {
  wide: 'M174 150h28v10h-28zM174 330h28v10h-28z',
  tall: 'M60 236h10v28h-10zM370 236h10v28h-10z',
} as const;

/** Where the master key wraps and unwraps; whose vault it is, where that matters. */
export function VaultPress({ table, layout }: { readonly table: PictureTable; readonly layout: Layout }) {
  const [x, y] = PRESS[layout];
  const [plateX, plateY] = PLATE[layout];
  const { vault } = table;
  if (vault === 'gone') return null;
  return (
    <>
      <g transform={`translate(${x} ${y})`}>
        <Press />
      </g>
      {vault === 'own' && <path className="wood2 l" d={BOLTS[layout]} />}
      {vault === 'own' && (
        <text className="plate-line" x={plateX} y={plateY} textAnchor="middle" aria-hidden="true">
          your own
        </text>
      )}
    </>
  );
}
