/**
 * Where a thing can stand: one coordinate in each of the two pictures. A move is always from one station to another. The coordinate is the
 * point by which the thing is held: between the feet of people, the bottom left of luggage, the middle of an envelope, the bow of a key.
 */
import type { Layout, Room } from './picture.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

interface Place {
  readonly room: Room;
  readonly wide: readonly [x: number, y: number, facing?: 'left'];
  readonly tall: readonly [x: number, y: number, facing?: 'left'];
}

const PLACES = {
  // people
  'behind-desk': { room: 'desk', wide: [236, 356], tall: [60, 580] },
  'at-desk': { room: 'guest', wide: [446, 356, 'left'], tall: [262, 580, 'left'] },
  'at-case': { room: 'guest', wide: [446, 356], tall: [226, 580] },
  shoulder: { room: 'guest', wide: [684, 356, 'left'], tall: [192, 580] },
  'in-store': { room: 'storage', wide: [738, 356], tall: [60, 842] },
  'at-lectern': { room: 'guest', wide: [722, 356, 'left'], tall: [222, 580] },
  'in-between': { room: 'desk', wide: [302, 356], tall: [126, 580] },
  'by-chest': { room: 'guest', wide: [500, 356], tall: [226, 842] },
  'at-box': { room: 'guest', wide: [548, 356], tall: [244, 580] },
  // furniture that not every step needs
  rack: { room: 'guest', wide: [522, 306], tall: [304, 530] },
  wall: { room: 'guest', wide: [578, 188], tall: [360, 420] },
  'wall-low': { room: 'guest', wide: [574, 250], tall: [360, 478] },
  'wall-high': { room: 'guest', wide: [638, 146], tall: [360, 420] },
  pinned: { room: 'guest', wide: [638, 178], tall: [360, 470] },
  lectern: { room: 'guest', wide: [578, 305], tall: [360, 529] },
  trolley: { room: 'guest', wide: [650, 356], tall: [350, 580] },
  hall: { room: 'guest', wide: [404, 356], tall: [16, 842] },
  'back-shelf': { room: 'storage', wide: [740, 216], tall: [296, 841] },
  // luggage
  shelf: { room: 'storage', wide: [738, 356], tall: [24, 842] },
  upper: { room: 'storage', wide: [738, 217], tall: [236, 842] },
  loot: { room: 'storage', wide: [826, 356], tall: [148, 842] },
  chest: { room: 'guest', wide: [574, 356], tall: [298, 842] },
  'on-counter': { room: 'desk', wide: [306, 250], tall: [110, 474] },
  'press-parcel': { room: 'vault', wide: [76, 307], tall: [274, 193] },
  'counter-parcel': { room: 'desk', wide: [330, 250], tall: [148, 474] },
  // envelopes
  'tray-envelope': { room: 'desk', wide: [387, 184], tall: [208, 408] },
  tied: { room: 'guest', wide: [668, 276], tall: [360, 557] },
  beside: { room: 'guest', wide: [668, 276], tall: [360, 557] },
  'shelf-envelope': { room: 'storage', wide: [886, 325], tall: [172, 811] },
  'upper-envelope': { room: 'storage', wide: [886, 186], tall: [384, 811] },
  'loot-envelope': { room: 'storage', wide: [868, 252], tall: [190, 738] },
  counter: { room: 'desk', wide: [366, 222], tall: [184, 446] },
  hand: { room: 'desk', wide: [378, 206], tall: [194, 430] },
  press: { room: 'vault', wide: [102, 285], tall: [300, 171] },
  // keys
  'tray-key': { room: 'desk', wide: [275, 165], tall: [104, 389] },
  lock: { room: 'guest', wide: [484, 266], tall: [266, 490] },
  falling: { room: 'guest', wide: [526, 164], tall: [306, 386] },
  'tray-bare': { room: 'desk', wide: [354, 165], tall: [172, 389] },
  'press-key': { room: 'vault', wide: [80, 266], tall: [278, 152] },
  // paper
  offered: { room: 'guest', wide: [412, 150], tall: [214, 346] },
  handed: { room: 'desk', wide: [344, 150], tall: [152, 346] },
  'tray-cover': { room: 'desk', wide: [362, 205], tall: [188, 429] },
  'put-aside': { room: 'desk', wide: [328, 356], tall: [146, 580] },
  'row-many': { room: 'desk', wide: [343, 176], tall: [152, 400] },
  'row-one': { room: 'desk', wide: [343, 212], tall: [152, 436] },
} as const satisfies Record<string, Place>;

export type Station = keyof typeof PLACES;

export const STATIONS: Readonly<Record<Station, Place>> = PLACES;

/** The grille: the only opening of the vault. What goes in or comes out goes through here. */
export const GRILLE: Readonly<Record<Layout, Point>> = { wide: { x: 188, y: 238 }, tall: { x: 170, y: 250 } };

/** Envelopes that lie beside their luggage, tied to it. In the tall picture the case on the rack has no room for a string. */
export const TIED: Readonly<Record<Layout, readonly Station[]>> = {
  wide: ['tied', 'shelf-envelope', 'upper-envelope'],
  tall: ['shelf-envelope', 'upper-envelope'],
};

/** What the svg shows, `[x, y, width, height]`. */
export const VIEW = { wide: [0, 0, 960, 370], tall: [0, 30, 440, 822] } as const satisfies Record<
  Layout,
  readonly number[]
>;

/** The point of a station. */
export function pointOf(station: Station, layout: Layout): Point {
  const [x, y] = STATIONS[station][layout];
  return { x, y };
}

/** The transform that puts a thing at its station, as CSS. */
export const transformTo = ({ x, y }: Point): string => `translate(${x}px, ${y}px)`;
