import { useEffect, useLayoutEffect, useRef } from 'react';
import { KEY_POLICY_DIGEST, KEY_POLICY_VERSION, NEAR_MISS } from '../../../domain/audit/refusal-notes.ts';
import { encodeWire } from '../../../domain/wire.ts';
import { paths } from '../../paths.ts';
import { decidedQuery } from '../../query/decided-by.ts';
import { simulatorOfEvent } from '../../query/simulator-link.ts';
import type { AlteredEvent, AuditEntry, AuditEvent } from '../../query/contract.ts';
import {
  CLASS_WORDS,
  deciderName,
  eventTitle,
  isAltered,
  keyOfGrant,
  reasonText,
  repeatsOf,
  strangersOf,
  throttledOf,
  sourceName,
  statementName,
  VIA_WORDS,
} from '../../query/event-words.ts';
import { ButtonLink, CloseButton, IconButton } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { cx } from '../../ui/cx.ts';
import { DetailList } from '../../ui/detail-list.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Id } from '../../ui/id.tsx';
import { Link } from '../../ui/link.tsx';
import { shortArn } from '../../ui/shorten.ts';
import { isTyping, useSingleKeys } from '../../ui/single-keys.ts';
import { useZone } from '../../ui/time.tsx';
import { absoluteTime, durationText, rfc3339, zoneName } from '../../ui/time-format.ts';
import { useCopy } from '../../ui/use-copy.ts';
import { parameterWords } from './event-parameters.ts';
import styles from './event-panel.module.css';

interface Props {
  readonly event: AuditEntry;
  /** What a key is called, by id. */
  readonly keyNames: ReadonlyMap<string, string>;
  /** Newer and older event of the list; null at its ends. */
  readonly onPrevious: (() => void) | null;
  readonly onNext: (() => void) | null;
  readonly onClose: () => void;
}

/** Extensions that are said in words of their own. */
const SAID_ELSEWHERE = new Set(['coalesced', KEY_POLICY_DIGEST, KEY_POLICY_VERSION, NEAR_MISS]);

const number = new Intl.NumberFormat('en');
const MINUTES = 5 * 60_000;
const Pairs = ({ pairs }: { readonly pairs: readonly (readonly [string, string])[] }) =>
  pairs.map(([name, value], i) => (
    <div key={i} className="mono" dir="auto">
      {name}=
      <wbr />
      {value}
    </div>
  ));

function Parameters({ event }: { readonly event: AuditEvent }) {
  const words = parameterWords(event.Operation, event.Via, event.Parameters);
  if (words === null) return <Pairs pairs={event.Parameters} />;
  return words.map(([name, value]) => (
    <div key={name} dir="auto">
      {name}: <span className={styles['word']}>{value}</span>
    </div>
  ));
}

/** Where what decided stands, with the way to it: to the version that decided, whatever is in force now. */
function Source({ event, by }: { readonly event: AuditEvent; readonly by: AuditEvent['DecidedBy'][number] }) {
  const name = sourceName(by);
  const href =
    by.Source === 'KEY_POLICY' && event.KeyId !== undefined
      ? paths.keyPolicy(event.KeyId, { view: 'history', version: String(by.Version) })
      : by.Source === 'IDENTITY_POLICY'
        ? paths.identityPolicy(by.Policy, { version: String(by.Version) })
        : null;
  return href === null ? (
    name
  ) : (
    <Link href={href} className="link">
      {name}
    </Link>
  );
}

/** Its name, with the way to it as it is now. One without a name has another place by now, perhaps: its version is beside it. */
function StatementName({
  event,
  by,
}: {
  readonly event: AuditEvent;
  readonly by: AuditEvent['DecidedBy'][number];
}) {
  const name = statementName(by);
  const { Source: source, Sid: statement, Policy } = by;
  const href =
    statement === undefined || statement === ''
      ? null
      : source === 'IDENTITY_POLICY'
        ? paths.identityPolicy(Policy, { statement })
        : event.KeyId === undefined
          ? null
          : paths.keyPolicy(event.KeyId, { statement });
  return href === null ? (
    name
  ) : (
    <Link href={href} className="link">
      {name}
    </Link>
  );
}

