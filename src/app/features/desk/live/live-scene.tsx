import { memo, useId, type CSSProperties, type ReactNode } from 'react';
import { cx } from '../../../ui/cx.ts';
import { shortArn } from '../../../ui/shorten.ts';
import { CrowdLabels, QueueLabels } from './guest-labels.tsx';
import { House, type Plan, type Point } from './house.tsx';
import { handedBy, keyName, middle, VERDICTS, type KeyNames, type Vocabulary } from './live-words.ts';
import styles from './live-scene.module.css';
import { Envelope, Guest, RoomKey, Sheet, Tray, Verdict, type ArmPose, type Coat } from './symbols.tsx';
import { refusedOf, totalOf, type Standing, type View, type Visit } from './visits.ts';

const coatOf = (principal: string): Coat => {
  const name = shortArn(principal);
  return name.startsWith('user/') ? 'person' : /^role\/(?!keydesk\/)/.test(name) ? 'service' : 'desk';
};

const translate = ({ x, y }: Point): CSSProperties => ({ transform: `translate(${x}px, ${y}px)` });
const FLIP = 'scale(-1 1)';

/** The refusals that only the vault can know of: the seal of the envelope does not match. */
const isFoundInVault = ({ error }: Visit): boolean => error === 'InvalidCiphertextException';

/** What the clerk hands over. */
function Handed({ operation, at }: { readonly operation: string; readonly at: Point }) {
  const what = handedBy(operation);
  return (
    <g transform={`translate(${at.x} ${at.y})`}>
      <g className={styles['handed']}>
        <g transform="translate(0 34)">
          <Tray />
        </g>
        {(what === 'both' || what === 'room-key') && (
          <g transform={what === 'both' ? 'translate(-66 -11)' : 'translate(-22 -11)'}>
            <RoomKey />
          </g>
        )}
        {(what === 'both' || what === 'envelope') && (
          <g transform={what === 'both' ? 'translate(42 8)' : 'translate(0 8)'}>
            <Envelope />
          </g>
        )}
        {what === 'paper' && (
          <g transform="translate(0 5)">
            <Sheet />
          </g>
        )}
      </g>
    </g>
  );
}

/** The request, on its way over the counter. */
const Slip = ({ at }: { readonly at: Point }) => (
  <g transform={`translate(${at.x} ${at.y})`}>
    <path className={styles['paper']} d="M-80-27H72l8 8v46H-80z" />
    <path className={styles['onPaper']} d="M72-27v8h8" />
  </g>
);

/** Figures of a queue: the one at the counter, those behind, and the one who goes. Each keeps its figure as it moves up. */
function Queue({ view, plan }: { readonly view: View; readonly plan: Plan }) {
  const { visitor, waiting, gone } = view;
  const here = [...(visitor === null ? [] : [visitor.visit]), ...waiting].slice(0, plan.places);
  return (
    <>
      {here.map((visit, place) => (
        <g key={visit.sequence} className={styles['figure']} style={translate(plan.guest(place))}>
          <g className={styles['comes']}>
            <g transform={FLIP}>
              <Guest coat={coatOf(visit.principal)} arm={place === 0 && visitor !== null ? 'out' : 'down'} />
            </g>
          </g>
        </g>
      ))}
      {gone !== null && visitor?.visit !== gone && (
        <g key={`gone ${gone.sequence}`} style={translate(plan.guest(0))}>
          <g className={styles['goes']}>
            <Guest coat={coatOf(gone.principal)} arm="down" />
          </g>
        </g>
      )}
    </>
  );
}

/** Is this guest turned away more often than not? They face the door. */
const isTurnedAway = ({ counts }: Standing): boolean => refusedOf(counts) * 2 > totalOf(counts);

function Crowd({ view, plan }: { readonly view: View; readonly plan: Plan }) {
  return view.standing.map((guest, place) => {
    if (guest === null || place >= plan.places) return null;
    const turned = isTurnedAway(guest);
    return (
      <g key={guest.id} className={styles['figure']} style={translate(plan.guest(place))}>
        <g className={styles['comes']}>
          <g transform={turned ? undefined : FLIP}>
            <Guest coat={coatOf(guest.principal)} arm={place === 0 && !turned ? 'out' : 'down'} />
          </g>
          {turned && (
            <g transform="translate(0 -112)">
              <circle className={styles['badge']} r="13" />
              <g transform="scale(0.8)">
                <Verdict outcome={guest.counts.denied > 0 ? 'denied' : 'failed'} />
              </g>
            </g>
          )}
        </g>
      </g>
    );
  });
}

