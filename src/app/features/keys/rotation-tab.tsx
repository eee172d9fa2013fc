import { useRef, useState } from 'react';
import { MOST_ON_DEMAND } from '../../../domain/rotation/schedule.ts';
import { useAct } from '../../query/act.ts';
import { useCan } from '../../query/can.ts';
import type { KeyOverview, KeySummary } from '../../query/contract.ts';
import { explain } from '../../query/explain.ts';
import { AskFirst } from '../../ui/ask-first.tsx';
import { Button } from '../../ui/button.tsx';
import { RadioGroup } from '../../ui/choice.tsx';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { TextField } from '../../ui/field.tsx';
import { Id } from '../../ui/id.tsx';
import { Card, Columns, Stack } from '../../ui/page.tsx';
import { Notice, RequestLine, type Problem } from '../../ui/states.tsx';
import { Time, useNow, useZone } from '../../ui/time.tsx';
import { zoneName } from '../../ui/time-format.ts';
import { useToast } from '../../ui/toast.tsx';
import { Coming } from './coming.tsx';
import { ASK_TO_ROTATE, useAsked } from './key-questions.ts';
import { shortName } from './key-words.ts';
import {
  choiceNamed,
  daysProblem,
  formOf,
  madeBy,
  nextRotation,
  onDemandLeft,
  periodOf,
  PRESETS,
  rotateBlock,
  rotationBlock,
} from './rotation-rules.ts';
import styles from './rotation-tab.module.css';
import overview from './overview.module.css';
import { useKey } from './use-key.ts';

const number = new Intl.NumberFormat('en');
/** The share of a version's budget from which its bar warns. */
const NEAR = 0.4;

function Answer({ summary }: { readonly summary: KeySummary }) {
  const { CanRotate, RotationPeriodInDays, NextRotationDate, RotationDate, CreationDate } = summary;
  if (!CanRotate)
    return <p className="tale">Keys of this spec do not rotate: a new key takes over instead.</p>;
  return (
    <p className="tale">
      {RotationPeriodInDays === undefined || NextRotationDate === undefined ? (
        'It rotates only when somebody rotates it. '
      ) : summary.KeyState === 'Enabled' ? (
        <>
          It rotates by itself every <b>{number.format(RotationPeriodInDays)} days</b>, next on{' '}
          <b>
            <Coming date={NextRotationDate} />
          </b>
          .{' '}
        </>
      ) : (
        <>
          Its schedule of <b>{number.format(RotationPeriodInDays)} days</b> rests until the key is
          enabled.{' '}
        </>
      )}
      Version {summary.CurrentVersion}, made on <Time value={RotationDate ?? CreationDate} form="day" />, is
      current.
    </p>
  );
}

const ProblemNotice = ({ problem }: { readonly problem: Problem | null }) =>
  problem === null ? null : (
    <Notice tone="bad" role="alert">
      <b>{problem.what}.</b> {problem.why} {problem.remedy}
      <RequestLine requestId={problem.requestId} />
    </Notice>
  );

function ScheduleCard({ summary }: { readonly summary: KeySummary }) {
  const [form, setForm] = useState(() => formOf(summary));
  const [tried, setTried] = useState(false);
  const now = useNow();
  const toast = useToast();
  const enable = useAct('EnableKeyRotation');
  const disable = useAct('DisableKeyRotation');
  const { KeyId, RotationPeriodInDays: before } = summary;
  const mayEnable = useCan('kms:EnableKeyRotation', KeyId);
  const mayDisable = useCan('kms:DisableKeyRotation', KeyId);
  const may = form.choice === 'off' ? mayDisable : mayEnable;
  const wrong = daysProblem(form);
  const period = periodOf(form);
  const unchanged = period !== undefined && period === (before ?? null);
  const label =
    form.choice === 'off'
      ? 'Disable rotation'
      : before === undefined
        ? 'Enable rotation'
        : 'Change the period';
  const save = (): void => {
    setTried(true);
    enable.reset();
    disable.reset();
    if (period === undefined) return;
    const name = shortName(summary);
    if (period === null)
      disable.mutate({ KeyId }, { onSuccess: () => toast({ text: `${name} no longer rotates by itself` }) });
    else
      enable.mutate(
        { KeyId, RotationPeriodInDays: period },
        { onSuccess: () => toast({ text: `${name} rotates every ${period} days` }) },
      );
  };
  return (
    <Card title="Schedule">
      <form
        className={styles['form']}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!enable.isPending && !disable.isPending && !unchanged && may.allowed) save();
        }}
      >
        <RadioGroup
          legend="A new version"
          value={form.choice}
          options={[
            { value: 'off', label: 'Only when somebody rotates it' },
            ...PRESETS.map((days) => ({ value: days, label: `Every ${days} days` })),
            { value: 'own', label: 'Every … days' },
          ]}
          onChange={(choice) => setForm({ ...form, choice: choiceNamed(choice) })}
        />
        {form.choice === 'own' && (
          <div className={styles['own']}>
            <TextField
              label="Days"
              inputMode="numeric"
              maxLength={6}
              value={form.days}
              onChange={(days) => setForm({ ...form, days })}
              error={tried ? wrong : null}
            />
          </div>
        )}
        <p className={styles['next']} role="status">
          {period === null
            ? before !== undefined && 'The period and the next date are forgotten. Versions stay.'
            : period !== undefined && (
                <>
                  Next rotation: <Coming date={nextRotation(summary, period, now)} />
                  {before !== undefined && !unchanged && ', counted from today'}
                </>
              )}
        </p>
        <ProblemNotice
          problem={
            enable.isError
              ? explain('The schedule was not changed', enable.error)
              : disable.isError
                ? explain('The schedule was not changed', disable.error)
                : null
          }
        />
        <span>
          <Button
            type="submit"
            pending={enable.isPending || disable.isPending}
            disabledReason={
              may.reason ?? rotationBlock(summary) ?? (unchanged ? 'Nothing has been changed' : null)
            }
          >
            {label}
          </Button>
        </span>
      </form>
    </Card>
  );
}

