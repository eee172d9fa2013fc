import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import type { Envelope } from '../../../domain/envelope/envelope-file.ts';
import { paths } from '../../paths.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Segments } from '../../ui/segments.tsx';
import { Beside, type Reached } from './beside.tsx';
import { NARROW, useMedia } from '../../ui/use-media.ts';
import { Card, Page, PageHead, Tabs } from '../../ui/page.tsx';
import { ErrorState, Notice } from '../../ui/states.tsx';
import { useRemembered } from '../../ui/use-remembered.ts';
import styles from './desk.module.css';
import { payloadOfText } from './envelope-file-rules.ts';
import { FLOWS, flowBeside, flowOf } from './flows/flows.ts';
import { HoldingsLists } from './holdings.tsx';
import { LogLine } from './log-line.tsx';
import { Narration } from './narration.tsx';
import { noteDone } from '../../query/desk-progress.ts';
import { QuizCards } from './quiz/quiz-cards.tsx';
import type { KeyPlace } from './scene/picture.ts';
import { Scene } from './scene/scene.tsx';
import { sceneFacts } from './scene-facts.ts';
import { PLACES, type Stolen } from './thief.ts';
import { TransportBar } from './transport-bar.tsx';
import { useAfterPaint } from './use-after-paint.ts';
import { useDeskHost, type DeskHost } from './use-desk-host.ts';
import { useDeskKeys } from './use-desk-keys.ts';
import { useWalk, type Carried } from './use-walk.ts';
import { inWords, say, valuesOf } from './values.ts';
import { DEFAULT_CONTEXT, DEFAULT_PAYLOAD, type Moment, type Payload } from './walk/moment.ts';
import { stepAt, type ByteName, type Flow } from './walk/step.ts';
import { clampStep, isLast, movesFrom, shown, type Stopped } from './walk/walk.ts';

const VOCABULARIES = ['hotel', 'field'] as const;
const VOCABULARY_WORDS = { hotel: 'Hotel words', field: 'Field’s words' } as const;
const NOBODYS: Carried = { payload: payloadOfText(DEFAULT_PAYLOAD), context: DEFAULT_CONTEXT };
/** The log keeps the context for good: it says nothing of what the payload or its file is called. */
const OWN_CONTEXT: ReadonlyMap<string, string> = new Map([['record', 'own-payload']]);
/** Of reading, beside what moves: ms for each character of the sentence, and for the look around. */
const PER_CHARACTER = 38;
const LOOK_AROUND = 2_200;

const placeIn = (text: string | null): KeyPlace => PLACES.find((place) => place === text) ?? 'kms';

/** What to do about a stop, by its code. */
const REMEDIES: Readonly<Record<string, string>> = {
  NotSignedInException: 'Sign in again, then try again: nothing was done.',
  KeyUnavailableException: 'The HSM cannot be reached. Nothing was lost: try again when its lamp is green.',
  NetworkError: 'Nothing was lost: try again when it answers.',
  LimitExceededException:
    'This practice key was rotated as often as a key can be. Begin anew: the desk then gives you another.',
  InvalidCiphertextException:
    'The record in this browser’s storage does not open any more. Begin anew: the walk then takes another.',
};
const remedyOf = (code: string | null): string =>
  code === null
    ? 'Nothing was lost. Try again, or begin anew.'
    : (REMEDIES[code] ??
      'Another tab, or somebody who administers the key, may have changed it meanwhile. To begin anew mends your practice keys.');

/** The page found the record altered, or the desk did. */
const spoilsTheRecord = ({ code, call }: Stopped): boolean =>
  code === 'InvalidCiphertextException' || (code === null && call === null);

