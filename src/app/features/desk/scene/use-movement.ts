import { animate } from 'motion/mini';
import { useLayoutEffect, useRef, type RefObject } from 'react';
import type { Move, Plan, Target } from './moves.ts';

/** As the interface's own movements: `--ease` of the tokens. */
const EASE = [0.2, 0, 0, 1] as const;

const selector = (target: Target): string => {
  switch (target.of) {
    case 'thing':
      return `[data-thing="${target.thing}"]`;
    case 'old':
      return `[data-old="${target.thing}"]`;
    case 'old-look':
      return `[data-thing="${target.thing}"] > [data-look="old"]`;
    case 'new-look':
      return `[data-thing="${target.thing}"] > [data-look="new"]`;
    case 'part':
      return `[data-part="${target.part}"]`;
  }
};

/** Only transform and opacity move: the browser does both without layout. */
function keyframesOf(move: Move): Record<string, string[] | number[]> {
  switch (move.kind) {
    case 'go':
      return { transform: [...(move.along ?? [])] };
    case 'appear':
      return { opacity: [0, 1] };
    case 'vanish':
      return { opacity: [1, 0] };
    case 'write':
      return { transform: ['scaleX(0)', 'scaleX(1)'] };
    case 'fall':
      return { transform: ['translateY(-18px)', 'translateY(0px)'] };
  }
}

/**
 * Plays a plan once on the elements of the svg, then calls `onArrived`. When the plan changes or the scene goes away, everything is set as
 * it will be at the end, at once.
 */
export function useMovement(
  svg: RefObject<SVGSVGElement | null>,
  plan: Plan | null,
  onArrived: () => void,
): void {
  const arrived = useRef(onArrived);
  useLayoutEffect(() => {
    arrived.current = onArrived;
  });
  useLayoutEffect(() => {
    const root = svg.current;
    if (root === null || plan === null) return;
    let live = true;
    const playing = plan.moves.flatMap((move) => {
      const elements = root.querySelectorAll(selector(move.target));
      return elements.length === 0
        ? []
        : [
            animate(elements, keyframesOf(move), {
              duration: move.duration / 1000,
              delay: move.start / 1000,
              ease: EASE,
            }),
          ];
    });
    void Promise.all(playing.map((one) => one.finished)).then(() => {
      if (live) arrived.current();
    });
    return () => {
      live = false;
      for (const one of playing) one.cancel();
    };
  }, [svg, plan]);
}
