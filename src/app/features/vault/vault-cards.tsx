import { lengthText } from '../../../domain/health/ladder-words.ts';
import { CodeBlock } from '../../ui/code-block.tsx';
import { DetailList } from '../../ui/detail-list.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Id } from '../../ui/id.tsx';
import { Card } from '../../ui/page.tsx';
import { Time } from '../../ui/time.tsx';
import { leakWords, pinPlace, protection, type Place, type VaultFacts } from './vault-words.ts';
import styles from './vault-page.module.css';

interface Props {
  readonly vault: VaultFacts;
}

export const TokenCard = ({ vault: { Token, LastRecovery } }: Props) => (
  <Card title="Token">
    <DetailList
      details={[
        { term: 'Label', value: Token.Label },
        { term: 'Module', value: `${Token.Module}, ${Token.Library}` },
        { term: 'Manufacturer', value: Token.Manufacturer || 'not told' },
        { term: 'Firmware', value: Token.Firmware },
        {
          term: 'Serial',
          value: Token.Serial === '' ? 'not told' : <Id value={Token.Serial} what="serial" />,
        },
        { term: 'Slot', value: <span className="mono">{Token.Slot}</span> },
        LastRecovery === undefined
          ? null
          : {
              term: 'Last lost',
              value: (
                <>
                  for {lengthText(LastRecovery.LostMilliseconds)}, back{' '}
                  <Time value={LastRecovery.Time} form="relative" />
                </>
              ),
            },
        {
          term: 'Kind',
          value: Token.Hardware ? 'A device, by the module’s word' : 'Software: the module names no device',
        },
      ]}
    />
  </Card>
);

function PlaceCard({
  title,
  note,
  place,
  bad,
}: {
  readonly title: string;
  readonly note?: React.ReactNode;
  readonly place: Place;
  readonly bad: boolean;
}) {
  return (
    <Card title={title} {...(note === undefined ? {} : { note })}>
      <p className={styles['verdict']} data-bad={bad ? '' : undefined}>
        <Icon name={bad ? 'warn' : 'check'} />
        {place.title}
      </p>
      <p className={styles['words']}>{place.says}</p>
      {place.remedy !== null && <p className={styles['words']}>{place.remedy}</p>}
      {place.commands !== null && <CodeBlock title="Move it" code={place.commands} />}
    </Card>
  );
}

export const LeakCard = ({ vault }: Props) => (
  <PlaceCard
    title="Leak probe"
    note={
      <>
        tried on <Time value={vault.StartDate} form="day" />
      </>
    }
    place={leakWords(vault)}
    bad={vault.LeakProbe === 'leaked'}
  />
);

export const PinCard = ({ vault }: Props) => (
  <PlaceCard
    title="Where the PIN is"
    place={pinPlace(vault)}
    bad={vault.PinPlace !== 'file' && vault.PinPlace !== 'none'}
  />
);

/** Both lists stand side by side: neither is read without the other. */
export function ProtectionCard({ vault }: Props) {
  const { against, not } = protection(vault);
  return (
    <Card title={`What ${vault.Token.Module.replace(/ [\d.]+$/, '')} protects against`} note="and what not">
      <div className={styles['pair']}>
        <ul className={styles['list']} aria-label="Protects against">
          {against.map((words) => (
            <li key={words}>
              <Icon name="check" />
              {words}
            </li>
          ))}
        </ul>
        <ul className={styles['list']} data-not="" aria-label="Does not protect against">
          {not.map((words) => (
            <li key={words}>
              <Icon name="x" />
              {words}
            </li>
          ))}
        </ul>
      </div>
    </Card>
  );
}