/** "This walk: 2 calls, 2 lines in the log." */
function tallyOf(moments: readonly Moment[]): string {
  const calls = new Set(
    moments.flatMap(({ call, beside }) => [call, ...beside].flatMap((each) => each?.requestId ?? [])),
  );
  const lines = new Set(
    moments.flatMap(({ call, beside }) => [call, ...beside].flatMap((each) => each?.event?.Sequence ?? [])),
  );
  const of = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;
  return `This walk: ${of(calls.size, 'call')} to the desk, ${of(lines.size, 'line')} in the log.`;
}

/** The desk: where envelope encryption is learnt by doing it. */
export function Component() {
  const [practise, setPractise] = useState(false);
  const state = useDeskHost(practise);
  const [words, setWords] = useRemembered('desk-words', VOCABULARIES);
  const [search] = useSearchParams();
  const flow = flowOf(search.get('flow'));
  return (
    <Page>
      <PageHead
        title="Envelope desk"
        actions={
          <>
            <ButtonLink small href={paths.lessons()}>
              Lessons
            </ButtonLink>
            <ButtonLink small href={paths.deskLive()}>
              Live
            </ButtonLink>
            <ButtonLink small href={paths.deskSummary()}>
              On one page
            </ButtonLink>
            <Segments
              label="Words in the scene"
              value={words}
              options={VOCABULARIES.map((value) => ({ value, label: VOCABULARY_WORDS[value] }))}
              onChange={setWords}
            />
          </>
        }
      />
      <Tabs
        label="Flows"
        tabs={FLOWS.map((each) => ({
          href: paths.desk({ flow: each.id }),
          label: inWords(each.name, words),
          current: each.id === flow.id,
        }))}
      />
      {state.kind === 'failed' && (
        <ErrorState
          alone
          problem={{
            what: 'The desk in this page did not open',
            why: state.why,
            remedy: 'Use a browser of this year, or ask an administrator for keydesk:OpenDeskSandbox.',
            requestId: null,
          }}
        />
      )}
      {state.kind === 'open' && (
        <Walked
          key={state.host.where}
          host={state.host}
          flow={flow}
          words={words}
          onWords={() => setWords(words === 'hotel' ? 'field' : 'hotel')}
          chosen={practise}
          onPractise={() => setPractise(true)}
        />
      )}
    </Page>
  );
}

