/** Walks: the address says where the person wants to stand, acts are done until the walk has come there. */
import { useCallback, useEffect, useLayoutEffect, useReducer, useRef } from 'react';
import type { Flow } from './walk/step.ts';
import { KeydeskError } from '../../../client/client.ts';
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
    return { at, message: error.message, code: error.call.refusal?.code ?? null, call: call ?? error.call };
  }
  return {
    at,
    message: error instanceof Error ? error.message : String(error),
    code: error instanceof KeydeskError ? error.code : null,
    call: null,
  };
}

/** The walk was left for another: its acts ask nothing more. */
class Abandoned extends Error {}

/** The same world, as long as the walk is the one that is walked. */
const whileCurrent = (world: World, isCurrent: () => boolean): World => ({
  ...world,
  ask: (name, input) => (isCurrent() ? world.ask(name, input) : Promise.reject(new Abandoned())),
});

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
  const current = useRef(run);
  useLayoutEffect(() => {
    current.current = run;
  }, [run]);
  /** The act under way, so that it is not begun twice; and all before it, for acts of two walks never mix on the person's keys. */
  const acting = useRef<string | null>(null);
  const before = useRef<Promise<void>>(Promise.resolve());
  useEffect(() => {
    const name = `${run}/${String(next)}`;
    if (next === null || acting.current === name) return;
    acting.current = name;
    const act = async (): Promise<void> => {
      const world = whileCurrent(host.world, () => current.current === run);
      try {
        const { moments: reached, carried: brought } = latest.current;
        const from = reached.at(-1) ?? (await beginWalk(world, brought.payload, brought.context));
        const does = flow.steps[next]?.act ?? null;
        const after = does === null ? from : await ACTS[does](world, from);
        send({ kind: 'did', run, at: next, moment: await withLines(host.world, after) });
      } catch (error) {
        if (!(error instanceof Abandoned))
          send({ kind: 'failed', run, stopped: await stoppedBy(host.world, error, next) });
      } finally {
        if (acting.current === name) acting.current = null;
      }
    };
    before.current = before.current.then(() => (current.current === run ? act() : undefined));
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
