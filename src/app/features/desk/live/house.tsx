/** The hotel in section, without people: the vault, the front desk, the hall. Wide it is one floor; tall it has three. */
import { cx } from '../../../ui/cx.ts';
import styles from './live-scene.module.css';
import { Clerk, Counter, Hook, Lamp, MasterKey, Press, type ArmPose } from './symbols.tsx';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where things stand in the picture, in its own units. */
export interface Plan {
  readonly isTall: boolean;
  readonly width: number;
  readonly height: number;
  readonly places: number;
  readonly rail: Point;
  readonly press: Point;
  readonly clerk: Point;
  readonly counter: Point;
  /** Middle of what lies on the tray. */
  readonly tray: Point;
  readonly slip: Point;
  /** Where a refusal at the counter, and one in the vault, is drawn. */
  readonly refusedAtDesk: Point;
  readonly refusedInVault: Point;
  readonly verdict: Point;
  /** Feet of the guest at a place; 0 is at the counter. */
  readonly guest: (place: number) => Point;
  /** Lower middle of the label over that guest. */
  readonly label: (place: number) => Point;
  readonly rooms: readonly { readonly name: string; readonly field: string; readonly at: Point }[];
  /** Middle of the hall, for words where nobody is. */
  readonly hall: Point;
}

const STRIDE = 97;
const FLOOR = 406;

/** One floor; the hall is as long as there are places. */
export function widePlan(places: number): Plan {
  const width = 446 + STRIDE * (places - 1) + 78;
  return {
    isTall: false,
    width,
    height: 420,
    places,
    rail: { x: 102, y: 84 },
    press: { x: 102, y: FLOOR },
    clerk: { x: 236, y: FLOOR },
    counter: { x: 328, y: FLOOR - 98 },
    tray: { x: 342, y: 226 },
    slip: { x: 338, y: 222 },
    refusedAtDesk: { x: 334, y: 248 },
    refusedInVault: { x: 160, y: 290 },
    verdict: { x: 318, y: 152 },
    guest: (place) => ({ x: 446 + STRIDE * place, y: FLOOR }),
    label: (place) => ({ x: 446 + STRIDE * place, y: place % 2 === 0 ? 196 : 134 }),
    rooms: [
      { name: 'The vault', field: 'HSM', at: { x: 8, y: 6 } },
      { name: 'Front desk', field: 'KMS API', at: { x: 206, y: 6 } },
      { name: 'The guests', field: 'applications and people', at: { x: 404, y: 6 } },
    ],
    hall: { x: 396 + (width - 412) / 2, y: 230 },
  };
}

const TALL_FLOOR = 936;

/** Three floors, for a phone: vault, desk with the guest who is served, and the hall with those who wait. */
export const TALL_PLAN: Plan = {
  isTall: true,
  width: 440,
  height: 946,
  places: 4,
  rail: { x: 118, y: 94 },
  press: { x: 300, y: 242 },
  clerk: { x: 60, y: 580 },
  counter: { x: 146, y: 482 },
  tray: { x: 156, y: 400 },
  slip: { x: 156, y: 396 },
  refusedAtDesk: { x: 152, y: 420 },
  refusedInVault: { x: 362, y: 150 },
  verdict: { x: 118, y: 362 },
  guest: (place) => (place === 0 ? { x: 264, y: 580 } : { x: 88 + 132 * (place - 1), y: TALL_FLOOR }),
  label: (place) => (place === 0 ? { x: 306, y: 368 } : { x: 88 + 132 * (place - 1), y: 728 }),
  rooms: [
    { name: 'The vault', field: 'HSM', at: { x: 8, y: 14 } },
    { name: 'Front desk', field: 'KMS API', at: { x: 26, y: 264 } },
    { name: 'Those behind', field: 'applications and people', at: { x: 26, y: 596 } },
  ],
  hall: { x: 220, y: 780 },
};

const s = (...names: readonly (string | false)[]): string =>
  cx(...names.map((name) => name !== false && styles[name]));

