import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { keyCan } from '../../../domain/keys/key-state.ts';
import type { KeySummary, Output } from '../../query/contract.ts';
import { explain } from '../../query/explain.ts';
import { query } from '../../query/query.ts';
import { RadioGroup } from '../../ui/choice.tsx';
import { TextField } from '../../ui/field.tsx';
import { ErrorState } from '../../ui/states.tsx';
import { shortId } from '../../ui/shorten.ts';
import { stateWord } from '../../ui/tags.tsx';
import { keyName } from '../../ui/key-name.ts';
import { scopeWords } from './create-key-warnings.ts';
import styles from './settings-tab.module.css';

const SHOWN = 6;
const TYPING_MS = 200;

const number = new Intl.NumberFormat('en');

/** What tells one key from another beside its name: id, state, and where it belongs. */
const noteOf = ({ KeyId, KeyState, Tags }: KeySummary): string =>
  [shortId(KeyId), stateWord(KeyState).toLowerCase(), scopeWords(Tags)]
    .filter((part) => part !== '')
    .join(', ');

/** How much of what matches is in the list; nothing when it is all there. */
function countWords(shown: number, { Keys, Matching }: Output<'SearchKeys'>): string {
  if (shown === 0) return 'No other key matches.';
  return Keys.length < Matching
    ? `${number.format(shown)} of ${number.format(Matching)} shown; type to narrow`
    : '';
}

/** Choose one key of any number: the service searches while somebody types. `except` is left out. */
export function KeyPicker({
  legend,
  except,
  chosen,
  onChoose,
}: {
  readonly legend: string;
  readonly except: string;
  readonly chosen: KeySummary | null;
  readonly onChoose: (key: KeySummary) => void;
}) {
  const [text, setText] = useState('');
  const [asked, setAsked] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text.trim()), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const found = useQuery({
    ...query('SearchKeys', { Text: asked, Limit: SHOWN + 1, Sort: 'Alias' }),
    placeholderData: keepPreviousData,
  });
  const keys = (found.data?.Keys ?? [])
    .filter((key) => key.KeyId !== except && keyCan.changeAliases(key.KeyState))
    .slice(0, SHOWN);
  const shown =
    chosen === null || keys.some(({ KeyId }) => KeyId === chosen.KeyId) ? keys : [chosen, ...keys];
  return (
    <>
      <TextField
        label="Find a key"
        placeholder="Alias, id or tag"
        maxLength={256}
        spellCheck={false}
        value={text}
        onChange={setText}
      />
      {found.isError && (
        <ErrorState
          problem={explain('The keys could not be searched', found.error)}
          onRetry={() => void found.refetch()}
        />
      )}
      {shown.length > 0 && (
        <RadioGroup
          legend={legend}
          value={chosen?.KeyId ?? ''}
          options={shown.map((key) => ({
            value: key.KeyId,
            label: keyName(key),
            note: noteOf(key),
          }))}
          onChange={(keyId) => {
            const key = shown.find((each) => each.KeyId === keyId);
            if (key !== undefined) onChoose(key);
          }}
        />
      )}
      {found.data !== undefined && (
        <p className={styles['say']} role="status">
          {countWords(keys.length, found.data)}
        </p>
      )}
    </>
  );
}