/** The way to all that the same statement or grant decided; to reads from a read, as they are hidden else. */
function AllDecided({
  by,
  kind,
}: {
  readonly by: AuditEvent['DecidedBy'][number];
  readonly kind?: 'all' | undefined;
}) {
  const asked = decidedQuery(by);
  if (asked === null) return null;
  return (
    <Link
      href={paths.audit({ ...asked, kind })}
      className={cx('link', styles['all'])}
      aria-label={`All that it decided: ${deciderName(by)}`}
    >
      All that it decided
    </Link>
  );
}

/** A grant that decided, with the way to it. */
function ByGrant({
  event,
  by,
}: {
  readonly event: AuditEvent;
  readonly by: AuditEvent['DecidedBy'][number];
}) {
  const key = keyOfGrant(event, by);
  const name = deciderName(by);
  return (
    <>
      <b dir="auto">
        Decided by{' '}
        {key === null ? (
          name
        ) : (
          <Link href={paths.keyGrant(key, by.Policy)} className="link">
            {name}
          </Link>
        )}
      </b>
      ; no policy allowed it
    </>
  );
}

/** The statements that decided, or that none did. */
function Decision({ event, kind }: { readonly event: AuditEvent; readonly kind: 'all' | undefined }) {
  const reason = reasonText(event);
  const noted = new Map(event.Extensions);
  const asked = noted.get(KEY_POLICY_VERSION);
  const near = noted.get(NEAR_MISS);
  return (
    <section>
      <h3>Decided by</h3>
      {event.DecidedBy.length === 0 && (
        <p>{event.Outcome === 'denied' ? <b>No statement allows it.</b> : 'No policy had to decide.'}</p>
      )}
      <ul className={styles['decided']}>
        {event.DecidedBy.map((by) => (
          <li key={`${by.Source} ${by.Policy} ${by.Statement}`} data-effect={by.Effect}>
            <Icon name={by.Effect === 'Allow' ? 'check' : 'x'} small />
            {by.Source === 'GRANT' ? (
              <span>
                <ByGrant event={event} by={by} /> <AllDecided by={by} kind={kind} />
              </span>
            ) : (
              <span>
                <b dir="auto">
                  {by.Source === 'ROOT' ? 'The account itself' : <StatementName event={event} by={by} />}
                </b>{' '}
                {by.Effect === 'Allow' ? 'allows' : 'denies'}
                {by.Source !== 'ROOT' && (
                  <>
                    , <Source event={event} by={by} /> <AllDecided by={by} kind={kind} />
                  </>
                )}
              </span>
            )}
          </li>
        ))}
      </ul>
      {reason !== null && <p className={styles['reason']}>{reason}</p>}
      {near !== undefined && (
        <p className={styles['reason']} dir="auto">
          <b>Closest came</b> {near}
        </p>
      )}
      {asked !== undefined && event.KeyId !== undefined && (
        <p className={styles['reason']}>
          Asked was{' '}
          <Link href={paths.keyPolicy(event.KeyId, { view: 'history', version: asked })} className="link">
            version {asked} of the key’s policy
          </Link>
          .
        </p>
      )}
    </section>
  );
}

