import { useEffect, useRef, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { decryptEnvelope } from '../../../client/envelope.ts';
import { EnvelopeError, TAG_BYTES, type Envelope } from '../../../domain/envelope/envelope-file.ts';
import { toHex } from '../../../domain/bytes.ts';
import { sha256 } from '../../../domain/log/sha256.ts';
import { paths } from '../../paths.ts';
import { useMayRead } from '../../query/can.ts';
import type { AuditEvent } from '../../query/contract.ts';
import { isAltered } from '../../query/event-words.ts';
import { query } from '../../query/query.ts';
import { Button, ButtonLink, CloseButton } from '../../ui/button.tsx';
import { Card } from '../../ui/page.tsx';
import { Time } from '../../ui/time.tsx';
import styles from './desk.module.css';
import { contextText, payloadName, payloadOfBytes } from './envelope-file-rules.ts';
import { downloadBytes } from './files.ts';
import { kmsOf } from './own-card.tsx';
import type { DeskHost } from './use-desk-host.ts';
import { sizeText } from './values.ts';
import { versionOf } from './walk/acts.ts';
import type { Payload } from './walk/moment.ts';
import { Refused } from './walk/world.ts';

const MOST_SHOWN = 2_000;
const LIFE = 20;

/** Why it does not open, in a sentence that says what to do. */
function whyNot(error: unknown, envelope: Envelope): string {
  if (error instanceof EnvelopeError) return error.message;
  if (!(error instanceof Refused)) return error instanceof Error ? error.message : String(error);
  const { code, message } = error.call.refusal ?? { code: '', message: error.message };
  switch (code) {
    case 'InvalidCiphertextException':
      return 'This desk cannot unwrap its data key: another desk made it, its context was changed, or it was altered. Nothing of it was opened, and the file is as it was.';
    case 'NotFoundException':
      return `The key that sealed it is not on this desk (any more): ${envelope.keyId}.`;
    case 'AccessDeniedException':
      return `You may not unwrap it: the policy of ${envelope.keyId} does not allow you kms:Decrypt. The refusal is in the log.`;
    default:
      return message;
  }
}

type Result =
  | { readonly kind: 'opening' }
  | { readonly kind: 'open'; readonly payload: Payload }
  | { readonly kind: 'shut'; readonly why: string };

/** Who did what to it, and when. */
const Deed = ({ event }: { readonly event: AuditEvent }) => (
  <>
    <Time value={event.Time} /> · {event.Principal.slice(event.Principal.lastIndexOf(':') + 1)} ·{' '}
    <b>
      {event.Operation === 'GenerateDataKey'
        ? 'made its data key'
        : event.Operation === 'Decrypt'
          ? 'unwrapped its data key'
          : event.Operation}
    </b>
    {event.Outcome !== 'allowed' && ` · ${event.Outcome}`}
  </>
);

/** Who minted and who opened it, as far as the log tells this person. */
function Life({ wrapped }: { readonly wrapped: Uint8Array }) {
  const Envelope = toHex(sha256(wrapped));
  const may = useMayRead('keydesk:SearchAuditEvents') === true;
  const { data, isError, isPending } = useQuery({
    ...query('SearchAuditEvents', { Envelope, Limit: LIFE }),
    enabled: may,
    // What was just asked for is in it.
    staleTime: 0,
  });
  if (!may)
    return <p className={styles['note']}>Who opened it is in the audit log, which you may not read.</p>;
  if (isError) return <p className={styles['bad']}>The log could not be searched just now.</p>;
  if (isPending) return <p role="status">The log is searched …</p>;
  const { Events } = data;
  return (
    <>
      <ol className={styles['life']} aria-label="Life of this envelope">
        {Events.map((event) => (
          <li key={event.Sequence}>
            {isAltered(event) ? `#${event.Sequence}: altered since it was recorded` : <Deed event={event} />}
          </li>
        ))}
      </ol>
      <ButtonLink small href={paths.audit({ envelope: Envelope, kind: 'all' })}>
        Its life in the audit log
      </ButtonLink>
    </>
  );
}

/** An envelope that came back: what it says of itself, what is in it, and its life. */
export function OpenedCard({
  host,
  envelope,
  name,
  onClose,
  onOpened,
}: {
  readonly host: DeskHost;
  readonly envelope: Envelope;
  /** Of its file. */
  readonly name: string;
  readonly onClose: () => void;
  readonly onOpened: () => void;
}) {
  const [result, setResult] = useState<Result>({ kind: 'opening' });
  const card = useRef<HTMLDivElement>(null);
  // What a file did must be seen, wherever the page stands.
  useEffect(() => card.current?.focus(), [envelope]);
  useEffect(() => {
    let left = false;
    setResult({ kind: 'opening' });
    decryptEnvelope(kmsOf(host.world), envelope).then(
      (bytes) => {
        if (left) return;
        setResult({ kind: 'open', payload: payloadOfBytes(payloadName(name), bytes) });
        onOpened();
      },
      (error: unknown) => {
        if (!left) setResult({ kind: 'shut', why: whyNot(error, envelope) });
      },
    );
    return () => {
      left = true;
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- an envelope is opened once
  }, [host, envelope, name]);
  return (
    <Card title="An envelope came back" far={<CloseButton label="Put it away" onClick={onClose} />}>
      <div ref={card} tabIndex={-1} className={styles['opened']} data-result={result.kind}>
        <p>
          <bdi>{name}</bdi>: {sizeText(envelope.ciphertext.length - TAG_BYTES)} and a tag, its data key
          wrapped
          {versionOf(envelope.wrappedKey) === 0 ? ' elsewhere' : ` by v${versionOf(envelope.wrappedKey)}`}
          {envelope.context.size > 0 && (
            <>
              , <bdi>{contextText(envelope.context)}</bdi>
            </>
          )}
          .
        </p>
        {result.kind === 'opening' && <p role="status">The desk is asked to unwrap its data key …</p>}
        {result.kind === 'shut' && (
          <p role="alert" className={styles['bad']}>
            {result.why}
          </p>
        )}
        {result.kind === 'open' && (
          <>
            <p role="status">
              <b>It opens:</b> {sizeText(result.payload.bytes.length)}. The data key was wiped again.
            </p>
            {result.payload.text !== null && (
              // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
              <pre tabIndex={0} aria-label="What was in it">
                {result.payload.text.slice(0, MOST_SHOWN)}
                {result.payload.text.length > MOST_SHOWN && ' …'}
              </pre>
            )}
            <Button
              small
              icon="download"
              onClick={() =>
                downloadBytes(result.payload.name ?? 'payload', 'application/octet-stream', [
                  result.payload.bytes,
                ])
              }
            >
              Save what was in it
            </Button>
          </>
        )}
        {host.where === 'service' && result.kind !== 'opening' && <Life wrapped={envelope.wrappedKey} />}
      </div>
    </Card>
  );
}
