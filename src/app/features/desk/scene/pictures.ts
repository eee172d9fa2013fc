/** Every step of every walk, as data: a new walk is a new table here, not new code. */
import type { FlowId, PictureTable } from './picture.ts';
import { CHECK_IN } from './pictures/check-in.ts';
import { COME_BACK } from './pictures/come-back.ts';
import { DIRECT } from './pictures/direct.ts';
import { ONE_KEY } from './pictures/one-key.ts';
import { ROTATE } from './pictures/rotate.ts';
import { THIEF } from './pictures/thief.ts';
import { TURNED_AWAY } from './pictures/turned-away.ts';

export const PICTURES: Readonly<Record<FlowId, Readonly<Record<string, PictureTable>>>> = {
  'check-in': CHECK_IN,
  'come-back': COME_BACK,
  rotate: ROTATE,
  'turned-away': TURNED_AWAY,
  thief: THIEF,
  'one-key': ONE_KEY,
  direct: DIRECT,
};
