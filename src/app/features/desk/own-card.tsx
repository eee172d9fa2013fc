import { useEffect, useId, useRef, useState, type DragEvent } from 'react';
import {
  decryptEnvelopeStream,
  encryptEnvelopeStream,
  MOST_ENVELOPE_BYTES,
  type EnvelopeKms,
} from '../../../client/envelope.ts';
import {
  EnvelopeError,
  ENVELOPE_MEDIA_TYPE,
  formatEnvelope,
  STREAM_MEDIA_TYPE,
  type Envelope,
} from '../../../domain/envelope/envelope-file.ts';
import { utf8 } from '../../../domain/bytes.ts';
import { Button } from '../../ui/button.tsx';
import { BareInput } from '../../ui/field.tsx';
import { Card } from '../../ui/page.tsx';
import styles from './desk.module.css';
import {
  ENDING,
  envelopeName,
  envelopeOfFile,
  payloadName,
  payloadOfFile,
  payloadOfText,
} from './envelope-file-rules.ts';
import { downloadBytes, openSink, partsOf, pour } from './files.ts';
import type { DeskHost } from './use-desk-host.ts';
import { sizeText } from './values.ts';
import { toEnvelope } from './walk/acts.ts';
import { MAIN, type Moment, type Payload } from './walk/moment.ts';
import { Refused, type World } from './walk/world.ts';

const sentence = (error: unknown): string =>
  error instanceof DOMException && error.name === 'AbortError'
    ? 'Stopped. No file was left.'
    : error instanceof EnvelopeError || error instanceof Refused || error instanceof Error
      ? error.message
      : String(error);

/** The desk as the envelope client asks it. */
export const kmsOf = (world: World): EnvelopeKms => ({
  async generateDataKey(input) {
    const { output } = await world.ask('GenerateDataKey', input);
    if (output.Plaintext === undefined) throw new Error('The desk answered without a data key.');
    return { Plaintext: output.Plaintext, CiphertextBlob: output.CiphertextBlob, KeyId: output.KeyId };
  },
  async decrypt(input) {
    const { output } = await world.ask('Decrypt', input);
    if (output.Plaintext === undefined) throw new Error('The desk answered without a data key.');
    return { Plaintext: output.Plaintext };
  },
});

interface Large {
  readonly file: File;
  readonly act: 'encrypt' | 'decrypt';
}