function RotateNow({
  overview: { Key, Versions },
  askAtOnce,
}: {
  readonly overview: KeyOverview;
  readonly askAtOnce: boolean;
}) {
  const may = useCan('kms:RotateKeyOnDemand', Key.KeyId);
  const block = may.reason ?? rotateBlock(Key, Versions);
  const [asked, setAsked] = useState(askAtOnce && block === null);
  const opener = useRef<HTMLButtonElement>(null);
  const toast = useToast();
  const rotate = useAct('RotateKeyOnDemand');
  const left = onDemandLeft(Versions);
  const current = Key.CurrentVersion;
  const older = current === 1 ? 'Version 1 goes' : `Versions 1 to ${number.format(current)} go`;
  const close = (): void => {
    setAsked(false);
    rotate.reset();
    opener.current?.focus();
  };
  return (
    <Card title="Rotate now" note={`${left} of ${MOST_ON_DEMAND} on demand left`}>
      <p className={styles['words']}>
        Makes a new version with the next request. Nothing is encrypted anew, nothing has to change in any
        program, and the schedule stays as it is.
      </p>
      <Button ref={opener} aria-expanded={asked} disabledReason={block} onClick={() => setAsked(true)}>
        Rotate now…
      </Button>
      {asked && (
        <AskFirst
          cancelLabel={`Keep version ${current}`}
          actionLabel={`Rotate to version ${current + 1}`}
          pending={rotate.isPending}
          problem={rotate.isError ? explain('The key was not rotated', rotate.error) : null}
          onCancel={close}
          onConfirm={() =>
            rotate.mutate(
              { KeyId: Key.KeyId },
              {
                onSuccess: () => {
                  toast({ text: `Rotated ${shortName(Key)} to version ${current + 1}` });
                  close();
                },
              },
            )
          }
        >
          <p>
            <b>Version {current + 1} will encrypt from then on.</b> {older} on decrypting what{' '}
            {current === 1 ? 'it' : 'they'} made, for as long as the key lives.
          </p>
          <p>
            It cannot be taken back, and uses one of the {left} rotations on demand that this key has left.
          </p>
        </AskFirst>
      )}
    </Card>
  );
}

type Version = KeyOverview['Versions'][number];

const columns = (current: number, limit: number, zone: string): readonly Column<Version>[] => [
  {
    id: 'number',
    header: 'Version',
    cell: (version) => (
      <>
        v{version.Number}
        {version.Number === current && <span className={styles['current']}>current</span>}
      </>
    ),
  },
  {
    id: 'made',
    header: `Made (${zone})`,
    whole: true,
    phone: 'end-1',
    cell: (version) => <Time value={version.CreationDate} />,
  },
  { id: 'by', header: 'By', phone: 'start-2', cell: (version) => madeBy(version) },
  {
    id: 'material',
    header: 'Material id',
    grow: true,
    phone: 'start-3',
    cell: (version) => <Id value={version.KeyMaterialId} what={`material id of version ${version.Number}`} />,
  },
  {
    id: 'count',
    header: 'Encryptions',
    align: 'right',
    phone: 'end-2',
    phoneWords: (version) => (version.Encryptions === 1 ? 'encryption' : 'encryptions'),
    cell: (version) => {
      const used = Math.min(1, version.Encryptions / limit);
      return (
        <span className={styles['encryptions']}>
          <span
            className={styles['bar']}
            aria-hidden="true"
            data-current={version.Number === current ? '' : undefined}
            data-near={used >= NEAR ? '' : undefined}
          >
            {used > 0 && <i style={{ width: `${used * 100}%` }} />}
          </span>
          {number.format(version.Encryptions)}
        </span>
      );
    },
  },
];

export function Component() {
  const key = useKey();
  const zone = useZone();
  const question = useAsked(ASK_TO_ROTATE);
  return (
    <Stack>
      <Answer summary={key.Key} />
      <Columns>
        <Card title="Versions" note="newest first; every one goes on decrypting" flush>
          <DataTable
            caption="Versions, newest first"
            columns={columns(key.Key.CurrentVersion, key.NonceLimit, zoneName(zone))}
            rows={key.Versions.toReversed()}
            rowKey={(version) => String(version.Number)}
          />
          <p className={overview['foot']}>
            The bar is a version’s share of {number.format(key.NonceLimit)} (2³²) encryptions, as many as
            random nonces bear. Before it is used up the desk makes a new version by itself, schedule or not.
          </p>
        </Card>
        <Stack>
          {/* Anew when the schedule became another. */}
          <ScheduleCard key={key.Key.RotationPeriodInDays ?? 'off'} summary={key.Key} />
          <RotateNow key={question.key} overview={key} askAtOnce={question.asked} />
        </Stack>
      </Columns>
    </Stack>
  );
}
