/** What a step's picture is once the facts are known. */
import { hasEnvelopes } from './facts.ts';
import { THINGS, type FlowId, type PictureTable, type SceneFacts, type Thing } from './picture.ts';
import { PICTURES } from './pictures.ts';
import { AT_THE_DESK, IN_THE_VAULT, REFUSED_AT_DESK, REFUSED_IN_VAULT } from './pictures/turned-away.ts';
import type { Station } from './stations.ts';

export interface Placed {
  readonly thing: Thing;
  readonly station: Station;
  readonly look: string;
}

/** What stands in a picture, from back to front. */
export function placedIn(table: PictureTable): readonly Placed[] {
  return THINGS.flatMap((thing) => {
    const place = table.at[thing];
    if (place === undefined) return [];
    const [station, look] = place.split(':') as [Station, string]; // the type of a row is `station:look`
    return [{ thing, station, look }];
  });
}

const EMPTY: PictureTable = { lit: [], at: {}, halo: [], line: false, labels: [], marks: [] };

/**
 * The picture of a step. Where the key lives elsewhere its own rows take the place of the step's; a refusal that the step did not mean to
 * show is drawn where it happened.
 */
export function pictureOf(
  flow: FlowId,
  step: string,
  facts: Pick<SceneFacts, 'place' | 'refusedAt' | 'soft' | 'tls'>,
): PictureTable {
  const table = PICTURES[flow][step] ?? EMPTY;
  const { place, soft = false, tls = false } = facts;
  const placed = {
    ...table,
    ...table.where?.[place],
    ...(place === 'kms' && soft ? table.soft : {}),
    ...(hasEnvelopes({ place }) && tls ? table.tls : {}),
  };
  return facts.refusedAt === null ? placed : refused(placed, facts.refusedAt);
}

/** The same step, turned away: nothing was handed over, and the envelope got as far as the refusal says. */
function refused(table: PictureTable, where: 'desk' | 'vault'): PictureTable {
  const { roomkey: _key, ghost: _ghost, slip: _slip, ...rest } = table.at;
  const brought = table.at.envelope !== undefined && table.at.slip === undefined;
  const { envelope: _envelope, ...others } = rest;
  return {
    ...table,
    lit: [where],
    at: {
      ...others,
      guest: 'at-desk:desk',
      clerk: 'behind-desk:palm',
      ...(brought && !table.at.envelope?.startsWith('tray')
        ? { envelope: where === 'vault' ? 'press:sealed' : 'hand:sealed' }
        : {}),
    },
    halo: [],
    line: true,
    labels: [where === 'vault' ? REFUSED_IN_VAULT : REFUSED_AT_DESK],
    marks: [where === 'vault' ? IN_THE_VAULT : AT_THE_DESK],
  };
}
