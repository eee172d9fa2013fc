/** Things and people of the hotel, as the live scene needs them. Each stands on its origin: between the feet, under the middle, at the hook. */
import { cx } from '../../../ui/cx.ts';
import styles from './live-scene.module.css';

const s = (...names: readonly string[]): string => cx(...names.map((name) => styles[name]));

const MASTER = 'M-5 26H5v6h-2.2v52H10v-5h5v14h-5v-4H4v4h-6.8V32H-5z';
const ROOM_KEY =
  'M0-11a11 11 0 1 0 10.4 14.4H40v8h5.5v-6h4v6H55V-3.4H10.4A11 11 0 0 0 0-11Zm0 6a5 5 0 1 1 0 10 5 5 0 0 1 0-10Z';

/** A master key, at its hook. It has no other place. */
export const MasterKey = ({ x, isRoot = false }: { readonly x: number; readonly isRoot?: boolean }) => (
  <g transform={`translate(${x} 11)`} className={isRoot ? s('root') : undefined}>
    <g className={s('brass', 'thick')}>
      <circle cx="0" cy="9" r="8.5" />
      <circle cx="-9" cy="22" r="8.5" />
      <circle cx="9" cy="22" r="8.5" />
      <path d={MASTER} />
    </g>
    <g className={s('brassFill')}>
      <circle cx="0" cy="18" r="6" />
      <circle cx="0" cy="9" r="8.5" />
      <circle cx="-9" cy="22" r="8.5" />
      <circle cx="9" cy="22" r="8.5" />
      <path d={MASTER} />
    </g>
    <g className={s('holes')}>
      <circle cx="0" cy="8" r="3.6" />
      <circle cx="-10" cy="22.5" r="3.6" />
      <circle cx="10" cy="22.5" r="3.6" />
    </g>
  </g>
);

export const Hook = ({ x }: { readonly x: number }) => (
  <path className={s('line')} d="M0-10V0q0 6-5 6" transform={`translate(${x} 10)`} />
);

/** The plaintext data key, with its fob. */
export const RoomKey = () => (
  <>
    <path className={s('thin')} d="M-1 9q-4 4-2 9" />
    <path className={s('paper')} d="M-10 18l7-5h2l7 5v20a2 2 0 0 1-2 2h-12a2 2 0 0 1-2-2z" />
    <path className={s('onPaper')} d="M-6 26h8M-6 31h8" />
    <path className={s('brass')} fillRule="evenodd" d={ROOM_KEY} />
  </>
);

/** The wrapped data key, or whatever else comes back sealed. */
export const Envelope = () => (
  <>
    <rect className={s('paper')} x="-32" y="-21" width="64" height="42" rx="2" />
    <path className={s('onPaper')} d="M-31-20L0 4 31-20M-31 20L-9-3M31 20L9-3" />
    <path
      className={s('brass')}
      d="M0-9q4-3 6 1 5 0 4 5 4 3 0 6 1 5-4 5-2 4-6 1-4 3-6-1-5 0-4-5-4-3 0-6-1-5 4-5 2-4 6-1z"
      transform="translate(0 3)"
    />
  </>
);

/** An answer that is no key: a sheet with a sign of its outcome. */
export const Sheet = () => (
  <>
    <path className={s('paper')} d="M-18-24H10l8 8v40h-36z" />
    <path className={s('onPaper')} d="M10-24v8h8M-11-8h20M-11-1h22" />
    <path className={s('tick')} d="m-8 11 5 5 10-11" />
  </>
);

const ARMS = {
  out: 'M0-146l20 28 34-6',
  down: 'M0-144l-3 34 6 24',
  palm: 'M0-146l24 10 16-26',
} as const;
const HANDS = { out: [60, -125], down: [4, -80] } as const;
const PALM =
  'M37-166v-14q0-3 2.5-3t2.5 3q0-6 3-6t3 6q0-3 2.5-3t2.5 3v10l2.5-4q3-1 3 2l-5 12q-3 5-8 5-8 0-8-11z';

export type ArmPose = keyof typeof ARMS;

export const Arm = ({ pose, cloth }: { readonly pose: ArmPose; readonly cloth: string }) => (
  <>
    <path className={s('armEdge')} d={ARMS[pose]} />
    <path className={s('arm', cloth)} d={ARMS[pose]} />
    {pose === 'palm' ? (
      <path className={s('skin')} d={PALM} />
    ) : (
      <circle className={s('skin')} cx={HANDS[pose][0]} cy={HANDS[pose][1]} r="6.5" />
    )}
  </>
);

