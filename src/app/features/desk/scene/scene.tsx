import { Fragment, memo, useId, useLayoutEffect, useMemo, useRef, useState, type RefObject } from 'react';
import { useMedia } from '../../../ui/use-media.ts';
import { Counter } from './desk.tsx';
import { ofItsKey } from './facts.ts';
import { Hits, Names, usePointing } from './hits.tsx';
import { House } from './house.tsx';
import { fixturesOf, namesOf } from './names.ts';
import { planOf, type Plan } from './moves.ts';
import {
  THINGS,
  type ByteName,
  type FlowId,
  type Layout,
  type PictureTable,
  type SceneFacts,
  type Thing,
  type Vocabulary,
} from './picture.ts';
import { pointOf, transformTo, VIEW } from './stations.ts';
import { pictureOf, placedIn, type Placed } from './table.ts';
import { drawingOf } from './things.tsx';
import { useMovement } from './use-movement.ts';
import { Rail, VaultPress } from './vault.tsx';
import { Labels, Marks } from './writings.tsx';
import './scene.css';

export interface SceneProps {
  readonly flow: FlowId;
  readonly step: string;
  readonly facts: SceneFacts;
  readonly words: Vocabulary;
  /** The step it comes from when the walk goes forward by one: then things move. Null: everything is set at once. */
  readonly from: string | null;
  readonly onArrived?: (() => void) | undefined;
  readonly title: string;
  readonly description: string;
  readonly highlight?: ByteName | null | undefined;
  readonly onHighlight?: ((name: ByteName | null) => void) | undefined;
  /** Which of the two pictures; by the scene's own width where it is left out. */
  readonly tall?: boolean | undefined;
}

/** Narrower than this the house has three floors. */
const TALL_BELOW = 700;
/** Narrower than this, letters of the wide picture are drawn larger. */
const CLOSE_BELOW = 900;

const STILL = '(prefers-reduced-motion: reduce)';

/** Drawn before the counter, which hides their feet. */
const BEHIND_COUNTER: readonly Thing[] = ['others', 'thief'];