function Walked({
  host,
  flow,
  words,
  onWords,
  chosen,
  onPractise,
}: {
  readonly host: DeskHost;
  readonly flow: Flow;
  readonly words: (typeof VOCABULARIES)[number];
  readonly onWords: () => void;
  /** The person asked for the desk in the page. */
  readonly chosen: boolean;
  readonly onPractise: () => void;
}) {
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const narrow = useMedia(NARROW);
  const still = useMedia('(prefers-reduced-motion: reduce)');
  const [carried, setCarried] = useState<Carried>(NOBODYS);
  const [opened, setOpened] = useState<{ readonly envelope: Envelope; readonly name: string } | null>(null);
  const [highlight, setHighlight] = useState<ByteName | null>(null);
  const [robbed, setRobbed] = useState<Stolen>('storage');
  const place = placeIn(search.get('place'));
  const to = clampStep(Number(search.get('step') ?? 1) - 1, flow.steps.length);
  const [walk, send] = useWalk(host, flow, to, carried);

  const hrefOf = useCallback(
    (step: number, more: { readonly place?: KeyPlace } = {}) => {
      const where = more.place ?? place;
      return paths.desk({
        flow: flow.id,
        step: String(step + 1),
        place: where === 'kms' ? undefined : where,
      });
    },
    [flow.id, place],
  );
  const go = useCallback(
    (step: number, replace: boolean) => void navigate(hrefOf(step), { replace, preventScrollReset: true }),
    [navigate, hrefOf],
  );

  // The address follows a press; the next press counts from the one before, not from the address.
  const aim = useRef(to);
  useLayoutEffect(() => {
    aim.current = to;
  }, [to, flow]);

  const at = walk.flow === flow.id ? shown(walk) : null;
  const moment = at === null ? undefined : walk.moments[at];
  const plain = at === null ? undefined : flow.steps[at];
  const step = useMemo(() => (plain === undefined ? undefined : stepAt(plain, place)), [plain, place]);
  const values = useMemo(
    () => (moment === undefined ? {} : valuesOf(moment, host.guest, host.box)),
    [moment, host.guest, host.box],
  );
  const mark = step === undefined ? null : `desk/${flow.id}/${step.id}`;
  useEffect(() => {
    if (mark !== null) noteDone(mark);
  }, [mark]);
  const stopped = walk.stopped !== null && walk.target >= walk.stopped.at ? walk.stopped : null;
  const past = at !== null && at < walk.moments.length - 1;
  const now = useMemo<Reached | null>(
    () =>
      at === null || moment === undefined || step === undefined
        ? null
        : { flow, at, step, moment, values, past },
    [flow, at, step, moment, values, past],
  );
  const reached = useAfterPaint(now);
  const facts = useMemo(
    () => (moment === undefined ? null : sceneFacts(moment, host.guest, place, host.box, stopped)),
    [moment, host.guest, host.box, place, stopped],
  );

  // A link at the end of a flow goes with it: the page keeps the focus of who pressed it.
  useEffect(() => {
    if (document.activeElement === document.body)
      document.querySelector('h1')?.focus({ preventScroll: true });
  }, [flow.id]);
  // On a phone the lists are far below the sentence that a step changes.
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (narrow && top.current !== null && top.current.getBoundingClientRect().top < 0)
      top.current.scrollIntoView({ block: 'start' });
  }, [narrow, at, flow.id]);

  // A step that was reached is read before the next one is gone to.
  const tale = step === undefined ? '' : inWords(step.tale, words);
  const reading = walk.playing && at === walk.target;
  useEffect(() => {
    if (!reading || at === null) return undefined;
    if (isLast(walk)) {
      send({ kind: 'paused' });
      return undefined;
    }
    const timer = setTimeout(() => go(at + 1, true), LOOK_AROUND + tale.length * PER_CHARACTER);
    return () => clearTimeout(timer);
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the step that is read is what counts
  }, [reading, at, go, send]);

  const onStep = (by: 1 | -1): void => {
    const next = aim.current + by;
    if (next < 0 || next >= flow.steps.length) return;
    aim.current = next;
    go(next, false);
  };
  const onPlay = (): void => {
    if (walk.playing) return send({ kind: 'paused' });
    send({ kind: 'played' });
    if (isLast(walk)) {
      send({ kind: 'began-anew' });
      send({ kind: 'played' });
      go(0, true);
    }
  };
  useDeskKeys({
    step: onStep,
    flow: (by) => void navigate(paths.desk({ flow: flowBeside(flow.id, by).id })),
    play: onPlay,
    words: onWords,
  });
  const anew = (): void => {
    // A record that does not open would stop the next walk, too.
    if (walk.stopped !== null && spoilsTheRecord(walk.stopped)) host.world.shelf.dropNewest();
    send({ kind: 'began-anew' });
    go(0, true);
  };
  const carry = useCallback(
    (payload: Payload): void => {
      setOpened(null);
      setCarried({ payload, context: OWN_CONTEXT });
      void navigate(paths.desk({ flow: 'check-in' }));
    },
    [navigate],
  );
  const onPlace = useCallback(
    (next: KeyPlace, seenAt: number) => void navigate(hrefOf(seenAt, { place: next }), { replace: true }),
    [navigate, hrefOf],
  );

  if (now === null || at === null || moment === undefined || step === undefined || facts === null) {
    return stopped === null ? (
      <p role="status" className={styles['opening']}>
        The desk opens: your practice keys are made in the {host.where === 'service' ? 'vault' : 'page'} …
      </p>
    ) : (
      <ErrorState
        alone
        problem={{
          what: 'The walk cannot begin',
          why: stopped.message,
          remedy: 'Nothing was lost. Try again, or practise on a desk in this page, with the same rules.',
          requestId: stopped.call?.requestId ?? null,
        }}
        onRetry={() => send({ kind: 'tried-again' })}
        actions={
          host.where === 'service' ? <Button onClick={onPractise}>Practise in this page</Button> : undefined
        }
      />
    );
  }

  const from = still ? null : movesFrom(walk);
  return (
    <>
      {host.where === 'page' && (
        <Notice>
          This walk runs on a desk in this page: the same rules and operations, WebCrypto in place of an HSM,
          a log that ends with the page.{chosen ? '' : ' On the service it needs keydesk:OpenDeskSandbox.'}
        </Notice>
      )}
      <div className={styles['desk']}>
        <div ref={top} className={styles['walk']}>
          <Narration flow={flow} step={step} at={at} words={words} values={values} />
          <div className={styles['stage']} data-flow={flow.id} data-step={step.id}>
            <Scene
              flow={flow.id}
              step={step.id}
              facts={facts}
              words={words}
              tall={narrow}
              from={from === null ? null : (flow.steps[from]?.id ?? null)}
              title={`The envelope desk: ${say(step.name, words, values)}`}
              description={say(step.tale, words, values)}
              highlight={highlight}
              onHighlight={setHighlight}
            />
            <HoldingsLists step={step} words={words} values={values} />
          </div>
          {stopped !== null && (
            <div className={styles['stopped']} role="alert">
              <p>
                <b>The walk stops here.</b> {stopped.message}
              </p>
              <p>{remedyOf(stopped.code)}</p>
              <Button small onClick={() => send({ kind: 'tried-again' })}>
                Try again
              </Button>{' '}
              <Button small onClick={anew}>
                Begin anew
              </Button>
            </div>
          )}
          <LogLine
            step={step}
            moment={stopped?.call == null ? moment : { ...moment, call: stopped.call, beside: [] }}
            words={words}
            values={values}
            onService={host.where === 'service'}
          />
          {moment.kept === false && (
            <p role="status" className={styles['note']}>
              This browser would not keep the record (its storage is full, or the record too large): it lasts
              as long as the page. Take the envelope as a file.
            </p>
          )}
          <TransportBar
            flow={flow}
            at={walk.target}
            reached={walk.moments.length}
            playing={walk.playing}
            busy={at !== walk.target && stopped === null}
            words={words}
            values={values}
            hrefOf={hrefOf}
            onStep={onStep}
            onPlay={onPlay}
          />
          {at === flow.steps.length - 1 && (
            <div className={styles['end']}>
              <p className={styles['note']}>{tallyOf(walk.moments)}</p>
              <Button small icon="rotation" onClick={anew}>
                Walk it again
              </Button>
              {flowBeside(flow.id, 1).id !== flow.id && (
                <ButtonLink small trailing="right" href={paths.desk({ flow: flowBeside(flow.id, 1).id })}>
                  {inWords(flowBeside(flow.id, 1).name, words)}
                </ButtonLink>
              )}
            </div>
          )}
          <p className={styles['fine']}>
            Every step really happens: calls of yours with practice keys of your own, in the log like any
            other, and left out of inventory, posture and audit until asked for. You play every part: guest,
            stranger, ten services.
          </p>
          {at === flow.steps.length - 1 && (
            <div className={styles['quiz']}>
              <Card
                title="What did you see?"
                far={<span className={styles['aside']}>asked of nobody but you</span>}
              >
                <QuizCards key={flow.id} flow={flow.id} />
              </Card>
            </div>
          )}
        </div>
        <Beside
          reached={reached ?? now}
          host={host}
          words={words}
          place={place}
          robbed={robbed}
          opened={opened}
          highlight={highlight}
          onHighlight={setHighlight}
          onPlace={onPlace}
          onRobbed={setRobbed}
          onCarry={carry}
          onOpened={setOpened}
        />
      </div>
    </>
  );
}