/** What the picture shows, beside it in words. */
export const LiveScene = memo(function LiveScene({
  view,
  plan,
  names,
  words,
  practice,
  empty,
}: {
  readonly view: View;
  readonly plan: Plan;
  readonly names: KeyNames;
  readonly words: Vocabulary;
  /** Practice keys are shown: the links to the log show them, too. */
  readonly practice: boolean;
  /** Stands in the hall when nobody does. */
  readonly empty: ReactNode;
}) {
  const title = useId();
  const { mode, visitor } = view;
  const visit = visitor?.visit ?? null;
  const phase = visitor?.phase ?? null;
  const outcome = visit === null || visit.outcome === 'altered' ? null : visit.outcome;
  const refused = phase === 'answered' && (outcome === 'denied' || outcome === 'failed') ? outcome : null;
  const isMany = mode === 'many';
  const isHanded = phase === 'answered' && outcome === 'allowed';
  const usesVault = isMany
    ? view.keys.length > 0
    : visit !== null &&
      visit.key !== null &&
      phase !== 'asks' &&
      (outcome === 'allowed' || isFoundInVault(visit));
  const arm: ArmPose = isMany || isHanded ? 'out' : refused === null ? 'down' : 'palm';
  const line = isMany ? (view.counts.denied > 0 ? 'denied' : 'allowed') : phase === 'asks' ? null : outcome;
  const isEmpty = !isMany && visit === null && view.waiting.length === 0;
  const percent = ({ x, y }: Point): CSSProperties => ({
    left: `${(x / plan.width) * 100}%`,
    top: `${(y / plan.height) * 100}%`,
  });
  return (
    <div className={styles['stage']}>
      <svg
        className={styles['scene']}
        viewBox={`0 0 ${plan.width} ${plan.height}`}
        role="img"
        aria-labelledby={title}
      >
        <title id={title}>The vault, the front desk and who stands at it</title>
        <House
          plan={plan}
          lights={{ isDeskLit: isMany || visit !== null, isVaultLit: usesVault }}
          arm={arm}
          line={line}
        />
        {plan.isTall ? null : <Leaders view={view} plan={plan} />}
        {isMany ? <Crowd view={view} plan={plan} /> : <Queue view={view} plan={plan} />}
        {visit !== null && (phase === 'asks' || phase === 'written') && <Slip at={plan.slip} />}
        {visit !== null && isHanded && (
          <Handed key={visit.sequence} operation={visit.operation} at={plan.tray} />
        )}
        {visit !== null && refused !== null && (
          <g style={translate(isFoundInVault(visit) ? plan.refusedInVault : plan.refusedAtDesk)}>
            <Verdict outcome={refused} />
          </g>
        )}
      </svg>
      {plan.rooms.map(({ name, field, at }) => (
        <p key={name} className={styles['roomName']} style={percent(at)} aria-hidden="true">
          <b>{words === 'hotel' ? name : field}</b>
          {words === 'hotel' ? field : name}
        </p>
      ))}
      {visit !== null && (phase === 'asks' || phase === 'written') && (
        <p className={styles['slip']} style={percent(plan.slip)} aria-hidden="true">
          <b>{middle(visit.operation, 22)}</b>
          {visit.key === null ? 'for the desk' : middle(keyName(visit.key, names), 20)}
        </p>
      )}
      {phase === 'answered' && refused !== null && (
        <p className={styles['verdict']} style={percent(plan.verdict)} aria-hidden="true">
          <b className={styles[refused]}>{VERDICTS[words][refused][0]}</b>
          {VERDICTS[words][refused][1]}
        </p>
      )}
      <ul className={styles['labels']} aria-label="At the desk">
        {isMany ? (
          <CrowdLabels view={view} plan={plan} practice={practice} />
        ) : (
          <QueueLabels view={view} plan={plan} practice={practice} />
        )}
      </ul>
      {plan.isTall && !isMany && visit !== null && view.waiting.length === 0 && (
        <p className={styles['nobody']} style={percent(plan.hall)}>
          Nobody waits.
        </p>
      )}
      {isEmpty && (
        <div className={styles['nobody']} style={percent(plan.hall)}>
          {empty}
        </div>
      )}
    </div>
  );
});

/** From a label in the upper row to its guest's head. */
function Leaders({ view, plan }: { readonly view: View; readonly plan: Plan }) {
  const taken =
    view.mode === 'many'
      ? view.standing.map((each) => each !== null)
      : [...(view.visitor === null ? [] : [true]), ...view.waiting.map(() => true)];
  return taken.slice(0, plan.places).map((isTaken, place) => {
    const { x, y } = plan.label(place);
    return isTaken && place % 2 === 1 ? (
      <path key={x} className={cx(styles['leader'])} d={`M${x} ${y + 4}V200`} />
    ) : null;
  });
}
