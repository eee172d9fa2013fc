import { inWords } from './facts.ts';
import { Lamp } from './drawings/furniture.tsx';
import type { Layout, PictureTable, Room, Vocabulary, Words } from './picture.ts';

const NAMES: Readonly<Record<Room, Words>> = {
  vault: ['The vault', 'HSM'],
  desk: ['Front desk', 'KMS API'],
  guest: ['The guest', 'Your application'],
  storage: ['Storage room', 'Your database or bucket'],
};

const FIELD: Readonly<Record<Room, string>> = {
  vault: 'HSM',
  desk: 'KMS API',
  guest: 'your application',
  storage: 'your database or bucket',
};

const HALL: Words = ['Ten guests', 'Ten services'];
const HALL_FIELD = 'ten services, each with its own records';

/** A name of a room at a point; in the hotel's words with the field's under it or behind it. */
function Name({
  room,
  words,
  hall,
  x,
  y,
  inline = false,
}: {
  readonly room: Room;
  readonly words: Vocabulary;
  readonly hall: boolean;
  readonly x: number;
  readonly y: number;
  readonly inline?: boolean;
}) {
  const name = inWords(hall ? HALL : NAMES[room], words);
  const field = hall ? (inline ? 'ten services' : HALL_FIELD) : FIELD[room];
  if (words === 'field') {
    return (
      <text className="room-name" x={x} y={inline ? y : y + 14}>
        {name}
      </text>
    );
  }
  return inline ? (
    <text className="room-name" x={x} y={y}>
      {name}
      <tspan className="room-field" dx="7">
        {field}
      </tspan>
    </text>
  ) : (
    <>
      <text className="room-name" x={x} y={y}>
        {name}
      </text>
      <text className="room-field" x={x} y={y + 18}>
        {field}
      </text>
    </>
  );
}

const on = (table: PictureTable, room: Room): string => (table.lit.includes(room) ? ' on' : '');

/** The building in section. Wide: one floor, vault, desk, guest, storage. The guest stands between desk and storage: those two never speak. */
function WideHouse({ table, words }: { readonly table: PictureTable; readonly words: Vocabulary }) {
  const hall = table.hall === true;
  return (
    <>
      <path className="wall" d="M8 50h188v320H8z" />
      <path className="room safe" d="M24 66h156v290H24z" />
      <path className={`glow${on(table, 'vault')}`} d="M24 66h156v290H24z" />
      <path className="wall" d="M190 50h762v8H190zM190 356h762v14H190zM944 50h8v310h-8z" />
      <path className="room" d="M196 58h748v298H196z" />
      {!hall && <path className="wall" d="M704 50h8v106h-8z" />}
      <path className="room safe" d="M179 222h18v34h-18z" />
      <path className={`glow${on(table, 'vault')}`} d="M179 222h18v34h-18z" />
      <path className="l" d="M184 222v34M192 222v34" style={{ strokeWidth: 1.4 }} />
      <path className="wood2 l" d="M175 255h26v5h-26z" style={{ strokeWidth: 1.4 }} />
      <path className="wood2 l" d="M195 303h7v5h-7zM202 290h4.5v31H202z" style={{ strokeWidth: 1.4 }} />
      <path className={`cone${on(table, 'desk')}`} d="M328 82h32l98 274H212z" />
      <path className={`cone${on(table, 'guest')}`} d="M554 82h32l104 274H440z" />
      <path className={`cone${on(table, 'storage')}`} d="M812 82h32l96 274H720z" />
      <Lamp x={344} y={54} />
      <Lamp x={570} y={54} />
      <Lamp x={828} y={54} />
      <path
        className="rivet"
        d={[58, 128, 198, 268, 338]
          .map((y) => rivet(16, y) + rivet(188, y === 198 ? 190 : y === 268 ? 288 : y))
          .join('')}
      />
      <Name room="vault" words={words} hall={false} x={8} y={22} />
      <Name room="desk" words={words} hall={false} x={206} y={22} />
      <Name room="guest" words={words} hall={hall} x={404} y={22} />
      {!hall && <Name room="storage" words={words} hall={false} x={716} y={22} />}
      <path className="l1 divider" d={hall ? 'M399 12v34M200 12v34' : 'M399 12v34M708 12v34M200 12v34'} />
      {!hall && <path className="l l3" d="M716 218h224M726 218v138M930 218v138" />}
    </>
  );
}

const rivet = (x: number, y: number): string => `M${x - 2.5} ${y}a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0z`;

/** The same house with three floors: vault above, desk and guest between, storage below. */
function TallHouse({ table, words }: { readonly table: PictureTable; readonly words: Vocabulary }) {
  const hall = table.hall === true;
  return (
    <>
      <path
        className="wall"
        d="M8 66h424v192H8zM8 258h8v594H8zM424 258h8v594h-8zM8 580h424v10H8zM8 842h424v10H8z"
      />
      <path className="room safe" d="M24 81h392v161H24z" />
      <path className={`glow${on(table, 'vault')}`} d="M24 81h392v161H24z" />
      <path className="room" d="M16 258h408v322H16zM16 590h408v252H16z" />
      <path className="room safe" d="M146 241h48v18h-48z" />
      <path className={`glow${on(table, 'vault')}`} d="M146 241h48v18h-48z" />
      <path className="l1" d="M158 241v18M170 241v18M182 241v18" />
      <path className="room" d="M330 579h64v12h-64z" />
      <path className={`cone${on(table, 'desk')}`} d="M140 258h32l84 322H66z" />
      <path className={`cone${on(table, 'guest')}`} d="M300 258h32l92 322H206z" />
      <path className={`cone${on(table, 'storage')}`} d="M204 590h32l176 252H28z" />
      <path
        className="rivet"
        d={[16, 118, 220, 322, 424].map((x) => rivet(x, 74) + (x === 118 ? '' : rivet(x, 250))).join('')}
      />
      <Name room="vault" words={words} hall={false} x={8} y={52} inline />
      <Name room="desk" words={words} hall={false} x={26} y={284} />
      {!hall && <Name room="guest" words={words} hall={false} x={216} y={284} />}
      <Name room="storage" words={words} hall={hall} x={26} y={616} inline />
    </>
  );
}

export function House(props: {
  readonly layout: Layout;
  readonly table: PictureTable;
  readonly words: Vocabulary;
}) {
  return props.layout === 'wide' ? <WideHouse {...props} /> : <TallHouse {...props} />;
}