function WideHouse({ width, isDeskLit, isVaultLit }: { readonly width: number } & Lights) {
  const end = width - 16;
  const rivets = [58, 138, 218, 298, 378];
  return (
    <>
      <path className={s('wall')} d="M8 50h188v370H8z" />
      <path className={s('safe', isVaultLit && 'lit')} d={`M24 66h156v${FLOOR - 66}H24z`} />
      <path className={s('room')} d={`M196 58h${end - 196}v${FLOOR - 58}H196z`} />
      <path
        className={s('wall')}
        d={`M190 50h${end - 182}v8H190zM190 ${FLOOR}h${end - 182}v14H190zM${end} 50h8v370h-8z`}
      />
      <path className={s('safe', isVaultLit && 'lit')} d="M179 272h18v34h-18z" />
      <path className={s('line', 'bars')} d="M184 272v34M192 272v34" />
      <path className={s('wood2', 'bars')} d="M175 305h26v5h-26zM195 343h7v5h-7zM202 330h4.5v31H202z" />
      <path className={s('cone', isDeskLit && 'lit')} d={`M328 82h32l98 ${FLOOR - 82}H212z`} />
      <Lamp x={344} y={54} />
      <g className={s('rivets')}>
        {rivets.map((y) => (
          <circle key={y} cx="16" cy={y} r="2.5" />
        ))}
        {rivets
          .filter((y) => y !== 298)
          .map((y) => (
            <circle key={y} cx="188" cy={y} r="2.5" />
          ))}
      </g>
    </>
  );
}

function TallHouse({ isDeskLit, isVaultLit }: Lights) {
  return (
    <>
      <path
        className={s('wall')}
        d="M8 66h424v192H8zM8 258h8v688H8zM424 258h8v688h-8zM8 580h424v10H8zM8 936h424v10H8z"
      />
      <path className={s('safe', isVaultLit && 'lit')} d="M24 81h392v161H24z" />
      <path className={s('room')} d="M16 258h408v322H16zM16 590h408v346H16z" />
      <path className={s('safe', isVaultLit && 'lit')} d="M146 241h48v18h-48z" />
      <path className={s('thin')} d="M158 241v18M170 241v18M182 241v18" />
      <path className={s('room')} d="M330 579h64v12h-64z" />
      <path className={s('cone', isDeskLit && 'lit')} d="M140 258h32l84 322H66z" />
      <g className={s('rivets')}>
        {[16, 118, 220, 322, 424].map((x) => (
          <circle key={x} cx={x} cy="74" r="2.5" />
        ))}
      </g>
    </>
  );
}

interface Lights {
  /** Somebody is served. */
  readonly isDeskLit: boolean;
  /** A master key is used. */
  readonly isVaultLit: boolean;
}

const at = ({ x, y }: Point): string => `translate(${x} ${y})`;

/** Building, furniture and clerk. */
export function House({
  plan,
  lights,
  arm,
  line,
}: {
  readonly plan: Plan;
  readonly lights: Lights;
  readonly arm: ArmPose;
  /** Outcome of the line that was just written. */
  readonly line: 'allowed' | 'denied' | 'failed' | null;
}) {
  return (
    <>
      {plan.isTall ? <TallHouse {...lights} /> : <WideHouse width={plan.width} {...lights} />}
      <g transform={at(plan.rail)}>
        <path className={s('line', 'rail')} d="M-74 0H74" />
        {[-52, 0, 52].map((x) => (
          <Hook key={x} x={x} />
        ))}
        <MasterKey x={-52} isRoot />
        <MasterKey x={0} />
        <MasterKey x={52} />
        <text className={s('hookName')} x="-52" y="124">
          root
        </text>
        <text className={s('hookName')} x="26" y="124">
          master keys
        </text>
        <rect
          className={s('halo', lights.isVaultLit && 'lit')}
          x="-23"
          y="13"
          width="98"
          height="95"
          rx="12"
        />
      </g>
      <g transform={at(plan.press)}>
        <Press />
      </g>
      <g transform={at(plan.counter)}>
        <Counter line={line} />
      </g>
      <g transform={at(plan.clerk)}>
        <Clerk arm={arm} />
      </g>
    </>
  );
}