const Body = () => (
  <>
    <path className={s('legs')} d="M-13-84L-14-5h11L1-76 4-5h11L13-84z" />
    <path className={s('hair')} d="M-15-7h12q4 1 5 7h-17zM3-7h12q5 1 6 7H3z" />
    <path className={s('skin')} d="M-6-172h12v14H-6z" />
    <path
      className={s('skin')}
      d="M0-200a15 15 0 0 1 14.2 10.5l4 6q1 2-1.5 2.2l-1.9.2a15 15 0 0 1-29.8-3.900A15 15 0 0 1 0-200z"
    />
  </>
);

/** `service` (role/…), `person` (user/…), `desk`: the scheduler and the account itself. */
export type Coat = 'service' | 'person' | 'desk';

/** An application or a person, facing right. */
export const Guest = ({ coat, arm }: { readonly coat: Coat; readonly arm: ArmPose }) => (
  <>
    <Body />
    <path
      className={s('hair')}
      d="M-15.5-184c-2-13 8-19 18-17.5 7 1 11 5 11.5 10-8 0-13-1-16 2-2 3-1 7-4 8-1 6-3 9-5 9-3-3-4.5-7-4.5-11.500z"
    />
    <path
      className={s('coat', coat)}
      d="M-11-164c-9 2-13 10-13.5 22L-28-66q28 8 55 0L22-142c-1-12-5-20-13-22L0-150z"
    />
    <path className={s('thin')} d="M0-150l6 24v58M-20-104h11" />
    <Arm pose={arm} cloth={coat} />
  </>
);

/** The KMS API. */
export const Clerk = ({ arm }: { readonly arm: ArmPose }) => (
  <>
    <Body />
    <path className={s('coat', 'clerk')} d="M-14-191q0-15 14-15 13 0 14 14z" />
    <path className={s('thin')} d="M-14-195h27" />
    <path
      className={s('coat', 'clerk')}
      d="M-11-164c-9 2-12 10-12 22l1 66q23 6 45 0V-142c-1-12-5-20-13-22L0-150z"
    />
    <path className={s('paperThin')} d="M-5-163L0-148l5-15z" />
    <path className={s('hair')} d="M0-160l-6-4v8zm0 0l6-4v8z" />
    <g className={s('buttons')}>
      <circle cx="9" cy="-124" r="1.5" />
      <circle cx="9" cy="-110" r="1.5" />
      <circle cx="9" cy="-96" r="1.5" />
    </g>
    <Arm pose={arm} cloth="clerk" />
  </>
);

export const Press = () => (
  <>
    <path className={s('wood')} d="M-54-40H54v7H-54zM-50-33H50V0H-50z" />
    <path className={s('wood2')} d="M-50-49H50v9H-50zM-46-117h7v68h-7zM39-117h7v68h-7zM-52-126H52v9H-52z" />
    <path className={s('wood2')} d="M-3.5-117h7v5h-7zM-24-112H24v5H-24zM-3-136H3v10H-3zM-17-140h34v5h-34z" />
  </>
);

export const Lamp = ({ x, y }: { readonly x: number; readonly y: number }) => (
  <g transform={`translate(${x} ${y})`}>
    <path className={s('line')} d="M0 2v12" />
    <path className={s('wood2')} d="M-6 14h12l10 14h-32z" />
  </g>
);

/** The counter with logbook and bell; `line`: the outcome of the line that was just written. */
export const Counter = ({ line }: { readonly line: 'allowed' | 'denied' | 'failed' | null }) => (
  <>
    <path className={s('wood')} d="M-60 0H60v98H-60z" />
    <path className={s('faint')} d="M-46 16h40v70h-40zM6 16h40v70H6z" />
    <path className={s('wood2')} d="M-68-8H68v9H-68z" />
    <g transform="translate(-28 -8)">
      <path className={s('paper')} d="M0 0l-30-4v-12l30 5 30-5v12z" />
      <path className={s('onPaper')} d="M0-11V0M-24-11.500l18 3M-24-7.500l18 3M6-8.500l18-3" />
      {line !== null && <path className={s('written', line)} d="M6-6.500l18-3" />}
    </g>
    <g transform="translate(44 -8)">
      <path className={s('wood2')} d="M-11-3a11 11 0 0 1 22 0z" />
      <path className={s('line')} d="M-14 0h28M0-14v-3" />
    </g>
  </>
);

export const Tray = () => <path className={s('wood2')} d="M-84-5h168l-5 6H-79z" />;

/** Turned away: a cross. Sent back: a mark of its own shape. */
export const Verdict = ({ outcome }: { readonly outcome: 'denied' | 'failed' }) =>
  outcome === 'denied' ? (
    <path className={s('cross')} d="m-7-7 14 14m0-14-14 14" />
  ) : (
    <path className={s('fault')} d="M0-10 11 9H-11zM0-4v6M0 5.500v.5" />
  );
