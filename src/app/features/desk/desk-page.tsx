import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import type { Envelope } from '../../../domain/envelope/envelope-file.ts';
import { paths } from '../../paths.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Beside, type Reached } from './beside.tsx';
import { ChoiceBar } from './choice-bar.tsx';
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
import { DEFAULT_CONTEXT, DEFAULT_PAYLOAD, type Payload } from './walk/moment.ts';
import type { ByteName, Flow } from './walk/step.ts';
import { isLast, movesFrom, shown } from './walk/walk.ts';

const VOCABULARIES = ['hotel', 'field'] as const;
const VOCABULARY_WORDS = { hotel: 'Hotel words', field: 'Field’s words' } as const;
const NOBODYS: Carried = { payload: payloadOfText(DEFAULT_PAYLOAD), context: DEFAULT_CONTEXT };
/** Of reading, beside what moves: ms for each character of the sentence, and for the look around. */
const PER_CHARACTER = 38;
const LOOK_AROUND = 2_200;

const placeIn = (text: string | null): KeyPlace => PLACES.find((place) => place === text) ?? 'kms';

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
            <ChoiceBar
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
  onPractise,
}: {
  readonly host: DeskHost;
  readonly flow: Flow;
  readonly words: (typeof VOCABULARIES)[number];
  readonly onWords: () => void;
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
  const to = Math.max(0, Number(search.get('step') ?? 1) - 1);
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
  const step = at === null ? undefined : flow.steps[at];
  const values = useMemo(
    () => (moment === undefined ? {} : valuesOf(moment, host.guest)),
    [moment, host.guest],
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
    send({ kind: 'began-anew' });
    go(0, true);
  };
  const carry = useCallback(
    (payload: Payload): void => {
      const record = payload.name ?? 'own-text';
      setOpened(null);
      setCarried({ payload, context: new Map([['record', record.slice(0, 200)]]) });
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
          a log that ends with the page. On the service it needs keydesk:OpenDeskSandbox.
        </Notice>
      )}
      <div className={styles['desk']}>
        <div className={styles['walk']}>
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
              <p>
                Another tab, or somebody who administers the key, may have changed it meanwhile. To begin anew
                mends your practice keys.
              </p>
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