function EventFacts({ event, keyName }: { readonly event: AuditEvent; readonly keyName: string | null }) {
  const zone = useZone();
  // From a read on to others like it: they would be hidden.
  const kind = event.Class === 'read' ? 'all' : undefined;
  const repeats = repeatsOf(event);
  const strangers = strangersOf(event);
  const throttled = throttledOf(event);
  const more = event.Extensions.filter(([name]) => !SAID_ELSEWHERE.has(name));
  const simulator = simulatorOfEvent(event);
  const around = paths.audit({
    kind,
    since: rfc3339(new Date(event.Time.getTime() - MINUTES)),
    until: rfc3339(new Date(event.Time.getTime() + MINUTES)),
  });
  return (
    <>
      <section>
        <h2 data-outcome={event.Outcome}>{eventTitle(event)}</h2>
        <p className={styles['when']}>
          <time dateTime={rfc3339(event.Time)} className="mono">
            {absoluteTime(event.Time, zone, true)} {zoneName(zone)}
          </time>
        </p>
        {strangers !== null && (
          <p className={styles['repeats']}>
            <b>
              {number.format(strangers)} {strangers === 1 ? 'request' : 'requests'} in one minute
            </b>{' '}
            whose sender could not be verified{event.Source === 'many:' && ', from many networks'}. Nothing
            was done for them.
          </p>
        )}
        {throttled !== null && (
          <p className={styles['repeats']}>
            <b>
              {number.format(throttled)} {throttled === 1 ? 'call' : 'calls'} in one minute
            </b>
            , too many to have an event each. Nothing was done for them; of every kind the first has one.
          </p>
        )}
        {repeats !== null && (
          <p className={styles['repeats']}>
            <b>
              {number.format(repeats)} identical {repeats === 1 ? 'read' : 'reads'} in one minute
            </b>
            , counted after the first, which has an event of its own.
          </p>
        )}
      </section>
      <section>
        <DetailList
          details={[
            {
              term: 'Principal',
              value: (
                <Link href={paths.audit({ principal: event.Principal, kind })} className="link">
                  {shortArn(event.Principal)}
                </Link>
              ),
            },
            { term: 'From', value: <span className="mono">{event.Source}</span> },
            { term: 'Through', value: VIA_WORDS[event.Via] },
            { term: 'Kind', value: CLASS_WORDS[event.Class] },
            event.UserAgent === '' ? null : { term: 'Client', value: event.UserAgent },
            event.Credential === undefined
              ? null
              : { term: 'Credential', value: <Id value={event.Credential} what="credential id" /> },
            event.KeyId === undefined
              ? null
              : {
                  term: 'Key',
                  value: (
                    <>
                      <Link href={paths.key(event.KeyId)} className="link">
                        {keyName ?? event.KeyId}
                      </Link>
                      {event.KeyVersion !== undefined && `, version ${event.KeyVersion}`}
                    </>
                  ),
                },
            event.Context === undefined
              ? null
              : {
                  term: 'Context',
                  value:
                    event.Context.length === 0 ? (
                      <span className="quiet">none</span>
                    ) : (
                      <Pairs pairs={event.Context} />
                    ),
                },
            event.Envelope === undefined
              ? null
              : { term: 'Envelope', value: <Id value={event.Envelope} what="digest of the ciphertext" /> },
            event.Parameters.length === 0
              ? null
              : { term: 'Parameters', value: <Parameters event={event} /> },
            event.Error === undefined ? null : { term: 'Error', value: event.Error },
            more.length === 0 ? null : { term: 'Extensions', value: <Pairs pairs={more} /> },
            { term: 'Took', value: durationText(event.Duration) },
            { term: 'Request', value: <Id value={event.RequestId} what="request id" /> },
          ]}
        />
      </section>
      <Decision event={event} kind={kind} />
      {event.Changes.length > 0 && (
        <section>
          <h3>Changed</h3>
          <DetailList
            details={event.Changes.map((change) => ({
              term: change.Kind,
              value: (
                <>
                  <Id value={change.Id} what={`${change.Kind} id`} />{' '}
                  {change.Digest === undefined ? 'deleted' : `version ${change.Version}`}
                </>
              ),
            }))}
          />
        </section>
      )}
      <section>
        <h3>More like this</h3>
        <div className={styles['acts']}>
          <ButtonLink small href={paths.audit({ principal: event.Principal, kind })}>
            This principal
          </ButtonLink>
          {event.KeyId !== undefined && (
            <ButtonLink small href={paths.audit({ key: event.KeyId, kind })}>
              This key
            </ButtonLink>
          )}
          <ButtonLink small href={paths.audit({ operation: event.Operation, outcome: event.Outcome })}>
            {eventTitle(event)}
          </ButtonLink>
          <ButtonLink small href={around}>
            ± 5 minutes
          </ButtonLink>
          {simulator !== null && (
            <ButtonLink small href={simulator}>
              Simulate it now
            </ButtonLink>
          )}
        </div>
      </section>
      <section>
        <CodeBlock title="As the API gives it" code={JSON.stringify(encodeWire(event), null, 2)} most={240} />
      </section>
    </>
  );
}

