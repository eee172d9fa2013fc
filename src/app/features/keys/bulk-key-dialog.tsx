import { useState } from 'react';
import { useCan } from '../../query/can.ts';
import type { KeySummary } from '../../query/contract.ts';
import { call } from '../../query/desk.ts';
import { useBulk, type BulkAct } from '../../query/use-bulk.ts';
import { BulkActDialog } from '../../shell/bulk-act-dialog.tsx';
import { BulkAsk, BulkSkipped } from '../../ui/bulk-dialog.tsx';
import { splitFor } from '../../ui/bulk-split.ts';
import { keyName } from '../../ui/key-name.ts';
import { bulkConfirmText, bulkFormProblem, countKeys, type BulkForm, type KeyAct } from './bulk-actions.ts';
import { BulkQuestion } from './bulk-question.tsx';
import { DEFAULT_PERIOD_DAYS } from '../../../domain/rotation/schedule.ts';
import { MOST_WAIT_DAYS } from './deletion-rules.ts';

const nameOf = (key: KeySummary) => ({ id: key.KeyId, name: keyName(key) });

const ACTION: Readonly<Record<KeyAct['name'], string>> = {
  enable: 'kms:EnableKey',
  disable: 'kms:DisableKey',
  tag: 'kms:TagResource',
  untag: 'kms:UntagResource',
  rotation: 'kms:EnableKeyRotation',
  rotate: 'kms:RotateKeyOnDemand',
  delete: 'kms:ScheduleKeyDeletion',
  keep: 'kms:CancelKeyDeletion',
};

/** What is done with each key. The form was found good before. */
function doing(act: KeyAct, form: BulkForm): BulkAct<KeySummary> {
  switch (act.name) {
    case 'enable':
      return ({ KeyId }) => call('EnableKey', { KeyId });
    case 'disable':
      return ({ KeyId }) => call('DisableKey', { KeyId });
    case 'tag': {
      const Tags = [{ TagKey: form.tagKey, TagValue: form.tagValue }];
      return ({ KeyId }) => call('TagResource', { KeyId, Tags });
    }
    case 'untag':
      return ({ KeyId }) => call('UntagResource', { KeyId, TagKeys: [form.tagKey] });
    case 'rotation':
      return ({ KeyId }) => call('EnableKeyRotation', { KeyId, RotationPeriodInDays: Number(form.days) });
    case 'rotate':
      return ({ KeyId }) => call('RotateKeyOnDemand', { KeyId });
    case 'delete':
      return ({ KeyId }) => call('ScheduleKeyDeletion', { KeyId, PendingWindowInDays: Number(form.days) });
    case 'keep':
      return ({ KeyId }) => call('CancelKeyDeletion', { KeyId });
  }
}

/** One act on the chosen keys: asked in numbers, done with progress, reported key by key. */
export default function BulkKeyDialog({
  act,
  keys,
  onClose,
}: {
  readonly act: KeyAct;
  readonly keys: readonly KeySummary[];
  /** With the keys that it was done with. */
  readonly onClose: (done: readonly KeySummary[]) => void;
}) {
  // Those that were chosen when it was asked: the list behind changes while it is done.
  const [asked] = useState(keys);
  const [form, setForm] = useState<BulkForm>({
    tagKey: '',
    tagValue: '',
    days: String(act.name === 'delete' ? MOST_WAIT_DAYS : DEFAULT_PERIOD_DAYS),
    typed: '',
  });
  const [tried, setTried] = useState(false);
  const bulk = useBulk<KeySummary>();
  const skip = (key: KeySummary): string | null => {
    const why = act.skip(key);
    if (why !== null || act.name !== 'untag' || form.tagKey === '') return why;
    return key.Tags.some(({ TagKey }) => TagKey === form.tagKey) ? null : 'without that tag';
  };
  const { eligible, skipped } = splitFor(skip, asked);
  const title = act.title(countKeys(eligible.length));
  const problem = bulkFormProblem(act.name, form);
  const expected = bulkConfirmText(eligible);
  const [only] = eligible;
  // Of one key it is known before; of many the report says it of each.
  const may = useCan(ACTION[act.name], only?.KeyId);
  const block =
    eligible.length === 0
      ? 'There is none that it could be done with'
      : eligible.length === 1 && !may.allowed
        ? may.reason
        : act.name === 'delete' && form.typed !== expected
          ? `Type “${expected}” first`
          : null;
  const confirm = (): void => {
    setTried(true);
    if (problem === null) bulk.start(eligible, doing(act, form));
  };
  return (
    <BulkActDialog title={title} bulk={bulk} nameOf={nameOf} onClose={onClose}>
      <BulkAsk
        actionLabel={title}
        armed={act.armed}
        disabledReason={block}
        onCancel={() => onClose([])}
        onConfirm={confirm}
      >
        <BulkQuestion
          act={act.name}
          form={form}
          problem={tried ? problem : null}
          eligible={eligible}
          chosen={asked}
          onChange={(change) => setForm({ ...form, ...change })}
        />
        <BulkSkipped skipped={skipped} />
      </BulkAsk>
    </BulkActDialog>
  );
}
