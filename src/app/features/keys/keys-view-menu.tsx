import { lazy, Suspense, useState } from 'react';
import { usePersonal } from '../../query/personal.ts';
import { Icon } from '../../ui/icon.tsx';
import { Menu, type MenuEntry } from '../../ui/menu.tsx';
import styles from './keys-page.module.css';
import type { KeysSearch } from './keys-search.ts';
import { BUILT_IN_VIEWS, parseViews, viewHref, withView } from './keys-views.ts';

const SaveView = lazy(() => import('./save-view-dialog.tsx'));

/** Named views: those that every desk has, one's own, and the way to keep this one. Each is a URL. */
export function ViewMenu({
  search,
  go,
}: {
  readonly search: KeysSearch;
  readonly go: (href: string) => void;
}) {
  const [views, keep] = usePersonal('key-views', parseViews);
  const [saving, setSaving] = useState(false);
  const here = viewHref(search);
  const current = [...views, ...BUILT_IN_VIEWS].find(({ href }) => href === here);
  const own = views.find(({ href }) => href === here);
  const entries: MenuEntry[] = [
    ...[...BUILT_IN_VIEWS, ...views].map(({ name, href }): MenuEntry => ({
      id: `view ${name}`,
      label: name,
      ...(href === here ? { icon: 'check' } : {}),
      onAction: () => go(href),
    })),
    { id: 'save', label: 'Save this view…', icon: 'plus', onAction: () => setSaving(true) },
    ...(own === undefined
      ? []
      : [
          {
            id: 'forget',
            label: `Forget “${own.name}”`,
            danger: true,
            onAction: () => keep(views.filter((each) => each !== own)),
          },
        ]),
  ];
  return (
    <>
      <Menu
        label={`Views: ${current?.name ?? 'this one is not saved'}`}
        className={styles['tool']}
        entries={entries}
      >
        Views
        <Icon name="down" small />
      </Menu>
      {saving && (
        <Suspense fallback={null}>
          <SaveView
            href={here}
            taken={views.map(({ name }) => name)}
            onSave={(view) => keep(withView(views, view))}
            onClose={() => setSaving(false)}
          />
        </Suspense>
      )}
    </>
  );
}
