/** Where keys and luggage also can be: the other places a key can live, copies, a vault that is carried off, ten services, many slips. */
import type { Layout } from '../picture.ts';
import { BareKey, Envelope, GhostMaster, MasterKey } from './keys.tsx';
import { LockedCase } from './luggage.tsx';

/** The guest's open notebook: the repository. The key is taped into it, or only its name stands there. Origin: the middle of its foot. */
export const Notebook = ({ keyed }: { readonly keyed: boolean }) => (
  <>
    <path className="wood2 l" d="M-60-2H60V4H-60z" />
    <path className="paper l onp" d="M0-68Q-26-76-56-70V-2Q-26-8 0-1z" />
    <path className="paper l onp" d="M0-68Q26-76 56-70V-2Q26-8 0-1z" />
    <path
      className="l1 onp"
      opacity="0.7"
      d="M-48-59h24M-42-51h28M-42-43h20M-48-35h12M-48-27h30M-42-19h22M-48-11h14"
    />
    {keyed ? (
      <>
        <g transform="translate(14 -38) scale(0.68)">
          <BareKey />
        </g>
        <path className="tape" d="M22-48l10 2-4 21-10-2zM42-48l10 2-4 21-10-2z" />
      </>
    ) : (
      <path
        className="l1 onp"
        opacity="0.7"
        d="M8-59h30M14-51h22M14-43h32M8-35h26M14-27h18M14-19h30M8-11h20"
      />
    )}
  </>
);

/** The board on the guest's wall: the environment of the process. Origin: its middle. */
export const Board = ({ holds }: { readonly holds: 'key' | 'pass' | 'nothing' }) => (
  <>
    <rect className="wood l" x="-62" y="-34" width="124" height="68" rx="3" />
    <rect className="case l1" x="-56" y="-28" width="112" height="56" rx="2" />
    <path className="faint" d="M-48-18h22M-48-8h30M-48 2h18M-48 12h26M-48 20h14" />
    {holds !== 'nothing' && <path className="l" d="M-4-22v3q0 5 4 5" />}
    {holds === 'key' && (
      <g transform="translate(4 -4) scale(0.8)">
        <BareKey />
      </g>
    )}
    {holds === 'pass' && (
      <g transform="translate(2 -14)">
        <rect className="paper l onp" x="0" y="0" width="46" height="32" rx="3" />
        <circle className="l1 onp" cx="11" cy="12" r="4.500" />
        <path className="l1 onp" d="M3 26q1-8 8-8t8 8M24 10h16M24 16h16M24 22h10" />
      </g>
    )}
  </>
);

/** The vault's box on a trolley: opened by force, it has erased its keys; one of software has not. Origin: the middle of its foot. */
export const SafeBox = ({ whole = false }: { readonly whole?: boolean }) => (
  <>
    <rect className="wall" x="-58" y="-150" width="116" height="138" rx="4" />
    <rect className="safe" x="-48" y="-140" width="96" height="118" />
    <path className="l" d="M-36-130H36" style={{ strokeWidth: 3 }} />
    <g transform="translate(-20 -126)">{whole ? <MasterKey /> : <GhostMaster />}</g>
    <g transform="translate(18 -126)">{whole ? <MasterKey /> : <GhostMaster />}</g>
    <path className="wood2 l" d="M-66-12H66v5H-66zM-66-12v-62h-6v67" />
    <circle className="wood2 l" cx="-44" cy="-5" r="5" />
    <circle className="wood2 l" cx="44" cy="-5" r="5" />
  </>
);

/** A copy of everything in storage: still cases, and their envelopes where they have some. Origin: bottom left. */
export const CopyTrunk = ({
  rows,
  version,
}: {
  readonly rows: readonly string[];
  /** On the seals of the envelopes; null where there are none. */
  readonly version: number | null;
}) => (
  <>
    <path className="wood l" d="M4-62L12-104H106L114-62z" />
    <g transform="translate(12 -44) scale(0.42)">
      <LockedCase rows={rows} />
    </g>
    <g transform="translate(60 -48) scale(0.42)">
      <LockedCase rows={rows} />
    </g>
    {version !== null && (
      <g transform="translate(48 -64) rotate(-8) scale(0.62)">
        <Envelope version={version} />
      </g>
    )}
    <path className="wood2 l" d="M0-62H118V-8a8 8 0 0 1-8 8H8a8 8 0 0 1-8-8z" />
    <path className="l1" d="M24-62V0M94-62V0" style={{ strokeWidth: 3 }} />
    <path className="wood l" d="M50-52h18v16H50z" />
  </>
);

