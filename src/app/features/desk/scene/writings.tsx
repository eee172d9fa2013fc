import { filled, inWords } from './facts.ts';
import type { Label, Layout, Line, Mark, PictureTable, SceneFacts, Vocabulary } from './picture.ts';
import { railLeader } from './rail.ts';

const CLASS: Readonly<Record<Line['as'], string>> = {
  strong: 'strong',
  small: 'small',
  plate: 'plate-line',
  mono: 'mono',
  no: 'no-word',
  cipher: 'cipher-word',
  nonce: 'nonce-word',
  tag: 'tag-word',
};

/** Baselines of a label's lines, from one to the next. */
export const LEADING: Readonly<Record<Layout, number>> = { wide: 17, tall: 20 };

export interface Written {
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly lines: readonly { readonly as: Line['as']; readonly text: string }[];
  readonly leader: string | null;
}

/** What a label says in this picture and vocabulary; null where it is left out. */
export function written(
  label: Label,
  layout: Layout,
  words: Vocabulary,
  facts: SceneFacts,
  table: PictureTable,
): Written | null {
  const spot = label[layout];
  if (spot === null) return null;
  const said = (spot.lines ?? label.lines)
    .map(({ as, say }) => ({ as, text: filled(inWords(say, words), facts) }))
    .filter(({ text }) => text !== '');
  // A line that is left out leaves its room above: what remains stays beside its leader.
  const missing = (spot.lines ?? label.lines).length - said.length;
  return {
    x: spot.x,
    y: spot.y + missing * LEADING[layout],
    anchor: spot.anchor ?? 'start',
    lines: said,
    leader: spot.touches === undefined ? (spot.leader ?? null) : railLeader(spot.touches, table, facts),
  };
}

/** The words of a step, each with the thin line that touches its thing. Screen readers have the step's sentence instead. */
export function Labels({
  table,
  layout,
  words,
  facts,
}: {
  readonly table: PictureTable;
  readonly layout: Layout;
  readonly words: Vocabulary;
  readonly facts: SceneFacts;
}) {
  return (
    <g aria-hidden="true" data-part="labels" pointerEvents="none">
      {table.labels.map((label, at) => {
        const text = written(label, layout, words, facts, table);
        if (text === null) return null;
        return (
          <g key={at}>
            {text.leader !== null && <path className="thin" d={text.leader} />}
            {text.lines.map((line, row) => (
              <text
                key={row}
                className={CLASS[line.as]}
                x={text.x}
                y={text.y + row * LEADING[layout]}
                textAnchor={text.anchor}
              >
                {line.text}
              </text>
            ))}
          </g>
        );
      })}
    </g>
  );
}

/** Tip of a way: two short strokes where it ends, along its last direction. */
function Tip({ d, of }: { readonly d: string; readonly of: string }) {
  const numbers = d.match(/-?\d+(?:\.\d+)?/gu)?.map(Number) ?? [];
  const commands = d.match(/[MLHVQC]/gu) ?? [];
  const last = commands.at(-1);
  const [x, y, fromX, fromY] = endOf(numbers, last, commands);
  const turn = (Math.atan2(y - fromY, x - fromX) * 180) / Math.PI;
  return (
    <path
      className={`way tip ${of}`}
      d="M-9-6L1 0L-9 6"
      transform={`translate(${x} ${y}) rotate(${turn.toFixed(1)})`}
    />
  );
}

type End = readonly [x: number, y: number, fromX: number, fromY: number];

/** Last point of a path and the point that it comes from. Paths here end in H, V, L or a quadratic curve. */
function endOf(numbers: readonly number[], last: string | undefined, commands: readonly string[]): End {
  const n = (back: number): number => numbers.at(-back) ?? 0;
  if (last === 'H' || last === 'V') {
    const before = pointBefore(numbers, commands);
    return last === 'H' ? [n(1), before[1], before[0], before[1]] : [before[0], n(1), before[0], before[1]];
  }
  return [n(2), n(1), n(4), n(3)];
}

const TAKES: Readonly<Record<string, number>> = { M: 2, L: 2, H: 1, V: 1, Q: 4, C: 6 };

/** Where the pen is before the last command. */
function pointBefore(numbers: readonly number[], commands: readonly string[]): readonly [number, number] {
  let x = 0;
  let y = 0;
  let at = 0;
  for (const command of commands.slice(0, -1)) {
    const takes = TAKES[command] ?? 2;
    if (command === 'H') x = numbers[at] ?? x;
    else if (command === 'V') y = numbers[at] ?? y;
    else {
      x = numbers[at + takes - 2] ?? x;
      y = numbers[at + takes - 1] ?? y;
    }
    at += takes;
  }
  return [x, y];
}

/** Ways, crosses, brackets. */
export function Marks({
  marks,
  layout,
  behind,
}: {
  readonly marks: readonly Mark[];
  readonly layout: Layout;
  readonly behind: boolean;
}) {
  return (
    <g aria-hidden="true" data-part={behind ? 'marks-behind' : 'marks'} pointerEvents="none">
      {marks
        .filter((mark) => (mark.behind === true) === behind)
        .map((mark, at) => {
          const d = mark[layout];
          if (d === null) return null;
          if (mark.draw !== 'way') return <path key={at} className={mark.draw} d={d} />;
          return (
            <g key={at}>
              <path className={`way ${mark.of ?? 'plain'}`} d={d} />
              <Tip d={d} of={mark.of ?? 'plain'} />
            </g>
          );
        })}
    </g>
  );
}
