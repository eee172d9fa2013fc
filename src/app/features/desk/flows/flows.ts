/** The seven flows, in the order in which they are best walked. */
import type { FlowId } from '../scene/picture.ts';
import type { Flow } from '../walk/step.ts';
import { checkIn } from './check-in.ts';
import { comeBack } from './come-back.ts';
import { direct } from './direct.ts';
import { oneKey } from './one-key.ts';
import { rotate } from './rotate.ts';
import { thief } from './thief.ts';
import { turnedAway } from './turned-away.ts';

export const FLOWS: readonly Flow[] = [checkIn, comeBack, rotate, turnedAway, thief, oneKey, direct];

/** The first one for a name that no flow has: addresses are typed. */
export const flowOf = (id: string | null): Flow => FLOWS.find((flow) => flow.id === id) ?? checkIn;

/** The flow before or behind another; the same at either end. */
export function flowBeside(id: FlowId, by: 1 | -1): Flow {
  const at = FLOWS.findIndex((flow) => flow.id === id);
  return FLOWS[at + by] ?? flowOf(id);
}
