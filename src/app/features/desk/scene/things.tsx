import type { ReactNode } from 'react';
import { Slip, Tray } from './drawings/furniture.tsx';
import { BareKey, Crumbs, Envelope, GhostKey, OpenEnvelope, RoomKey } from './drawings/keys.tsx';
import { LeadSeal, LockedCase, OpenCase, OtherCase, Rack, Ticket } from './drawings/luggage.tsx';
import { Arm, Clerk, Guest, Thief, type Pose } from './drawings/people.tsx';
import { newestOf } from './facts.ts';
import type { Layout, LookOf, SceneFacts, Thing, Vocabulary } from './picture.ts';
import { STATIONS, type Station } from './stations.ts';
import { endCut, hexRows } from './writing.ts';

export interface Drawn {
  readonly facts: SceneFacts;
  readonly words: Vocabulary;
  /** Whether the envelope's string is shown: it is tied to luggage beside it. */
  readonly tied: boolean;
}

const Case = ({ hex }: { readonly hex: string | null }) => (
  <>
    <LockedCase rows={hexRows(hex)} />
    <g data-byte="tag">
      <LeadSeal />
    </g>
    <g data-byte="nonce">
      <Ticket />
    </g>
  </>
);

const Tied = ({ tied, children }: { readonly tied: boolean; readonly children: ReactNode }) => (
  <>
    {tied && <path className="l1" d="M0-21Q-10-82-72-58" />}
    {children}
  </>
);

const person = (coat: 'a' | 'b' | 'c' | 'd', body: ReactNode, pose: Pose, raised = 0) => (
  <g className={`coat-${coat}`}>
    {body}
    <g transform={raised === 0 ? undefined : `translate(2 ${raised})`}>
      <Arm pose={pose} />
    </g>
  </g>
);

const flipped = (drawing: ReactNode) => <g transform="scale(-1 1)">{drawing}</g>;

const Torch = () => (
  <>
    <path className="torch" d="M76-110L202-128V-2H114z" />
    <path className="wood2 l" d="M56-131h18l7-4v20l-7-4H56z" transform="rotate(26 60 -125)" />
  </>
);

type Drawings = { readonly [T in Thing]: Readonly<Record<LookOf<T>, (drawn: Drawn) => ReactNode>> };

/** How each thing looks in each of its looks. */
export const DRAWINGS: Drawings = {
  others: { faint: () => <OtherCase /> },
  thief: {
    torch: () => (
      <>
        {person('c', <Thief />, 'out')}
        <Torch />
      </>
    ),
    spy: () => person('c', <Thief />, 'down'),
    haul: () => person('c', <Thief />, 'out'),
    lurk: () => person('c', <Thief />, 'down'),
  },
  guest: {
    desk: () => person('a', <Guest />, 'out'),
    case: () => person('a', <Guest />, 'low'),
    wipe: () => person('a', <Guest />, 'up'),
    free: () => person('a', <Guest />, 'down'),
    stranger: () => person('d', <Guest />, 'out'),
  },
  rack: { stand: () => <Rack /> },
  box: { erased: () => null },
  trunk: { copy: () => null, large: () => null },
  notebook: { keyed: () => null, name: () => null },
  board: { keyed: () => null, pass: () => null, plain: () => null },
  services: { row: () => null, taken: () => null },
  luggage: {
    open: ({ facts }) => <OpenCase payload={facts.payload} />,
    locked: ({ facts }) => <Case hex={facts.cipher} />,
  },
  luggageStays: { locked: ({ facts }) => <Case hex={facts.cipher} /> },
  luggage2: { locked: ({ facts }) => <Case hex={facts.secondCipher} /> },
  parcel: { open: () => null, sealed: () => null },
  envelope: {
    sealed: ({ facts, tied }) => (
      <Tied tied={tied}>
        <Envelope version={facts.seal} />
      </Tied>
    ),
    opened: () => <OpenEnvelope />,
  },
  envelopeStays: {
    sealed: ({ facts, tied }) => (
      <Tied tied={tied}>
        <Envelope version={facts.seal} />
      </Tied>
    ),
  },
  envelope2: {
    sealed: ({ facts, tied }) => (
      <Tied tied={tied}>
        <Envelope version={facts.secondSeal} />
      </Tied>
    ),
  },
  renewed: {
    sealed: ({ facts, tied }) => (
      <Tied tied={tied}>
        <Envelope version={newestOf(facts)} />
      </Tied>
    ),
  },
  roomkey: {
    whole: () => <RoomKey />,
    bare: () => <BareKey />,
    wiped: () => (
      <>
        <GhostKey />
        <Crumbs />
      </>
    ),
  },
  ghost: {
    kept: () => (
      <g transform="translate(1 20)">
        <GhostKey />
      </g>
    ),
  },
  slips: { many: () => null, one: () => null },
  cover: { closed: () => null },
  clerk: {
    tray: () => (
      <>
        <g transform="translate(106 -146)">
          <Tray />
        </g>
        {person('b', <Clerk />, 'out', -14)}
      </>
    ),
    out: () => person('b', <Clerk />, 'out'),
    down: () => person('b', <Clerk />, 'down'),
    palm: () => person('b', <Clerk />, 'palm'),
  },
  slip: {
    asking: ({ facts, words }) => (
      <>
        <Slip />
        <text className="slip-word onpaper" x={-68} y={-6}>
          {words === 'hotel' ? 'One room key, for' : 'GenerateDataKey'}
        </text>
        <text className="slip-key onpaper" x={-68} y={14}>
          {endCut(facts.keyName, 17)}
        </text>
      </>
    ),
  },
};

/** Envelopes that lie beside their luggage, tied to it. In the tall picture the case on the rack has no room for a string. */
const TIED: Readonly<Record<Layout, readonly Station[]>> = {
  wide: ['tied', 'shelf-envelope', 'upper-envelope'],
  tall: ['shelf-envelope', 'upper-envelope'],
};

/** Draws a thing in a look, facing the way its station says. */
export function drawingOf(
  thing: Thing,
  look: string,
  station: Station,
  layout: Layout,
  drawn: Omit<Drawn, 'tied'>,
): ReactNode {
  // A table's looks are checked by its type and by a test: what is not there draws nothing.
  const looks = DRAWINGS[thing] as Readonly<Record<string, (drawn: Drawn) => ReactNode>>;
  const drawing = looks[look]?.({ ...drawn, tied: TIED[layout].includes(station) }) ?? null;
  return STATIONS[station][layout][2] === 'left' ? flipped(drawing) : drawing;
}