/** The envelope desk as one picture: what stands where, which room is lit, and how it came from the step before. */
export const Scene = memo(function Scene({
  flow,
  step,
  facts: given,
  words,
  from,
  onArrived,
  title,
  description,
  tall,
  highlight = null,
  onHighlight,
}: SceneProps) {
  const id = useId();
  const frame = useRef<HTMLDivElement>(null);
  const svg = useRef<SVGSVGElement>(null);
  const width = useWidth(frame);
  const layout: Layout = (tall ?? width < TALL_BELOW) ? 'tall' : 'wide';
  const facts = useMemo(() => ofItsKey(given), [given]);
  const { place, refusedAt, soft = false, tls = false } = given;
  const table = useMemo(
    () => pictureOf(flow, step, { place, refusedAt, soft, tls }),
    [flow, step, place, refusedAt, soft, tls],
  );
  const { plan, arrive } = useWalk({ flow, step, from, place, soft, tls, layout, table });
  useMovement(svg, plan, () => {
    arrive();
    onArrived?.();
  });
  useSetAtOnce(`${flow}/${step}`, from !== null && plan !== null, onArrived);

  const { bubble, pointing, keep } = usePointing(frame, words, highlight, onHighlight);
  const standing = placedIn(table);
  const draw = (placed: Placed, old: boolean) => (
    <g
      key={`${placed.thing}${old ? ':old' : ''}`}
      className="thing"
      {...(old ? { 'data-old': placed.thing } : { 'data-thing': placed.thing })}
      style={{ transform: transformTo(pointOf(placed.station, layout)) }}
    >
      {!old && plan?.turning[placed.thing] !== undefined && (
        <g data-look="old" aria-hidden="true">
          {drawingOf({ ...placed, look: plan.turning[placed.thing] ?? '' }, layout, { facts, words })}
        </g>
      )}
      <g data-look="new" aria-hidden="true">
        {drawingOf(placed, layout, { facts, words }, plan?.untied.includes(placed.thing))}
      </g>
      {!old && <Hits names={namesOf(placed, facts)} pointing={pointing} />}
    </g>
  );
  const layer = (behind: boolean) => (
    <>
      {THINGS.filter((thing) => BEHIND_COUNTER.includes(thing) === behind).map((thing) => {
        const leaving = plan?.leaving.find((placed) => placed.thing === thing);
        const here = standing.find((placed) => placed.thing === thing);
        return (
          <Fragment key={thing}>
            {leaving !== undefined && draw(leaving, true)}
            {here !== undefined && draw(here, false)}
          </Fragment>
        );
      })}
    </>
  );
  return (
    <div
      className="desk-scene"
      ref={frame}
      data-layout={layout}
      data-size={width < CLOSE_BELOW ? 'close' : 'far'}
      data-moving={plan !== null}
    >
      <svg
        ref={svg}
        viewBox={VIEW[layout].join(' ')}
        role="group"
        aria-labelledby={`${id}-t`}
        aria-describedby={`${id}-d`}
      >
        <title id={`${id}-t`}>{title}</title>
        <desc id={`${id}-d`}>{description}</desc>
        <g aria-hidden="true">
          <House layout={layout} table={table} words={words} />
          <Rail table={table} facts={facts} layout={layout} fresh={step === 'new-version'} />
          <VaultPress table={table} layout={layout} />
        </g>
        <Marks marks={table.marks} layout={layout} behind />
        {layer(true)}
        <Counter layout={layout} line={table.line ? facts.line : null} />
        <Hits names={fixturesOf(table, facts, layout)} pointing={pointing} />
        {layer(false)}
        <Marks marks={table.marks} layout={layout} behind={false} />
        <Labels table={table} layout={layout} words={words} facts={facts} />
      </svg>
      {bubble !== null && <Names bubble={bubble} words={words} keep={keep} leave={pointing.leave} />}
    </div>
  );
});

/** The plan of the walk that is under way, or null: set at once, arrived, or by a person who wants no movement. */
function useWalk({
  flow,
  step,
  from,
  place,
  soft,
  tls,
  layout,
  table,
}: {
  readonly flow: FlowId;
  readonly step: string;
  readonly from: string | null;
  readonly place: SceneFacts['place'];
  readonly soft: boolean;
  readonly tls: boolean;
  readonly layout: Layout;
  readonly table: PictureTable;
}): { readonly plan: Plan | null; readonly arrive: () => void } {
  const still = useMedia(STILL);
  const walk = from === null || still ? null : `${flow}/${from}/${step}`;
  const [arrived, setArrived] = useState<string | null>(null);
  // Whoever went back and comes again walks again.
  if (walk === null && arrived !== null) setArrived(null);
  const moving = walk !== null && walk !== arrived;
  const plan = useMemo(
    () =>
      moving && from !== null
        ? planOf(
            pictureOf(flow, from, { place, refusedAt: null, soft, tls }),
            table,
            layout,
            step === 'new-version',
          )
        : null,
    [moving, flow, from, step, place, soft, tls, table, layout],
  );
  return { plan, arrive: () => setArrived(walk) };
}

/** Where nothing moves, a step has arrived as soon as it stands: play may go on. */
function useSetAtOnce(step: string, moving: boolean, onArrived: (() => void) | undefined): void {
  const said = useRef<string | null>(null);
  useLayoutEffect(() => {
    if (said.current === step) return;
    said.current = step;
    if (!moving) onArrived?.();
  });
}

/** The frame's own width, measured before the first paint and whenever it changes. */
function useWidth(frame: RefObject<HTMLDivElement | null>): number {
  const [width, setWidth] = useState(960);
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const measure = (): void => setWidth(element.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame]);
  return width;
}
