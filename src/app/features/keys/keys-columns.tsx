import { paths } from '../../paths.ts';
import type { KeySummary } from '../../query/contract.ts';
import type { Column } from '../../ui/data-table.tsx';
import { cx } from '../../ui/cx.ts';
import { Icon } from '../../ui/icon.tsx';
import { Id } from '../../ui/id.tsx';
import { Link } from '../../ui/link.tsx';
import { Menu } from '../../ui/menu.tsx';
import { StateTag } from '../../ui/tags.tsx';
import { Time, useNow, useZone } from '../../ui/time.tsx';
import { absoluteTime, dayText, zoneName } from '../../ui/time-format.ts';
import { Hint } from '../../ui/tooltip.tsx';
import { keyName } from '../../ui/key-name.ts';
import { keyIcon, specLabel } from './key-words.ts';
import { type ColumnId } from './keys-choice.ts';
import styles from './keys-page.module.css';
import { rotationWords } from './next-rotation.ts';

const number = new Intl.NumberFormat('en');
const none = (words: string) => <span className="quiet">{words}</span>;

const Tags = ({ tags }: { readonly tags: KeySummary['Tags'] }) =>
  tags.length === 0 ? (
    none('none')
  ) : (
    <span className={styles['tags']}>
      {tags.slice(0, 3).map((tag, i) => (
        <span key={tag.TagKey}>
          {i > 0 && <i>, </i>}
          {/* Apart, so that a name from right to left does not turn its value around. */}
          <bdi>
            <i>{tag.TagKey}</i>
          </bdi>{' '}
          <bdi>{tag.TagValue}</bdi>
        </span>
      ))}
      {tags.length > 3 && <i> and {tags.length - 3} more</i>}
    </span>
  );

function NextRotation({ of }: { readonly of: KeySummary }) {
  const zone = useZone();
  const { text, tone, date } = rotationWords(of, useNow(), zone);
  const words = (
    <span className={cx(tone === 'quiet' && 'quiet', tone === 'late' && styles['late'])}>{text}</span>
  );
  if (date === null) return words;
  return (
    <Hint text={`${absoluteTime(date, zone)} ${zoneName(zone)}`} describes={false}>
      <time dateTime={date.toISOString()}>{words}</time>
    </Hint>
  );
}

function KeyStateTag({ of }: { readonly of: KeySummary }) {
  const zone = useZone();
  if (of.Quarantine !== undefined) return <StateTag state="Unavailable" />;
  return (
    <StateTag
      state={of.KeyState}
      date={of.DeletionDate === undefined ? undefined : dayText(of.DeletionDate, zone, false)}
    />
  );
}

const ALIAS: Column<KeySummary> = {
  id: 'alias',
  header: 'Alias',
  sort: 'Alias',
  cell: (key) => (
    <span className={styles['alias']}>
      <Icon name={keyIcon(key)} />
      <Link href={paths.key(key.KeyId)} dir="auto">
        {keyName(key)}
      </Link>
      {key.Aliases.length > 1 && <span className={styles['more']}>+{key.Aliases.length - 1}</span>}
    </span>
  ),
};

const refusalsOf = ({ KeyId }: KeySummary): string =>
  paths.keyActivity(KeyId, { outcome: 'denied', kind: 'data' });

