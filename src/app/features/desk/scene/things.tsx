import type { ReactNode } from 'react';
import { Board, CopyTrunk, Notebook, SafeBox, Services, SlipRow, Trunk } from './drawings/elsewhere.tsx';
import { Cover, Slip, Tray } from './drawings/furniture.tsx';
import { BareKey, Crumbs, Envelope, FlippedBit, GhostKey, OpenEnvelope, RoomKey } from './drawings/keys.tsx';
import { LeadSeal, LockedCase, OpenCase, OtherCase, Rack, Ticket } from './drawings/luggage.tsx';
import { Arm, Clerk, Guest, Thief, type Pose } from './drawings/people.tsx';
import { hasEnvelopes, newestOf } from './facts.ts';
import type { Layout, LookOf, SceneFacts, Thing, Vocabulary } from './picture.ts';
import { STATIONS, TIED } from './stations.ts';
import type { Placed } from './table.ts';
import { endCut, hexRows } from './writing.ts';

export interface Drawn {
  readonly facts: SceneFacts;
  readonly words: Vocabulary;
  readonly layout: Layout;
  /** Whether the envelope's string is shown: it is tied to luggage beside it. */
  readonly tied: boolean;
}

const Case = ({ hex }: { readonly hex: string | null }) => (
  <>
    <LockedCase rows={hexRows(hex)} />
    <LeadSeal />
    <Ticket />
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

const TorchInHand = () => (
  <path className="wood2 l" d="M56-131h18l7-4v20l-7-4H56z" transform="rotate(26 60 -125)" />
);

const Torch = () => (
  <>
    <path className="torch" d="M76-110L180-126V-2H110z" />
    <TorchInHand />
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
    aim: () => (
      <>
        {person('c', <Thief />, 'out')}
        <TorchInHand />
      </>
    ),
    idle: () => person('c', <Thief />, 'down'),
    haul: () => person('c', <Thief />, 'out'),
  },
  guest: {
    desk: () => person('a', <Guest />, 'out'),
    case: () => person('a', <Guest />, 'low'),
    wipe: () => person('a', <Guest />, 'up'),
    free: () => person('a', <Guest />, 'down'),
    stranger: () => person('d', <Guest />, 'out'),
  },
  rack: { stand: () => <Rack /> },
  box: { erased: () => <SafeBox />, whole: () => <SafeBox whole /> },
  trunk: {
    copy: ({ facts }) => (
      <CopyTrunk rows={hexRows(facts.cipher)} version={hasEnvelopes(facts) ? facts.seal : null} />
    ),
    large: () => <Trunk />,
  },
  notebook: { keyed: () => <Notebook keyed />, name: () => <Notebook keyed={false} /> },
  board: {
    keyed: () => <Board holds="key" />,
    pass: () => <Board holds="pass" />,
    plain: () => <Board holds="nothing" />,
  },
  beam: {
    lit: () => <path className="beam" d="M78-113L196-138V-42L74-103z" />,
    board: () => <path className="beam" d="M78-113L200-140V-74L74-103z" />,
  },
  services: {
    row: ({ layout }) => <Services layout={layout} taken={false} opened={0} of={10} />,
    taken: ({ layout, facts }) => (
      <Services layout={layout} taken opened={facts.opened?.count ?? 0} of={facts.opened?.of ?? 10} />
    ),
  },
  luggage: {
    open: ({ facts }) => <OpenCase payload={facts.payload} />,
    locked: ({ facts }) => <Case hex={facts.cipher} />,
  },
  luggageStays: { locked: ({ facts }) => <Case hex={facts.cipher} /> },
  luggage2: { locked: ({ facts }) => <Case hex={facts.secondCipher} /> },
  parcel: {
    open: ({ facts }) => (
      <g transform="scale(0.46)">
        <OpenCase payload={facts.payload} />
      </g>
    ),
  },
  envelope: {
    sealed: ({ facts, tied }) => (
      <Tied tied={tied}>
        <Envelope version={facts.seal} />
      </Tied>
    ),
    opened: () => <OpenEnvelope />,
    flipped: ({ facts }) => (
      <>
        <Envelope version={facts.seal} />
        <FlippedBit />
      </>
    ),
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
        <g data-part="crumbs">
          <Crumbs />
        </g>
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
  slips: { many: () => <SlipRow count={6} /> },
  single: { one: () => <SlipRow count={1} /> },
  cover: { closed: () => <Cover />, off: () => <Cover /> },
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

/** Draws a thing in a look, facing the way its station says. */
export function drawingOf(
  { thing, look, station }: Placed,
  layout: Layout,
  drawn: Omit<Drawn, 'tied' | 'layout'>,
  loose = false,
): ReactNode {
  // A table's looks are checked by its type and by a test: what is not there draws nothing.
  const looks = DRAWINGS[thing] as Readonly<Record<string, (drawn: Drawn) => ReactNode>>;
  const drawing = looks[look]?.({ ...drawn, layout, tied: !loose && TIED[layout].includes(station) }) ?? null;
  return STATIONS[station][layout][2] === 'left' ? flipped(drawing) : drawing;
}
