import { LEAST_PERIOD_DAYS, MOST_ON_DEMAND, MOST_PERIOD_DAYS } from '../../../domain/rotation/schedule.ts';
import type { KeySummary } from '../../query/contract.ts';
import { Select, TextField } from '../../ui/field.tsx';
import { Notice } from '../../ui/states.tsx';
import { useNow, useZone } from '../../ui/time.tsx';
import { dayText } from '../../ui/time-format.ts';
import {
  bulkConfirmText,
  countKeys,
  relianceOf,
  tagKeysOf,
  type BulkForm,
  type KeyActName,
} from './bulk-actions.ts';
import { LEAST_WAIT_DAYS, MOST_WAIT_DAYS } from './deletion-rules.ts';
import styles from './keys-page.module.css';

const number = new Intl.NumberFormat('en');
const DAY_MS = 86_400_000;

/** What stops with these keys, in numbers from the log. */
function Reliance({ keys }: { readonly keys: readonly KeySummary[] }) {
  const { used, allowed } = relianceOf(keys);
  return used === 0 ? (
    <p>Nobody used any of them in 90 days.</p>
  ) : (
    <p>
      <b>{number.format(used)} of them</b> {used === 1 ? 'was' : 'were'} used in 90 days, with{' '}
      <b>{number.format(allowed)}</b> allowed {allowed === 1 ? 'request' : 'requests'}.
    </p>
  );
}

function words(act: KeyActName, eligible: readonly KeySummary[]) {
  switch (act) {
    case 'enable':
      return <p>They can be used again with the next request.</p>;
    case 'disable':
      return (
        <>
          <Reliance keys={eligible} />
          <p>
            Every use of them is refused from now on. Nothing is destroyed: enabling them again opens
            everything at once.
          </p>
        </>
      );
    case 'tag':
      return <p>A key that has a tag of this name gets the new value; all other tags stay.</p>;
    case 'untag':
      return <p>Policies may refer to tags: whoever is allowed by this one is no longer.</p>;
    case 'rotation':
      return (
        <p>
          Each gets a new version every period, the first one a period from now; old versions go on
          decrypting.
        </p>
      );
    case 'rotate':
      return (
        <p>
          Each gets a new version now, and its schedule stays. What the old versions sealed still opens. A key
          can be rotated on demand {MOST_ON_DEMAND} times in its life.
        </p>
      );
    case 'delete':
      return <Reliance keys={eligible} />;
    case 'keep':
      return <p>They stay, disabled: nothing can use them until somebody enables them.</p>;
  }
}

interface Props {
  readonly act: KeyActName;
  readonly form: BulkForm;
  readonly problem: string | null;
  /** Those that it is done with, and all that were chosen. */
  readonly eligible: readonly KeySummary[];
  readonly chosen: readonly KeySummary[];
  readonly onChange: (change: Partial<BulkForm>) => void;
}

function Fields({ act, form, problem, eligible, chosen, onChange }: Props) {
  const now = useNow();
  const zone = useZone();
  switch (act) {
    case 'tag':
      return (
        <div className={styles['twoColumns']}>
          <TextField
            label="Tag"
            maxLength={128}
            value={form.tagKey}
            error={problem}
            dir="auto"
            onChange={(tagKey) => onChange({ tagKey })}
          />
          <TextField
            label="Value"
            optional
            maxLength={256}
            value={form.tagValue}
            dir="auto"
            onChange={(tagValue) => onChange({ tagValue })}
          />
        </div>
      );
    case 'untag':
      return (
        <Select
          label="Tag"
          value={form.tagKey}
          error={problem}
          options={[
            { value: '', label: 'Choose a tag' },
            ...tagKeysOf(chosen).map(({ name, count }) => ({
              value: name,
              label: `${name} (${countKeys(count)})`,
            })),
          ]}
          onChange={(tagKey) => onChange({ tagKey })}
        />
      );
    case 'rotation':
      return (
        <TextField
          label="Days between rotations"
          help={`From ${LEAST_PERIOD_DAYS} to ${MOST_PERIOD_DAYS}.`}
          inputMode="numeric"
          value={form.days}
          error={problem}
          onChange={(days) => onChange({ days })}
        />
      );
    case 'delete': {
      const days = Number(form.days);
      const end =
        Number.isFinite(days) && problem === null ? dayText(new Date(now + days * DAY_MS), zone) : null;
      return (
        <>
          <Notice tone="warn">
            They refuse every use from now on. {end === null ? 'After the wait' : `On ${end}`} they are
            destroyed, with everything that only they can open; until then the deletion can be cancelled.
            Disabling them is the safer way to find out who still needs them.
          </Notice>
          <TextField
            label="Days until they are destroyed"
            help={`From ${LEAST_WAIT_DAYS} to ${MOST_WAIT_DAYS}.`}
            inputMode="numeric"
            value={form.days}
            error={problem}
            onChange={(days) => onChange({ days })}
          />
          <TextField
            label={`Type “${bulkConfirmText(eligible)}” to confirm`}
            value={form.typed}
            spellCheck={false}
            onChange={(typed) => onChange({ typed })}
          />
        </>
      );
    }
    default:
      return null;
  }
}

/** What an act does to the keys that it is for, and what it has to know first. */
export function BulkQuestion(props: Props) {
  return (
    <>
      {words(props.act, props.eligible)}
      <Fields {...props} />
    </>
  );
}
