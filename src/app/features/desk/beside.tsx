import { memo } from 'react';
import type { Envelope } from '../../../domain/envelope/envelope-file.ts';
import { BytesCard } from './bytes-card.tsx';
import { CallCard } from './call-card.tsx';
import { CompareCard } from './compare-card.tsx';
import styles from './desk.module.css';
import { OpenedCard } from './opened-card.tsx';
import { OwnCard } from './own-card.tsx';
import { noteDone } from '../../query/desk-progress.ts';
import type { KeyPlace, Vocabulary } from './scene/picture.ts';
import { standingAt } from './scene-facts.ts';
import { STOLEN, type Stolen } from './thief.ts';
import { ThiefCard } from './thief-card.tsx';
import type { DeskHost } from './use-desk-host.ts';
import type { Values } from './values.ts';
import { keyNamed, MAIN, type Moment, type Payload } from './walk/moment.ts';
import type { ByteName, Flow, Step } from './walk/step.ts';

/** The step that is shown, and what is true at it. */
export interface Reached {
  readonly flow: Flow;
  readonly at: number;
  readonly step: Step;
  readonly moment: Moment;
  readonly values: Values;
  /** The walk has gone on from it. */
  readonly past: boolean;
}

const stolenIn = (text: string): Stolen => STOLEN.find((stolen) => stolen === text) ?? 'storage';

/** Of the key that the call names; of the walks' own where it names none. */
function aliasOf(moment: Moment): string {
  const named = moment.call?.request['KeyId'];
  return (moment.keys.find(({ arn, keyId }) => arn === named || keyId === named) ?? keyNamed(moment, MAIN))
    .alias;
}

/** As the call named it; as the record has it where nobody was called. */
function contextOf({ call, record, context }: Moment): ReadonlyMap<string, string> {
  const named = call?.request['EncryptionContext'];
  return named instanceof Map ? (named as ReadonlyMap<string, string>) : (record?.context ?? context); // of the operation's input
}

/**
 * The cards beside the scene. They are as much to lay out as the scene itself: `reached` comes a frame later than the scene's own
 * step, and everything else that is given stays the same from step to step.
 */
export const Beside = memo(function Beside({
  reached: { flow, at, step, moment, values, past },
  host,
  words,
  place,
  robbed,
  opened,
  highlight,
  onHighlight,
  onPlace,
  onRobbed,
  onCarry,
  onOpened,
}: {
  readonly reached: Reached;
  readonly host: DeskHost;
  readonly words: Vocabulary;
  readonly place: KeyPlace;
  readonly robbed: Stolen;
  readonly opened: { readonly envelope: Envelope; readonly name: string } | null;
  readonly highlight: ByteName | null;
  readonly onHighlight: (name: ByteName | null) => void;
  /** Where the key lives, seen at a step. */
  readonly onPlace: (place: KeyPlace, at: number) => void;
  readonly onRobbed: (stolen: Stolen) => void;
  readonly onCarry: (payload: Payload) => void;
  readonly onOpened: (opened: { readonly envelope: Envelope; readonly name: string } | null) => void;
}) {
  const isThief = flow.id === 'thief';
  const thief = (
    <ThiefCard
      moment={moment}
      standing={standingAt(flow.id, step, moment, { tls: location.protocol === 'https:', box: host.box })}
      stolen={isThief ? stolenIn(step.id) : robbed}
      place={place}
      words={words}
      onStolen={isThief ? null : onRobbed}
      onPlace={(next) => onPlace(next, at)}
    />
  );
  return (
    <aside className={styles['side']} aria-label="Beside the scene">
      {isThief && thief}
      {step.id === 'compared' && moment.measured !== null && <CompareCard measured={moment.measured} />}
      <BytesCard
        step={step}
        moment={moment}
        words={words}
        values={values}
        highlight={highlight}
        onHighlight={onHighlight}
        past={past}
      />
      <CallCard
        step={step}
        call={moment.call}
        words={words}
        values={values}
        facts={{
          endpoint: host.endpoint,
          region: host.region,
          keyId: aliasOf(moment),
          context: contextOf(moment),
        }}
      />
      {!isThief && flow.id !== 'direct' && thief}
      {opened !== null && (
        <OpenedCard
          host={host}
          envelope={opened.envelope}
          name={opened.name}
          onClose={() => onOpened(null)}
          onOpened={() => noteDone('desk/envelope/opened')}
        />
      )}
      <OwnCard
        host={host}
        moment={moment}
        onCarry={onCarry}
        onOpen={(envelope, name) => onOpened({ envelope, name })}
        onTaken={() => noteDone('desk/envelope/taken')}
      />
    </aside>
  );
});
