import { Bell, Book } from './drawings/furniture.tsx';
import type { Layout, SceneFacts } from './picture.ts';

const COUNTER = { wide: [328, 258], tall: [146, 482] } as const;

/** The counter with bell and logbook. The line that this step wrote is coloured by its outcome. */
export function Counter({ layout, line }: { readonly layout: Layout; readonly line: SceneFacts['line'] }) {
  const [x, y] = COUNTER[layout];
  return (
    <g transform={`translate(${x} ${y})`}>
      <path className="wood l" d="M-60 0H60v98H-60z" />
      <path className="faint" d="M-46 16h40v70h-40zM6 16h40v70H6z" />
      <path className="wood2 l" d="M-68-8H68v9H-68z" />
      <g transform="translate(44 -8)">
        <Bell />
      </g>
      <g transform="translate(-28 -8)">
        <Book />
      </g>
      {line !== null && <path className={`book-line stroke-${line}`} data-part="line" d="M-22-15l18-3" />}
    </g>
  );
}