/** A trunk that is larger than the vault's grille. Origin: bottom left. */
export const Trunk = () => (
  <>
    <path className="wood l" d="M2-54Q2-88 18-88H88Q104-88 104-54z" />
    <path className="wood2 l" d="M0-54H106V-6a6 6 0 0 1-6 6H6a6 6 0 0 1-6-6z" />
    <path className="l1" d="M22-87V0M84-87V0" style={{ strokeWidth: 3 }} />
    <path className="wood l" d="M44-60h18v18H44z" />
  </>
);

/** Small request slips, one behind the other on their way over the counter. Origin: the middle of the row. */
export const SlipRow = ({ count }: { readonly count: number }) => (
  <>
    {Array.from({ length: count }, (_, at) => {
      const x = (at - (count - 1) / 2) * 22;
      return (
        <g key={at} transform={`translate(${x} ${at % 2 === 0 ? 0 : -3})`}>
          <path className="paper l onp" d="M-15-11H10l5 5V11H-15z" />
          <path className="l1 onp" d="M-9-3H6M-9 3H3" />
        </g>
      );
    })}
  </>
);

/** A guest in few strokes: ten of them stand in one picture. */
const LittleGuest = ({ taken }: { readonly taken: boolean }) => (
  <g className={taken ? 'coat-c' : 'coat-a'}>
    <path className="legs l" d="M-5-36L-6 0H-1L0-32 1 0H6L5-36z" />
    <path className="coat l" d="M-5-70q-6 2-7 12v30q12 4 24 0v-30q-1-10-7-12z" />
    <path className="skin l" d="M-6-77a6.500 6.500 0 1 1 12-3l2 3-2 1a6.500 6.500 0 0 1-12 1z" />
    <path
      className="hair"
      d={taken ? 'M-7-78q0-8 7-8 6 0 7 5l5 2-1 2H-7z' : 'M-7-76q-1-10 7-10 6 0 7 4-8 0-9 3-2 4-5 3z'}
    />
    {taken && <path className="l" style={{ strokeWidth: 2.5 }} d="M0-78h7" />}
  </g>
);

/** A case in few strokes: locked, with its envelope on it, or open, with the payload to be read. Origin: bottom left. */
const LittleCase = ({ open }: { readonly open: boolean }) =>
  open ? (
    <>
      <path className="wood l" d="M3-50H51V-22H3z" />
      <path className="paper l1 onp" d="M11-46H43V-22H11zM16-40h16M16-34h22M16-28h14" />
      <path className="case l" d="M0-23H54V-4a4 4 0 0 1-4 4H4a4 4 0 0 1-4-4z" />
    </>
  ) : (
    <>
      <path className="l" style={{ strokeWidth: 2 }} d="M19-41v-4q0-3 3-3H32q3 0 3 3v4" />
      <path
        className="ciph l"
        d="M4-41H50a4 4 0 0 1 4 4V-4a4 4 0 0 1-4 4H4a4 4 0 0 1-4-4V-37a4 4 0 0 1 4-4z"
      />
      <path className="wood2 l1" d="M3-27h9v12H3z" />
      <path className="paper l1 onp" d="M20-27H50V-7H20zM20-27L35-16 50-27" />
      <circle className="brass" cx="35" cy="-15" r="4.500" />
    </>
  );

const COLUMNS = 5;
const CELL = {
  wide: { width: 106, up: 150, scale: 1 },
  tall: { width: 81, up: 116, scale: 0.88 },
} as const;

/** The one of the ten that somebody else has taken over: `service-1`. */
export const TAKEN = 0;

/** Whose luggage opens: first that of the one taken over, then the others'. */
const opensAt = (at: number, opened: number): boolean => (at - TAKEN + 2 * COLUMNS) % (2 * COLUMNS) < opened;

/** Ten services, each with its own luggage; the taken one wears the thief's coat. Origin: bottom left of the hall. */
export function Services({
  layout,
  taken,
  opened,
  of,
}: {
  readonly layout: Layout;
  readonly taken: boolean;
  readonly opened: number;
  readonly of: number;
}) {
  const cell = CELL[layout];
  return (
    <>
      <path className="l l3" d={`M6 ${-cell.up + 1.5}H${cell.width * COLUMNS}`} />
      {Array.from({ length: Math.min(of, 2 * COLUMNS) }, (_, at) => (
        <g
          key={at}
          transform={`translate(${(at % COLUMNS) * cell.width} ${at < COLUMNS ? -cell.up : 0}) scale(${cell.scale})`}
        >
          <g transform="translate(22 0)">
            <LittleGuest taken={taken && at === TAKEN} />
          </g>
          <g transform="translate(38 0)">
            <LittleCase open={opensAt(at, opened)} />
          </g>
        </g>
      ))}
    </>
  );
}
