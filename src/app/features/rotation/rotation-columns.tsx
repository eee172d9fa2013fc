import { paths } from '../../paths.ts';
import { refusalOf } from '../../ui/bulk-split.ts';
import type { Column } from '../../ui/data-table.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Link } from '../../ui/link.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Time } from '../../ui/time.tsx';
import { Hint } from '../../ui/tooltip.tsx';
import type { RotatedKey, Schedule } from './rotation-search.ts';
import { ACTS, budgetText, madeBy, nameOf, STATUS_WORDS, statusNote, type Act } from './rotation-words.ts';
import styles from './rotation-page.module.css';

const number = new Intl.NumberFormat('en');
/** The share of what the desk rotates at from which the bar warns. */
const NEAR = 0.8;

function Status({ of }: { readonly of: RotatedKey }) {
  return (
    <Hint text={statusNote(of)}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- its tooltip must be reachable by keyboard */}
      <span className={styles['status']} data-status={of.Status} tabIndex={0}>
        {of.Status === 'Overdue' && <Icon name="warn" />}
        {STATUS_WORDS[of.Status]}
      </span>
    </Hint>
  );
}

function Budget({ of, rotateAt }: { readonly of: RotatedKey; readonly rotateAt: number }) {
  const share = Math.min(1, of.Encryptions / rotateAt);
  return (
    <Hint
      text={`${number.format(of.Encryptions)} encryptions by version ${of.CurrentVersion}; the desk rotates by itself at ${number.format(rotateAt)}`}
    >
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- as above */}
      <span className={styles['budget']} tabIndex={0}>
        <span className={styles['bar']} data-near={share >= NEAR ? '' : undefined} aria-hidden="true">
          {share > 0 && <i style={{ width: `${share * 100}%` }} />}
        </span>
        {budgetText(of.Encryptions, rotateAt)}
      </span>
    </Hint>
  );
}

function Next({ of: { NextRotationDate, Status: status } }: { readonly of: RotatedKey }) {
  if (NextRotationDate === undefined) return null;
  return (
    <span className={status === 'Overdue' ? styles['late'] : status === 'Resting' ? 'quiet' : undefined}>
      <Time value={NextRotationDate} form="day" />
    </span>
  );
}

/** The columns of the list. `act` does something with one key, `go` leads to a page. */
export const rotationColumns = (
  { RotateAt }: Pick<Schedule, 'RotateAt'>,
  act: (act: Act, key: RotatedKey) => void,
  go: (path: string) => void,
): readonly Column<RotatedKey>[] => [
  {
    id: 'key',
    header: 'Key',
    sort: 'Alias',
    cell: (key) => (
      <Link href={paths.keyRotation(key.KeyId)} dir="auto">
        {nameOf(key)}
      </Link>
    ),
  },
  { id: 'status', header: 'Schedule', phone: 'end-1', cell: (key) => <Status of={key} /> },
  {
    id: 'period',
    header: 'Every',
    sort: 'RotationPeriodInDays',
    align: 'right',
    phone: 'start-3',
    phoneLead: ({ RotationPeriodInDays: days }) => (days === undefined ? '' : 'Every'),
    // What is not scheduled says so once.
    cell: ({ RotationPeriodInDays: days }) => (days === undefined ? null : `${number.format(days)} days`),
  },
  {
    id: 'next',
    header: 'Next',
    sort: 'NextRotationDate',
    phone: 'end-3',
    phoneLead: ({ NextRotationDate }) => (NextRotationDate === undefined ? '' : 'next'),
    cell: (key) => <Next of={key} />,
  },
  {
    id: 'last',
    header: 'Version since',
    sort: 'VersionDate',
    grow: true,
    phone: 'wide-2',
    phoneLead: ({ CurrentVersion }) => `Version ${number.format(CurrentVersion)} since`,
    cell: (key) => (
      <>
        <Time value={key.VersionDate} form="day" /> <span className="quiet">{madeBy(key)}</span>
      </>
    ),
  },
  { id: 'version', header: 'Version', align: 'right', cell: (key) => number.format(key.CurrentVersion) },
  {
    id: 'budget',
    header: 'Encryptions',
    sort: 'Encryptions',
    phone: 'wide-4',
    phoneWords: 'of its encryptions used',
    cell: (key) => <Budget of={key} rotateAt={RotateAt} />,
  },
  {
    id: 'menu',
    header: <span className="hidden">Actions</span>,
    align: 'right',
    cell: (key) => (
      <Menu
        label={`Actions for ${nameOf(key)}`}
        className={styles['rowMenu']}
        heading={nameOf(key)}
        entries={[
          ...ACTS.map((each) => {
            const why = refusalOf(each.skip, [key]);
            return {
              id: each.name,
              label: `${each.label}…`,
              danger: each.armed,
              ...(why === null ? {} : { disabled: true, note: why }),
              onAction: () => act(each, key),
            };
          }),
          {
            id: 'page',
            label: 'Its versions',
            icon: 'clock' as const,
            onAction: () => go(paths.keyRotation(key.KeyId)),
          },
        ]}
      >
        <Icon name="dots" />
      </Menu>
    ),
  },
];