const BY_ID: Readonly<Record<ColumnId, Column<KeySummary>>> = {
  id: {
    id: 'id',
    header: 'Key id',
    sort: 'KeyId',
    cell: (key) => <Id value={key.KeyId} what="key id" shy />,
  },
  description: {
    id: 'description',
    header: 'Description',
    sort: 'Description',
    most: 260,
    cell: (key) => (key.Description === '' ? none('none') : <span dir="auto">{key.Description}</span>),
  },
  state: {
    id: 'state',
    header: 'State',
    sort: 'State',
    phone: 'end-1',
    cell: (key) => <KeyStateTag of={key} />,
  },
  spec: {
    id: 'spec',
    header: 'Spec',
    sort: 'Spec',
    cell: (key) => <span className="quiet">{specLabel(key)}</span>,
  },
  tags: {
    id: 'tags',
    header: 'Tags',
    sort: 'Tags',
    grow: true,
    phone: 'start-2',
    cell: (key) => <Tags tags={key.Tags} />,
  },
  created: {
    id: 'created',
    header: 'Created',
    sort: 'CreationDate',
    align: 'right',
    cell: (key) => <Time value={key.CreationDate} form="relative" />,
  },
  version: {
    id: 'version',
    header: 'Version',
    sort: 'CurrentVersion',
    align: 'right',
    cell: (key) => number.format(key.CurrentVersion),
  },
  rotated: {
    id: 'rotated',
    header: 'Last rotated',
    sort: 'RotationDate',
    align: 'right',
    cell: (key) =>
      key.RotationDate === undefined ? none('never') : <Time value={key.RotationDate} form="relative" />,
  },
  next: {
    id: 'next',
    header: 'Next rotation',
    sort: 'NextRotationDate',
    phone: 'start-3',
    phoneLead: (key) => (key.KeyState === 'PendingDeletion' || !key.CanRotate ? '' : 'rotation:'),
    cell: (key) => <NextRotation of={key} />,
  },
  used: {
    id: 'used',
    header: 'Last used',
    sort: 'LastUsedDate',
    align: 'right',
    phone: 'end-2',
    phoneLead: (key) => (key.LastUsedDate === undefined ? '' : 'used'),
    phoneWords: (key) => (key.LastUsedDate === undefined ? 'used' : ''),
    cell: (key) =>
      key.LastUsedDate === undefined ? none('never') : <Time value={key.LastUsedDate} form="relative" />,
  },
  services: {
    id: 'services',
    header: 'Services, 90 d',
    sort: 'Services90Days',
    align: 'right',
    phone: 'end-3',
    cell: (key) => (
      <>
        {number.format(key.Services90Days)}
        <span className={styles['onPhone']}>
          {key.Services90Days === 1 ? ' service' : ' services'}
          {key.Refused90Days > 0 ? ', ' : ' in 90 days'}
          {key.Refused90Days > 0 && (
            <Link href={refusalsOf(key)} className={styles['refused']}>
              {number.format(key.Refused90Days)} refused
            </Link>
          )}
        </span>
      </>
    ),
  },
  refused: {
    id: 'refused',
    header: 'Refused, 90 d',
    sort: 'Refused90Days',
    align: 'right',
    cell: (key) =>
      key.Refused90Days === 0 ? (
        none('none')
      ) : (
        <Link href={refusalsOf(key)} className={styles['refused']}>
          {number.format(key.Refused90Days)}
        </Link>
      ),
  },
};

/** Where a row's menu leads: the parts of the key, and last what ends it. */
const menuOf = (key: KeySummary, go: (path: string) => void) => {
  const entry = (
    id: string,
    label: string,
    icon: 'shield' | 'clock' | 'link' | 'audit' | 'key' | 'people' | 'plus',
    path: string,
  ) => ({
    id,
    label,
    icon,
    onAction: () => go(path),
  });
  const { KeyId, KeyState } = key;
  return [
    entry('policy', 'Policy', 'shield', paths.keyPolicy(KeyId)),
    entry('grants', 'Grants', 'people', paths.keyGrants(KeyId)),
    entry('rotation', 'Rotation and versions', 'key', paths.keyRotation(KeyId)),
    entry('activity', 'Activity', 'clock', paths.keyActivity(KeyId)),
    entry('use', 'Use it from code', 'link', paths.keyUse(KeyId)),
    entry('settings', 'Aliases, tags, description', 'plus', paths.keySettings(KeyId)),
    entry('audit', 'Search the audit log', 'audit', paths.audit({ key: KeyId })),
    KeyState === 'PendingDeletion'
      ? entry('cancel', 'Cancel the deletion…', 'clock', paths.key(KeyId))
      : {
          id: 'delete',
          label: 'Schedule deletion…',
          danger: true,
          onAction: () => go(paths.deleteKey(KeyId)),
        },
  ];
};

const menuColumn = (go: (path: string) => void): Column<KeySummary> => ({
  id: 'menu',
  header: <span className="hidden">Actions</span>,
  align: 'right',
  phone: 'menu',
  cell: (key) => (
    <Menu
      label={`Actions for ${keyName(key)}`}
      className={styles['rowMenu']}
      heading={keyName(key)}
      entries={menuOf(key, go)}
    >
      <Icon name="dots" />
    </Menu>
  ),
});

/** The columns that are wanted, worst news to the right where the eye ends. `go` leads to a page, from a row's menu. */
export const keyColumns = (
  shown: ReadonlySet<ColumnId>,
  go: (path: string) => void,
): readonly Column<KeySummary>[] => [
  ALIAS,
  ...Object.values(BY_ID).filter(({ id }) => [...shown].some((each) => each === id)),
  menuColumn(go),
];
