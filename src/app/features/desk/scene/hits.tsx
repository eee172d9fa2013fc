import { useEffect, useRef, useState, type RefObject } from 'react';
import type { Named } from './names.ts';
import type { ByteName, Vocabulary } from './picture.ts';

export interface Pointing {
  readonly point: (named: Named, element: Element) => void;
  readonly leave: () => void;
  readonly words: Vocabulary;
  readonly highlight: ByteName | null;
}

/** The places of a thing that hover and focus can name. Each is a stop of the Tab key; the ring says where one is. */
export function Hits({ names, pointing }: { readonly names: readonly Named[]; readonly pointing: Pointing }) {
  const { point, leave, words, highlight } = pointing;
  return names.map((named) => {
    const [x, y, width, height] = named.box;
    const [first, second] = words === 'hotel' ? [named.hotel, named.field] : [named.field, named.hotel];
    return (
      <g
        key={named.key}
        className="hit"
        role="img"
        // A picture's part has no role of its own that takes focus: its name is all that it offers.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={named.stop ? 0 : -1}
        aria-label={`${first}: ${second}`}
        data-lit={named.byte !== null && named.byte === highlight}
        onPointerEnter={(event) => point(named, event.currentTarget)}
        onPointerLeave={leave}
        onFocus={(event) => point(named, event.currentTarget)}
        onBlur={leave}
      >
        <rect className="ring" x={x} y={y} width={width} height={height} rx={6} />
      </g>
    );
  });
}

interface Bubble {
  readonly named: Named;
  /** In CSS pixels of the frame: the middle of the thing, its top and its foot. */
  readonly x: number;
  readonly top: number;
  readonly foot: number;
  /** Labels stand above their things, so names go below; above only where the floor is near. */
  readonly above: boolean;
}

/** Long enough to move the pointer from the thing onto its names. */
const LINGER = 140;
/** Height of a bubble with two lines of the field's words. */
const ROOM = 76;
/** Half of the widest bubble: it never leaves the frame. */
const HALF = 116;

/** Names of what is pointed at, beside it; and the bytes it stands for, told to whoever listens. Escape closes it. */
export function usePointing(
  frame: RefObject<HTMLDivElement | null>,
  words: Vocabulary,
  highlight: ByteName | null,
  onHighlight: ((name: ByteName | null) => void) | undefined,
) {
  const [bubble, setBubble] = useState<Bubble | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const close = (): void => {
    clearTimeout(timer.current);
    setBubble(null);
    onHighlight?.(null);
  };
  const open = bubble !== null;
  useEffect(() => {
    if (!open) return;
    const escape = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      clearTimeout(timer.current);
      setBubble(null);
    };
    window.addEventListener('keydown', escape, { capture: true });
    return () => window.removeEventListener('keydown', escape, { capture: true });
  }, [open]);
  const pointing: Pointing = {
    words,
    highlight,
    point: (named, element) => {
      clearTimeout(timer.current);
      const outer = frame.current?.getBoundingClientRect();
      if (outer === undefined) return;
      const box = element.getBoundingClientRect();
      const x = box.left + box.width / 2 - outer.left;
      setBubble({
        named,
        x: Math.min(Math.max(x, HALF), Math.max(HALF, outer.width - HALF)),
        top: box.top - outer.top,
        foot: box.bottom - outer.top,
        above: box.bottom + ROOM > outer.bottom,
      });
      onHighlight?.(named.byte);
    },
    leave: () => {
      clearTimeout(timer.current);
      timer.current = setTimeout(close, LINGER);
    },
  };
  const keep = (): void => clearTimeout(timer.current);
  return { bubble, pointing, keep };
}

/** A pair of words: the hotel's, the field's. The same as the thing's name, so a screen reader has heard it. */
export function Names({
  bubble,
  words,
  keep,
  leave,
}: {
  readonly bubble: Bubble;
  readonly words: Vocabulary;
  readonly keep: () => void;
  readonly leave: () => void;
}) {
  const { named, x, top, foot, above } = bubble;
  const [first, second] = words === 'hotel' ? [named.hotel, named.field] : [named.field, named.hotel];
  return (
    <div
      className="names"
      aria-hidden="true"
      data-side={above ? 'above' : 'below'}
      style={{ left: x, top: above ? top - 6 : foot + 6 }}
      onPointerEnter={keep}
      onPointerLeave={leave}
    >
      <b>{first}</b>
      <span>{second}</span>
    </div>
  );
}
