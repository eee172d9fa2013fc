import { useState } from 'react';
import { DEFAULT_PERIOD_DAYS, MOST_ON_DEMAND } from '../../../domain/rotation/schedule.ts';
import { useCan } from '../../query/can.ts';
import { call } from '../../query/desk.ts';
import { useBulk, type BulkAct } from '../../query/use-bulk.ts';
import { BulkActDialog } from '../../shell/bulk-act-dialog.tsx';
import { BulkAsk, BulkSkipped } from '../../ui/bulk-dialog.tsx';
import { splitFor } from '../../ui/bulk-split.ts';
import { TextField } from '../../ui/field.tsx';
import { useNow, useZone } from '../../ui/time.tsx';
import { dayText } from '../../ui/time-format.ts';
import type { RotatedKey } from './rotation-search.ts';
import { countKeys, daysProblem, nameOf, type Act } from './rotation-words.ts';

const DAY_MS = 86_400_000;

const ACTION: Readonly<Record<Act['name'], string>> = {
  period: 'kms:EnableKeyRotation',
  rotate: 'kms:RotateKeyOnDemand',
  off: 'kms:DisableKeyRotation',
};

function doing(act: Act, days: string): BulkAct<RotatedKey> {
  switch (act.name) {
    case 'period':
      return ({ KeyId }) => call('EnableKeyRotation', { KeyId, RotationPeriodInDays: Number(days) });
    case 'rotate':
      return ({ KeyId }) => call('RotateKeyOnDemand', { KeyId });
    case 'off':
      return ({ KeyId }) => call('DisableKeyRotation', { KeyId });
  }
}

function Period({
  days,
  problem,
  keys,
  onChange,
}: {
  readonly days: string;
  readonly problem: string | null;
  readonly keys: readonly RotatedKey[];
  readonly onChange: (days: string) => void;
}) {
  const now = useNow();
  const zone = useZone();
  const same = keys.filter(({ RotationPeriodInDays }) => RotationPeriodInDays === Number(days)).length;
  return (
    <>
      <TextField
        label="Days between rotations"
        inputMode="numeric"
        maxLength={6}
        value={days}
        error={problem}
        help={
          daysProblem(days) === null
            ? `Next rotation: ${dayText(new Date(now + Number(days) * DAY_MS), zone)}, counted from today.`
            : 'Each gets a new version every so many days.'
        }
        onChange={onChange}
      />
      {same > 0 && daysProblem(days) === null && (
        <p>
          {countKeys(same)} already {same === 1 ? 'has' : 'have'} this period, and{' '}
          {same === 1 ? 'keeps its' : 'keep their'} date.
        </p>
      )}
    </>
  );
}

/** One act on one key or many: asked, done with progress, reported key by key. */
export default function RotationDialog({
  act,
  keys,
  onClose,
}: {
  readonly act: Act;
  readonly keys: readonly RotatedKey[];
  /** With the keys that it was done with. */
  readonly onClose: (done: readonly RotatedKey[]) => void;
}) {
  // Those that were chosen when it was asked: the list behind changes while it is done.
  const [{ eligible, skipped }] = useState(() => splitFor(act.skip, keys));
  const [days, setDays] = useState(() => String(keys[0]?.RotationPeriodInDays ?? DEFAULT_PERIOD_DAYS));
  const [tried, setTried] = useState(false);
  const bulk = useBulk<RotatedKey>();
  const [only] = eligible;
  // Of one key it is known before; of many the report says it of each.
  const may = useCan(ACTION[act.name], only?.KeyId);
  const title = act.title(
    eligible.length === 1 && only !== undefined ? nameOf(only) : countKeys(eligible.length),
  );
  const problem = act.name === 'period' ? daysProblem(days) : null;
  return (
    <BulkActDialog
      title={title}
      bulk={bulk}
      nameOf={(key) => ({ id: key.KeyId, name: nameOf(key) })}
      onClose={onClose}
    >
      <BulkAsk
        actionLabel={title}
        armed={act.armed}
        disabledReason={
          eligible.length === 0
            ? 'There is none that it could be done with'
            : eligible.length === 1
              ? may.reason
              : null
        }
        onCancel={() => onClose([])}
        onConfirm={() => {
          setTried(true);
          if (problem === null) bulk.start(eligible, doing(act, days));
        }}
      >
        {act.name === 'period' && (
          <Period days={days} problem={tried ? problem : null} keys={eligible} onChange={setDays} />
        )}
        {act.name === 'rotate' && (
          <p>
            A new version is made now, and the schedule stays. What older versions sealed still opens. A key
            can be rotated on demand {MOST_ON_DEMAND} times in its life
            {eligible.length === 1 && only !== undefined && <>; this one has {only.OnDemandLeft} left</>}.
          </p>
        )}
        {act.name === 'off' && (
          <p>
            Period and next date are forgotten; versions stay. From then on a new version comes only when
            somebody makes one, or when a version has made as many encryptions as it safely can.
          </p>
        )}
        <BulkSkipped skipped={skipped} />
      </BulkAsk>
    </BulkActDialog>
  );
}