/** A person's own payload on the walk, the envelope of it as a file, and any envelope back in. */
export function OwnCard({
  host,
  moment,
  onCarry,
  onOpen,
  onTaken,
}: {
  readonly host: DeskHost;
  readonly moment: Moment;
  readonly onCarry: (payload: Payload) => void;
  readonly onOpen: (envelope: Envelope, name: string) => void;
  readonly onTaken: () => void;
}) {
  const input = useId();
  const payloadInput = useRef<HTMLInputElement>(null);
  const envelopeInput = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [said, setSaid] = useState<{ readonly words: string; readonly bad: boolean } | null>(null);
  const [over, setOver] = useState(false);
  const [large, setLarge] = useState<Large | null>(null);
  const [done, setDone] = useState<number | null>(null);
  /** Of the file that is being written. */
  const under = useRef<AbortController | null>(null);
  useEffect(() => () => under.current?.abort(), []);

  const told = async (work: () => Promise<void>): Promise<void> => {
    setSaid(null);
    try {
      await work();
    } catch (error) {
      setSaid({ words: sentence(error), bad: true });
    }
  };

  const takePayload = (file: File): Promise<void> =>
    told(async () => {
      setLarge(null);
      if (file.size > MOST_ENVELOPE_BYTES) return setLarge({ file, act: 'encrypt' });
      onCarry(await payloadOfFile(file));
    });
  const takeEnvelope = (file: File): Promise<void> =>
    told(async () => {
      setLarge(null);
      const envelope = await envelopeOfFile(file);
      if (envelope === 'stream') return setLarge({ file, act: 'decrypt' });
      onOpen(envelope, file.name);
    });
  const take = (file: File): Promise<void> =>
    file.name.endsWith(ENDING) ? takeEnvelope(file) : takePayload(file);

  const walk = (): void => {
    if (text.trim() === '') setSaid({ words: 'Type something to encrypt, or choose a file.', bad: true });
    else {
      setSaid(null);
      onCarry(payloadOfText(text));
    }
  };

  const runLarge = ({ file, act }: Large): Promise<void> =>
    told(async () => {
      const kms = kmsOf(host.world);
      const name = act === 'encrypt' ? `${file.name}${ENDING}` : payloadName(file.name);
      const sink = await openSink(
        name,
        act === 'encrypt' ? STREAM_MEDIA_TYPE : 'application/octet-stream',
        file.size,
      );
      if (sink === null) return;
      const stop = new AbortController();
      under.current = stop;
      setDone(0);
      try {
        const arn = moment.keys.find((key) => key.name === MAIN)?.arn ?? '';
        const source = partsOf(file);
        const parts =
          act === 'encrypt'
            ? encryptEnvelopeStream(kms, { keyId: arn, context: new Map([['record', 'own-file']]) }, source)
            : decryptEnvelopeStream(kms, source);
        await pour(parts, sink, setDone, stop.signal);
        setSaid({ words: `${name} is written.`, bad: false });
        setLarge(null);
        if (act === 'encrypt') onTaken();
      } finally {
        setDone(null);
        under.current = null;
      }
    });

  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    // One file at a time.
    if (file !== undefined && done === null) void take(file);
  };

  const { record, payload } = moment;
  return (
    <Card title="Your own payload" far={<span className={styles['aside']}>stays in this page</span>}>
      <div
        className={styles['own']}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <form
          className={styles['ownRow']}
          onSubmit={(event) => {
            event.preventDefault();
            walk();
          }}
        >
          <BareInput
            id={input}
            aria-label="Text to encrypt"
            placeholder="Text, or drop a file here"
            value={text}
            maxLength={20_000}
            onChange={setText}
          />
          <Button type="submit">Walk with it</Button>
        </form>
        <div className={styles['ownRow']}>
          <Button small onClick={() => payloadInput.current?.click()}>
            Choose a file…
          </Button>
          <Button small onClick={() => envelopeInput.current?.click()}>
            Open an envelope…
          </Button>
          {record !== null && (
            <Button
              small
              icon="download"
              onClick={() => {
                downloadBytes(envelopeName(payload), ENVELOPE_MEDIA_TYPE, [
                  utf8(formatEnvelope(toEnvelope(record))),
                ]);
                setSaid({
                  words: `${envelopeName(payload)} is yours: drop it here again, today or in a month.`,
                  bad: false,
                });
                onTaken();
              }}
            >
              Take the envelope
            </Button>
          )}
        </div>
        <input
          ref={payloadInput}
          type="file"
          hidden
          aria-label="File to encrypt"
          onChange={(event) => {
            const [file] = event.target.files ?? [];
            if (file !== undefined) void takePayload(file);
            event.target.value = '';
          }}
        />
        <input
          ref={envelopeInput}
          type="file"
          hidden
          aria-label="Envelope to open"
          onChange={(event) => {
            const [file] = event.target.files ?? [];
            if (file !== undefined) void takeEnvelope(file);
            event.target.value = '';
          }}
        />
        {large !== null && (
          <div className={styles['large']}>
            <p>
              {large.act === 'encrypt'
                ? `${large.file.name} has ${sizeText(large.file.size)}: more than a walk holds in memory. It can be encrypted as a stream of checked chunks, with one data key.`
                : `${large.file.name} is a stream of chunks (${sizeText(large.file.size)}). Each is checked before it is written; what was cut off or exchanged is found, and leaves no file.`}
            </p>
            <div className={styles['ownRow']}>
              <Button kind="primary" small pending={done !== null} onClick={() => void runLarge(large)}>
                {large.act === 'encrypt' ? 'Encrypt into a file…' : 'Decrypt into a file…'}
              </Button>
              {done === null ? (
                <Button kind="bare" small onClick={() => setLarge(null)}>
                  Not now
                </Button>
              ) : (
                <>
                  <progress max={large.file.size} value={done} aria-label="Written" />
                  <Button small onClick={() => under.current?.abort()}>
                    Stop
                  </Button>
                </>
              )}
            </div>
          </div>
        )}
        <p role="status" className={said === null ? undefined : said.bad ? styles['bad'] : styles['note']}>
          {said?.words}
        </p>
      </div>
    </Card>
  );
}
