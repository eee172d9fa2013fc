import { toHex } from '../../../domain/bytes.ts';
import { Card } from '../../ui/page.tsx';
import { cx } from '../../ui/cx.ts';
import { Glyph } from './scene/glyph.tsx';
import type { Vocabulary, Words } from './scene/picture.ts';
import styles from './desk.module.css';
import { hexGroups, inWords, say, sizeText, type Values } from './values.ts';
import { versionOf } from './walk/acts.ts';
import type { Moment } from './walk/moment.ts';
import type { ByteName, GlyphName, Step } from './walk/step.ts';

interface Row {
  readonly id: ByteName;
  readonly glyph: GlyphName;
  readonly name: Words;
  readonly field: Words;
  readonly of: (moment: Moment) => Uint8Array | null;
}

const ROWS: readonly Row[] = [
  {
    id: 'payload',
    glyph: 'doc',
    name: ['Luggage', 'Payload'],
    field: ['payload', ''],
    of: (m) => m.payload.bytes,
  },
  {
    id: 'data-key',
    glyph: 'key',
    name: ['Room key', 'Data key'],
    field: ['plaintext data key', 'plaintext'],
    of: (m) => m.dataKey?.bytes ?? null,
  },
  {
    id: 'wrapped-key',
    glyph: 'env',
    name: ['Sealed envelope', 'Wrapped key'],
    field: ['wrapped key', ''],
    of: (m) =>
      m.rewrapped?.wrapped ??
      m.minted?.wrapped ??
      m.record?.wrapped ??
      m.fleet?.envelopes[0]?.wrapped ??
      null,
  },
  {
    id: 'nonce',
    glyph: 'ticket',
    name: ['Ticket', 'Nonce'],
    field: ['nonce', ''],
    of: (m) => m.record?.nonce ?? null,
  },
  {
    id: 'ciphertext',
    glyph: 'case',
    name: ['Locked luggage', 'Ciphertext'],
    field: ['ciphertext', ''],
    of: (m) => m.record?.ciphertext ?? null,
  },
  {
    id: 'tag',
    glyph: 'seal',
    name: ['Lead seal', 'Tag'],
    field: ['tag', ''],
    of: (m) => m.record?.tag ?? null,
  },
];

/** Bytes of one row that are shown; of more the length is said. */
const MOST_SHOWN = 64;

const isWiped = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);

const version = (bytes: Uint8Array): string => (versionOf(bytes) === 0 ? '' : `, v${versionOf(bytes)}`);

/** Real bytes, each with its name. What is wiped is seen to be. */
export function BytesCard({
  step,
  moment,
  words,
  values,
  highlight,
  onHighlight,
  past,
}: {
  readonly step: Step;
  readonly moment: Moment;
  readonly words: Vocabulary;
  readonly values: Values;
  readonly highlight: ByteName | null;
  readonly onHighlight: (name: ByteName | null) => void;
  /** A step that the walk has gone on from: what was wiped since is said to be. */
  readonly past: boolean;
}) {
  return (
    <Card title="Bytes" far={<span className={styles['aside']}>real, made in this page · hex</span>} flush>
      <dl className={styles['bytes']}>
        {ROWS.map((row) => {
          const state = step.bytes[row.id];
          const bytes = row.of(moment);
          const there = typeof state === 'string' && bytes !== null;
          const wiped = there && row.id === 'data-key' && isWiped(bytes);
          const text = there && row.id === 'payload' ? payloadText(moment, step) : null;
          return (
            <div
              key={row.id}
              data-byte={row.id}
              data-state={there ? (wiped ? 'wiped' : 'there') : 'none'}
              className={cx(
                styles['byte'],
                !there && styles['byteNone'],
                there && state === 'hot' && styles['byteHot'],
                wiped && styles['byteWiped'],
                highlight === row.id && styles['byteLit'],
              )}
              onPointerEnter={() => onHighlight(row.id)}
              onPointerLeave={() => onHighlight(null)}
            >
              <dt>
                <Glyph name={row.glyph} />
                <span>
                  {inWords(row.name, words)}{' '}
                  <small>
                    {[
                      inWords(row.field, words),
                      there ? sizeText(bytes.length) + (row.id === 'wrapped-key' ? version(bytes) : '') : '',
                      wiped ? (past ? 'wiped since' : 'overwritten with zeros') : '',
                    ]
                      .filter((part) => part !== '')
                      .join(', ')}
                  </small>
                </span>
              </dt>
              <dd>
                {there
                  ? (text ??
                    (row.id === 'wrapped-key' ? (
                      <WrappedHex bytes={bytes} sent={sentOf(moment)} />
                    ) : (
                      <Hex bytes={bytes} />
                    )))
                  : typeof state === 'string'
                    ? 'not here'
                    : say(state.not, words, values)}
              </dd>
            </div>
          );
        })}
      </dl>
    </Card>
  );
}

function payloadText({ payload, opened }: Moment, step: Step): string | null {
  if (step.id === 'decrypt' && opened === null) return null;
  if (payload.text === null) return null;
  return payload.text.length > 160 ? `${payload.text.slice(0, 160)} …` : payload.text;
}

function Hex({ bytes }: { readonly bytes: Uint8Array }) {
  if (bytes.length <= MOST_SHOWN) return hexGroups(toHex(bytes));
  return (
    <>
      {hexGroups(toHex(bytes.subarray(0, MOST_SHOWN - 8)))}{' '}
      <em>… {hexGroups(toHex(bytes.subarray(bytes.length - 4)))}</em>
    </>
  );
}

/** Of a blob of ours: where its parts begin, and what they are (`domain/keys/ciphertext.ts`). */
const PARTS = [
  [0, 'format', 4],
  [4, 'key id', 16],
  [20, 'version', 4],
  [24, 'nonce', 12],
  [36, 'key', 32],
  [68, 'tag', 16],
] as const;
const WRAPPED_BYTES = 84;

/** What went to the desk in place of the record's own wrapped key. */
function sentOf({ call, record, rewrapped }: Moment): Uint8Array | null {
  const blob = call?.request['CiphertextBlob'];
  return blob instanceof Uint8Array && rewrapped === null && blob.length === record?.wrapped.length
    ? blob
    : null;
}

/** All of it, with its parts told apart; the version stands out, and so does what was changed on the way. */
function WrappedHex({ bytes, sent }: { readonly bytes: Uint8Array; readonly sent: Uint8Array | null }) {
  if (bytes.length !== WRAPPED_BYTES) return <Hex bytes={bytes} />;
  const shown = sent ?? bytes;
  const changed = sent === null ? -1 : bytes.findIndex((byte, at) => byte !== sent[at]);
  const pairs = (from: number, to: number) => hexGroups(toHex(shown.subarray(from, to)));
  return (
    <>
      {PARTS.map(([from, name, length]) => (
        <span
          key={name}
          title={`${name}, ${length} bytes`}
          className={cx(name === 'version' && styles['part'])}
        >
          {changed >= from && changed < from + length ? (
            <>
              {pairs(from, changed)} <mark>{toHex(shown.subarray(changed, changed + 1))}</mark>{' '}
              {pairs(changed + 1, from + length)}
            </>
          ) : (
            pairs(from, from + length)
          )}{' '}
        </span>
      ))}
      <span className={styles['legend']}>
        {changed === -1
          ? PARTS.map(([, name, length]) => `${name} ${length}`).join(' · ')
          : `byte ${changed}: ${toHex(bytes.subarray(changed, changed + 1))} became ${toHex(shown.subarray(changed, changed + 1))}`}
      </span>
    </>
  );
}
