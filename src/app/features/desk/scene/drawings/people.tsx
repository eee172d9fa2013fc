/** One body, three coats, four arms. The origin is between the feet; all face right. */
/** One body for all people of the scene. */
const Body = () => (
  <>
    <path className="legs l" d="M-13-84L-14-5h11L1-76 4-5h11L13-84z" />
    <path className="hair hl" d="M-15-7h12q4 1 5 7h-17zM3-7h12q5 1 6 7H3z" />
    <path className="skin l" d="M-6-172h12v14H-6z" />
    <path
      className="skin l"
      d="M0-200a15 15 0 0 1 14.2 10.500l4 6q1 2-1.5 2.200l-1.9.2a15 15 0 0 1-29.8-3.900A15 15 0 0 1 0-200z"
    />
  </>
);

/** The application: the only one who ever holds a room key. */
export const Guest = () => (
  <>
    <Body />
    <path
      className="hair hl"
      d="M-15.5-184c-2-13 8-19 18-17.5 7 1 11 5 11.5 10-8 0-13-1-16 2-2 3-1 7-4 8-1 6-3 9-5 9-3-3-4.5-7-4.5-11.500z"
    />
    <path
      d="M-11-164c-9 2-13 10-13.5 22L-28-66q28 8 55 0L22-142c-1-12-5-20-13-22L0-150z"
      className="l coat"
    />
    <path className="l1" d="M0-150l6 24v58M-20-104h11" />
  </>
);

/** The KMS API: checks, writes into the logbook, then hands over. */
export const Clerk = () => (
  <>
    <Body />
    <path className="l coat" d="M-14-191q0-15 14-15 13 0 14 14z" />
    <path className="l1" d="M-14-195h27" />
    <path className="l coat" d="M-11-164c-9 2-12 10-12 22l1 66q23 6 45 0V-142c-1-12-5-20-13-22L0-150z" />
    <path className="paper l1 onp" d="M-5-163L0-148l5-15z" />
    <path d="M0-160l-6-4v8zm0 0l6-4v8z" className="hair" />
    <circle cx="9" cy="-124" r="1.5" className="button" />
    <circle cx="9" cy="-110" r="1.5" className="button" />
    <circle cx="9" cy="-96" r="1.5" className="button" />
  </>
);

/** Somebody with what was stolen, and nothing else. */
export const Thief = () => (
  <>
    <Body />
    <path className="l coat" d="M-15-189q0-16 15-16 12 0 15 11l9 3q1 3-3 3z" />
    <path style={{ fill: 'var(--desk-cloth-c)' }} d="M-14-188h29l1 5q-7 5-12 0h-18z" className="l1" />
    <circle cx="9" cy="-185" r="1.6" fill="var(--desk-skin)" />
    <path
      className="l coat"
      d="M-12-166c-9 2-12 12-12 24l-2 72q26 7 50 0L22-142c-1-12-4-22-12-24L6-158H-6z"
    />
  </>
);

/** How an arm is held: reaching across, turning a key, letting one go, hanging, saying no. */
export type Pose = 'out' | 'low' | 'up' | 'down' | 'palm';

const ARMS: Readonly<Record<Pose, { readonly d: string; readonly hand: readonly [number, number] | null }>> =
  {
    out: { d: 'M0-146l20 28 34-6', hand: [60, -125] },
    low: { d: 'M0-146l14 34 34 20', hand: [53, -89] },
    up: { d: 'M0-146l28 6 28-26', hand: [59, -169] },
    down: { d: 'M0-144l-3 34 6 24', hand: [4, -80] },
    palm: { d: 'M0-146l24 10 16-26', hand: null },
  };

/** The near arm, in the colour of the coat. */
export function Arm({ pose }: { readonly pose: Pose }) {
  const { d, hand } = ARMS[pose];
  return (
    <>
      <path className="sleeve-line" d={d} />
      <path className="sleeve" d={d} />
      {hand === null ? (
        <path
          className="skin l"
          d="M37-166v-14q0-3 2.5-3t2.5 3q0-6 3-6t3 6q0-3 2.5-3t2.5 3v10l2.5-4q3-1 3 2l-5 12q-3 5-8 5-8 0-8-11z"
        />
      ) : (
        <circle className="skin l" cx={hand[0]} cy={hand[1]} r="6.5" />
      )}
    </>
  );
}
