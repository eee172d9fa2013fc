import { useId, useLayoutEffect, useRef, useState } from 'react';
import { Counter } from './desk.tsx';
import { House } from './house.tsx';
import type { ByteName, FlowId, Layout, SceneFacts, Vocabulary } from './picture.ts';
import { pointOf, transformTo, VIEW } from './stations.ts';
import { pictureOf, placedIn, type Placed } from './table.ts';
import { drawingOf } from './things.tsx';
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

/** The envelope desk as one picture. */
export function Scene({ flow, step, facts, words, title, description, tall }: SceneProps) {
  const id = useId();
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const layout: Layout = (tall ?? width < TALL_BELOW) ? 'tall' : 'wide';
  const table = pictureOf(flow, step, facts);
  const placed = placedIn(table);
  const back = placed.filter(({ thing }) => thing === 'others' || thing === 'thief');
  const front = placed.filter((place) => !back.includes(place));
  const draw = (place: Placed) => (
    <g
      key={place.thing}
      className="thing"
      data-thing={place.thing}
      style={{ transform: transformTo(pointOf(place.station, layout)) }}
    >
      {drawingOf(place.thing, place.look, place.station, layout, { facts, words })}
    </g>
  );
  return (
    <div
      className="desk-scene"
      ref={frame}
      data-layout={layout}
      data-size={width < CLOSE_BELOW ? 'close' : 'far'}
    >
      <svg
        viewBox={VIEW[layout].join(' ')}
        role="group"
        aria-labelledby={`${id}-t`}
        aria-describedby={`${id}-d`}
      >
        <title id={`${id}-t`}>{title}</title>
        <desc id={`${id}-d`}>{description}</desc>
        <House layout={layout} table={table} words={words} />
        <Rail table={table} facts={facts} layout={layout} fresh={null} />
        <VaultPress layout={layout} />
        <Marks marks={table.marks} layout={layout} behind />
        {back.map(draw)}
        <Counter layout={layout} line={table.line ? facts.line : null} />
        {front.map(draw)}
        <Marks marks={table.marks} layout={layout} behind={false} />
        <Labels labels={table.labels} layout={layout} words={words} facts={facts} />
      </svg>
    </div>
  );
}

/** The frame's own width, measured before the first paint and whenever it changes. */
function useWidth(frame: React.RefObject<HTMLDivElement | null>): number {
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
