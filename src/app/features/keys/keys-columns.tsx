import { paths } from '../../paths.ts';
import type { KeySummary } from '../../query/contract.ts';
import type { Column } from '../../ui/data-table.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Id } from '../../ui/id.tsx';
import { Link } from '../../ui/link.tsx';
import { Menu } from '../../ui/menu.tsx';
import { StateTag } from '../../ui/tags.tsx';
import { Time } from '../../ui/time.tsx';
import { dayText } from '../../ui/time-format.ts';
import { keyIcon, keyName, specLabel } from './key-words.ts';
import styles from './keys-page.module.css';

const number = new Intl.NumberFormat('en');

const Tags = ({ tags }: { readonly tags: KeySummary['Tags'] }) =>
  tags.length === 0 ? (
    <span className="quiet">none</span>
  ) : (
    <span className={styles['tags']}>
      {tags.slice(0, 3).map((tag, i) => (
        <span key={tag.TagKey} dir="auto">
          {i > 0 && <i>, </i>}
          <i>{tag.TagKey} </i>
          {tag.TagValue}
        </span>
      ))}
      {tags.length > 3 && <i> and {tags.length - 3} more</i>}
    </span>
  );

/** The columns of the key list, worst news to the right where the eye ends. `go` leads to a page, from a row's menu. */
export const keyColumns = (go: (path: string) => void): readonly Column<KeySummary>[] => [
  {
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
  },
  { id: 'id', header: 'Key id', cell: (key) => <Id value={key.KeyId} what="key id" shy /> },
  {
    id: 'state',
    header: 'State',
    sort: 'State',
    phone: 'end-1',
    cell: (key) =>
      key.Quarantine === undefined ? (
        <StateTag
          state={key.KeyState}
          date={key.DeletionDate === undefined ? undefined : dayText(key.DeletionDate, 'utc', false)}
        />
      ) : (
        <StateTag state="Unavailable" />
      ),
  },
  {
    id: 'spec',
    header: 'Spec',
    sort: 'Spec',
    cell: (key) => <span className="quiet">{specLabel(key)}</span>,
  },
  { id: 'tags', header: 'Tags', grow: true, phone: 'start-2', cell: (key) => <Tags tags={key.Tags} /> },
  {
    id: 'used',
    header: 'Last used',
    sort: 'LastUsedDate',
    align: 'right',
    phone: 'end-2',
    cell: (key) =>
      key.LastUsedDate === undefined ? (
        <span className="quiet">never</span>
      ) : (
        <Time value={key.LastUsedDate} form="relative" />
      ),
  },
  {
    id: 'services',
    header: 'Services, 90 d',
    align: 'right',
    phone: 'start-3',
    phoneWords: (key) => (key.Services90Days === 1 ? 'service in 90 days' : 'services in 90 days'),
    cell: (key) => number.format(key.Services90Days),
  },
  {
    id: 'refused',
    header: 'Refused, 90 d',
    align: 'right',
    phone: 'end-3',
    phoneWords: 'refused',
    cell: (key) =>
      key.Refused90Days === 0 ? (
        <span className="quiet">none</span>
      ) : (
        <Link
          href={paths.keyActivity(key.KeyId, { outcome: 'denied', kind: 'data' })}
          className={styles['refused']}
        >
          {number.format(key.Refused90Days)}
        </Link>
      ),
  },
  {
    id: 'menu',
    header: <span className="hidden">Actions</span>,
    align: 'right',
    cell: (key) => (
      <Menu
        label={`Actions for ${keyName(key)}`}
        className={styles['rowMenu']}
        heading={keyName(key)}
        entries={[
          { id: 'policy', label: 'Policy', icon: 'shield', onAction: () => go(paths.keyPolicy(key.KeyId)) },
          {
            id: 'activity',
            label: 'Activity',
            icon: 'clock',
            onAction: () => go(paths.keyActivity(key.KeyId)),
          },
          { id: 'use', label: 'Use it from code', icon: 'link', onAction: () => go(paths.keyUse(key.KeyId)) },
          {
            id: 'audit',
            label: 'Search the audit log',
            icon: 'audit',
            onAction: () => go(paths.audit({ key: key.KeyId })),
          },
        ]}
      >
        <Icon name="dots" />
      </Menu>
    ),
  },
];
