import { useId, useRef, useState, type KeyboardEvent } from 'react';
import { useNavigate } from 'react-router';
import { explain } from '../../query/explain.ts';
import { usePrefetched } from '../../query/query.ts';
import { TopPanel } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { CloseButton } from '../../ui/button.tsx';
import type { Opened } from '../keyboard.tsx';
import { useSignOut } from '../use-sign-out.ts';
import type { Entry, Section } from './entry.ts';
import styles from './palette.module.css';
import { remember } from './recent.ts';
import { useEntries } from './use-entries.ts';

interface Props {
  readonly onClose: () => void;
  readonly onOpen: (opened: Opened) => void;
}

const countWords = (count: number, searching: boolean): string => {
  if (searching) return 'Searching';
  return count === 1 ? '1 result' : `${count === 0 ? 'No' : String(count)} results`;
};

/** Options of the listbox. DOM focus stays in the field; the active one is named by aria-activedescendant (APG combobox). */
function Options({
  list,
  sections,
  active,
  onActive,
  onTake,
}: {
  readonly list: string;
  readonly sections: readonly Section[];
  readonly active: Entry | undefined;
  readonly onActive: (entry: Entry) => void;
  readonly onTake: (entry: Entry) => void;
}) {
  return sections.map(({ title, entries }) => (
    <div key={title} role="group" aria-labelledby={`${list}-${title}`} className={styles['group']}>
      <div id={`${list}-${title}`} role="presentation" className={styles['title']}>
        {title}
      </div>
      {entries.map((entry) => (
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the field has the keys
        <div
          key={entry.id}
          id={`${list}-${entry.id}`}
          role="option"
          aria-selected={entry === active}
          aria-disabled={typeof entry.refused === 'string' || undefined}
          className={styles['option']}
          onPointerMove={() => onActive(entry)}
          onClick={() => onTake(entry)}
        >
          <Icon name={entry.icon} />
          <span className={styles['label']} dir="auto">
            {entry.label}
          </span>
          <span className={styles['note']}>{entry.refused ?? entry.note}</span>
        </div>
      ))}
    </div>
  ));
}

/** Search for anything, go anywhere, do anything: by name, or by an identifier that is pasted. */
export default function Palette({ onClose, onOpen }: Props) {
  const { Principal } = usePrefetched('GetSession', {});
  const navigate = useNavigate();
  const signOut = useSignOut();
  const list = useId();
  const options = useRef<HTMLDivElement>(null);
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  // Enter before the desk has answered: the first that comes is meant.
  const [meant, setMeant] = useState<string | null>(null);
  const { sections, searching, error } = useEntries(
    text,
    Principal.PrincipalId,
    onOpen,
    () => void signOut(),
  );
  const all = sections.flatMap(({ entries }) => entries);
  const active = all.find(({ id }) => id === chosen) ?? all[0];

  const take = (entry: Entry): void => {
    if (typeof entry.refused === 'string') return;
    onClose();
    const { go, label, icon } = entry;
    if (typeof go === 'function') {
      go();
      return;
    }
    if (entry.remembered === true) remember(Principal.PrincipalId, { href: go, label, icon });
    void navigate(go);
  };
  if (meant !== null && !searching) {
    setMeant(null);
    if (meant === text && active !== undefined) queueMicrotask(() => take(active));
  }

  const move = (by: number): void => {
    if (active === undefined) return;
    const next = all[(all.indexOf(active) + by + all.length) % all.length];
    if (next === undefined) return;
    setChosen(next.id);
    options.current
      ?.querySelector(`[id="${CSS.escape(`${list}-${next.id}`)}"]`)
      ?.scrollIntoView({ block: 'nearest' });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown') move(1);
    else if (event.key === 'ArrowUp') move(-1);
    else if (event.key === 'Enter') {
      if (searching && chosen === null) setMeant(text);
      else if (active !== undefined) take(active);
    } else return;
    event.preventDefault();
  };

  return (
    <TopPanel label="Search and commands" onClose={onClose}>
      <div className={styles['field']}>
        <Icon name="search" />
        <input
          role="combobox"
          aria-label="Search keys, services, pages and actions"
          aria-expanded="true"
          aria-controls={list}
          aria-autocomplete="list"
          aria-activedescendant={active === undefined ? undefined : `${list}-${active.id}`}
          placeholder="Alias, name, id, ARN, request id, digest, or what to do"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={2048}
          value={text}
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- a dialog that is one field
          autoFocus
          onChange={(event) => {
            setText(event.target.value);
            setChosen(null);
            setMeant(null);
          }}
          onKeyDown={onKeyDown}
        />
        <CloseButton label="Close" onClick={onClose} />
      </div>
      <div
        ref={options}
        id={list}
        role="listbox"
        aria-label="Results"
        className={styles['list']}
        aria-busy={searching || undefined}
      >
        <Options
          list={list}
          sections={sections}
          active={active}
          onActive={({ id }) => setChosen(id)}
          onTake={take}
        />
      </div>
      {all.length === 0 && !searching && error === null && (
        <p className={styles['empty']}>
          Nothing is called that. Keys are found by alias, id, description and tag, people, services and
          policies by name, services by access key too, grants by name, id and who has them, events by request
          id and envelope digest.
        </p>
      )}
      {error !== null && (
        <p className={styles['empty']}>{explain('', error).why} Pages and actions still work.</p>
      )}
      <p className={styles['foot']} aria-hidden="true">
        <kbd>↑</kbd>
        <kbd>↓</kbd> choose <kbd>Enter</kbd> go <kbd>Esc</kbd> close
      </p>
      <p className="hidden" role="status">
        {countWords(all.length, searching)}
      </p>
    </TopPanel>
  );
}