/** Of an event that was altered outside Keydesk nothing is shown but how to look. */
function AlteredFacts({ event }: { readonly event: AlteredEvent }) {
  return (
    <>
      <section>
        <h2 data-outcome="denied">Event {number.format(event.Sequence)} was altered</h2>
        <p className={styles['reason']}>
          Its bytes do not have the hash that stands beside them, so nothing that they say is shown. Somebody
          changed the database outside Keydesk, or the disk is failing. Stop the desk and check every event:
        </p>
      </section>
      <section>
        <CodeBlock title="On the desk's machine" code="npm run -s keydesk -- verify-log" />
      </section>
    </>
  );
}

/** Everything that the log holds of one event. `[` and `]` go to the newer and older one, Escape closes. */
export function EventPanel({ event, keyNames, onPrevious, onNext, onClose }: Props) {
  const { copied, copy } = useCopy();
  const panel = useRef<HTMLElement>(null);
  const singleKeys = useSingleKeys();
  useEffect(() => {
    // On a narrow screen the panel stands in place of the list, and what was pressed to open it is gone.
    if (document.activeElement?.checkVisibility() !== true || document.activeElement === document.body)
      panel.current?.focus({ preventScroll: true });
  }, []);
  // Before paint: who sees an event may press, and must not be heard by what stood there before it.
  useLayoutEffect(() => {
    const onKey = (pressed: KeyboardEvent): void => {
      if (
        pressed.ctrlKey ||
        pressed.metaKey ||
        pressed.altKey ||
        isTyping(pressed.target) ||
        pressed.defaultPrevented
      )
        return;
      if (pressed.key === '[' && singleKeys) onPrevious?.();
      if (pressed.key === ']' && singleKeys) onNext?.();
      if (pressed.key === 'Escape') onClose();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [onPrevious, onNext, onClose, singleKeys]);

  return (
    <aside ref={panel} tabIndex={-1} className={styles['panel']} aria-label={`Event ${event.Sequence}`}>
      <section>
        <div className={styles['top']}>
          <span>Event {number.format(event.Sequence)}</span>
          <span>
            <IconButton
              icon="up"
              label="Newer event"
              aria-keyshortcuts="["
              disabledReason={onPrevious === null ? 'This is the newest of the list' : null}
              onClick={() => onPrevious?.()}
            />
            <IconButton
              icon="down"
              label="Older event"
              aria-keyshortcuts="]"
              disabledReason={onNext === null ? 'This is the oldest of the list' : null}
              onClick={() => onNext?.()}
            />
            <IconButton
              icon={copied ? 'check' : 'link'}
              label={copied ? 'Copied' : 'Copy link to this event'}
              onClick={() => copy(window.location.origin + paths.audit({ event: String(event.Sequence) }))}
            />
            <CloseButton label="Close this event" onClick={onClose} />
          </span>
        </div>
      </section>
      {isAltered(event) ? (
        <AlteredFacts event={event} />
      ) : (
        <EventFacts
          event={event}
          keyName={event.KeyId === undefined ? null : (keyNames.get(event.KeyId) ?? null)}
        />
      )}
    </aside>
  );
}
