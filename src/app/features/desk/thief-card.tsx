import { Card } from '../../ui/page.tsx';
import { Select } from '../../ui/field.tsx';
import styles from './desk.module.css';
import { Glyph } from './scene/glyph.tsx';
import type { KeyPlace, Vocabulary } from './scene/picture.ts';
import {
  LOOT_WORDS,
  PLACES,
  PLACE_WORDS,
  REACH_WORDS,
  STOLEN,
  STOLEN_WORDS,
  theftOf,
  type Loot,
  type Standing,
  type Stolen,
} from './thief.ts';
import { toHex } from '../../../domain/bytes.ts';
import { hexGroups, inWords } from './values.ts';
import type { Moment } from './walk/moment.ts';

/** The bytes that the thief has in hand, where the page has them. */
function lootBytes(loot: Loot, moment: Moment, place: KeyPlace): string | null {
  const short = (bytes: Uint8Array | undefined): string | null =>
    bytes === undefined ? null : `${hexGroups(toHex(bytes.subarray(0, 16)))}${bytes.length > 16 ? ' …' : ''}`;
  switch (loot) {
    case 'payload':
      return moment.payload.text?.slice(0, 80) ?? short(moment.payload.bytes);
    case 'data-key':
      return short(moment.dataKey?.bytes);
    case 'static-key':
      return short(moment.bare?.bytes);
    case 'ciphertext':
      return short(place === 'kms' || place === 'hsm' ? moment.record?.ciphertext : moment.bare?.ciphertext);
    case 'wrapped-key':
      return short((moment.minted ?? moment.record)?.wrapped);
    default:
      return null;
  }
}

const list = new Intl.ListFormat('en', { type: 'disjunction' });

/** What is stolen, where the key lives, and what can be read of it at this very step. */
export function ThiefCard({
  moment,
  standing,
  stolen,
  place,
  words,
  onStolen,
  onPlace,
}: {
  readonly moment: Moment;
  readonly standing: Standing;
  readonly stolen: Stolen;
  readonly place: KeyPlace;
  readonly words: Vocabulary;
  /** Null: the flow's own step says what is stolen. */
  readonly onStolen: ((stolen: Stolen) => void) | null;
  readonly onPlace: (place: KeyPlace) => void;
}) {
  const theft = theftOf(stolen, place, standing);
  return (
    <Card title="The thief" far={<span className={styles['aside']}>at this very step</span>}>
      <div className={styles['thief']} data-reach={theft.reach}>
        <div className={styles['choices']}>
          {onStolen !== null && (
            <Select
              label="What is stolen"
              value={stolen}
              options={STOLEN.map((value) => ({ value, label: inWords(STOLEN_WORDS[value], words) }))}
              onChange={(value) => onStolen(value as Stolen)} // one of the options
            />
          )}
          <Select
            label="Where the key lives"
            value={place}
            options={PLACES.map((value) => ({ value, label: PLACE_WORDS[value] }))}
            onChange={(value) => onPlace(value as KeyPlace)} // one of the options
          />
        </div>
        <p className={styles['reach']}>
          <Glyph name={theft.reach === 'nothing' ? 'no' : 'yes'} />
          <b>{REACH_WORDS[theft.reach]}.</b>
        </p>
        <p>{inWords(theft.why, words)}</p>
        {theft.reads.length > 0 && (
          <ul className={styles['loot']} aria-label="What the thief reads">
            {theft.reads.map((loot) => {
              const bytes = lootBytes(loot, moment, place);
              return (
                <li key={loot}>
                  <Glyph name="yes" />
                  <span>
                    {inWords(LOOT_WORDS[loot], words)}
                    {bytes !== null && <code>{bytes}</code>}
                  </span>
                </li>
              );
            })}
          </ul>
        )}
        {theft.cannot.length > 0 && (
          <p className={styles['cannot']}>
            <Glyph name="no" />
            <span>
              Cannot be read: {list.format(theft.cannot.map((loot) => inWords(LOOT_WORDS[loot], words)))}.
            </span>
          </p>
        )}
      </div>
    </Card>
  );
}
