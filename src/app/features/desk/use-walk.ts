/** Walks: the address says where the person wants to stand, acts are done until the walk has come there. */
import { useCallback, useEffect, useLayoutEffect, useReducer, useRef } from 'react';
import type { Flow } from './walk/step.ts';
import { ACTS, beginWalk } from './walk/acts.ts';
import type { Moment, Payload } from './walk/moment.ts';
import { begin, walked, wanted, type Stopped, type Walk, type WalkEvent } from './walk/walk.ts';
import { Refused, type World } from './walk/world.ts';
import type { DeskHost } from './use-desk-host.ts';

export interface Carried {
  readonly payload: Payload;
  readonly context: ReadonlyMap<string, string>;
}

/** The calls of the step, with the lines that they left. A desk that cannot tell now has answered all the same. */
async function withLines(world: World, moment: Moment): Promise<Moment> {
  const { call, beside } = moment;
  const calls = call === null ? beside : [...beside.filter((each) => each !== call), call];
  const told = await world.withLines(calls).catch(() => calls);
  return call === null
    ? { ...moment, beside: told }
    : { ...moment, call: told.at(-1) ?? call, beside: told.slice(0, -1) };
}

async function stoppedBy(world: World, error: unknown, at: number): Promise<Stopped> {
  if (error instanceof Refused) {
    const [call] = await world.withLines([error.call]).catch(() => [error.call]);
    return { at, message: error.message, call: call ?? error.call };
  }
  return { at, message: error instanceof Error ? error.message : String(error), call: null };
}

/** `to`: place of the step in the address. `carried`: what the guest brings; another one begins the walk anew. */
export function useWalk(
  host: DeskHost,
  flow: Flow,
  to: number,
  carried: Carried,
): readonly [Walk, (event: WalkEvent) => void] {
  const [walk, send] = useReducer(walked, null, () => begin(flow.id, flow.steps.length, to));
  useEffect(() => {
    send({ kind: 'went', flow: flow.id, steps: flow.steps.length, to });
  }, [flow, to]);

  const { run, moments } = walk;
  const next = walk.flow === flow.id ? wanted(walk) : null;
  const latest = useRef({ moments, carried });
  useLayoutEffect(() => {
    latest.current = { moments, carried };
  });
  /** The act under way, so that it is not begun twice. */
  const acting = useRef<string | null>(null);
  useEffect(() => {
    const name = `${run}/${String(next)}`;
    if (next === null || acting.current === name) return;
    acting.current = name;
    const act = async (): Promise<void> => {
      const { moments: reached, carried: brought } = latest.current;
      const before = reached.at(-1) ?? (await beginWalk(host.world, brought.payload, brought.context));
      const does = flow.steps[next]?.act ?? null;
      const after = does === null ? before : await ACTS[does](host.world, before);
      send({ kind: 'did', run, at: next, moment: await withLines(host.world, after) });
    };
    act()
      .catch(async (error: unknown) =>
        send({ kind: 'failed', run, stopped: await stoppedBy(host.world, error, next) }),
      )
      .finally(() => {
        if (acting.current === name) acting.current = null;
      });
  }, [host, flow, run, next]);

  // What the guest brings is looked at when a walk begins; another one begins it anew.
  const brought = useRef(carried);
  useEffect(() => {
    if (brought.current === carried) return;
    brought.current = carried;
    send({ kind: 'began-anew' });
  }, [carried]);
  // So does another desk.
  const at = useRef(host);
  useEffect(() => {
    if (at.current === host) return;
    at.current = host;
    send({ kind: 'began-anew' });
  }, [host]);

  return [walk, useCallback((event: WalkEvent) => send(event), [])];
}
