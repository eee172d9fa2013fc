import { useState } from 'react';
import { keyCan } from '../../../domain/keys/key-state.ts';
import type { KeySummary } from '../../query/contract.ts';
import { useAct } from '../../query/act.ts';
import { explain } from '../../query/explain.ts';
import { Button } from '../../ui/button.tsx';
import { DetailList } from '../../ui/detail-list.tsx';
import { TextField } from '../../ui/field.tsx';
import { Id } from '../../ui/id.tsx';
import { Card } from '../../ui/page.tsx';
import { shortAlias, shortId } from '../../ui/shorten.ts';
import { Time } from '../../ui/time.tsx';
import { useToast } from '../../ui/toast.tsx';
import { aliasProblem } from './create-key-rules.ts';
import styles from './overview.module.css';
import { specLabel } from './key-words.ts';

function AddAlias({ summary }: { readonly summary: KeySummary }) {
  const [alias, setAlias] = useState('');
  const [tried, setTried] = useState(false);
  const toast = useToast();
  const add = useAct('CreateAlias');
  const wrong = aliasProblem(alias);
  const submit = (): void => {
    setTried(true);
    if (wrong !== null || add.isPending) return;
    add.mutate(
      { AliasName: `alias/${alias}`, TargetKeyId: summary.KeyId },
      {
        onSuccess: () => {
          toast({ text: `Added alias ${alias}` });
          setAlias('');
          setTried(false);
        },
      },
    );
  };
  const problem = add.isError ? explain('The alias was not added', add.error) : null;
  const error =
    tried && wrong !== null ? wrong : problem === null ? null : `${problem.why} ${problem.remedy}`;
  return (
    <form
      className={styles['aliasForm']}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <TextField
        label="Add an alias"
        placeholder="billing-prod"
        spellCheck={false}
        maxLength={250}
        value={alias}
        onChange={setAlias}
        error={error}
      />
      <span>
        <Button
          type="submit"
          pending={add.isPending}
          disabledReason={
            keyCan.changeAliases(summary.KeyState)
              ? null
              : 'Aliases cannot change while the key waits for its deletion'
          }
        >
          Add alias
        </Button>
      </span>
    </form>
  );
}

/** Names and facts of a key. */
export function NamesCard({ summary }: { readonly summary: KeySummary }) {
  return (
    <Card title="Names and facts">
      <DetailList
        details={[
          {
            term: summary.Aliases.length === 1 ? 'Alias' : 'Aliases',
            value:
              summary.Aliases.length === 0 ? (
                <span className="quiet">none</span>
              ) : (
                summary.Aliases.map((alias) => (
                  <div key={alias}>
                    <Id value={alias} what="alias" short={shortAlias(alias)} />
                  </div>
                ))
              ),
          },
          {
            term: 'Description',
            value:
              summary.Description === '' ? (
                <span className="quiet">none</span>
              ) : (
                <span dir="auto">{summary.Description}</span>
              ),
          },
          {
            term: 'Tags',
            value:
              summary.Tags.length === 0 ? (
                <span className="quiet">none</span>
              ) : (
                <span className={styles['names']}>
                  {summary.Tags.map((tag) => (
                    <span key={tag.TagKey} className={styles['tag']} dir="auto">
                      {tag.TagKey} <b>{tag.TagValue}</b>
                    </span>
                  ))}
                </span>
              ),
          },
          {
            term: 'ARN',
            value: <Id value={summary.Arn} what="ARN" short={`key/${shortId(summary.KeyId)}`} />,
          },
          { term: 'Spec', value: specLabel(summary) },
          { term: 'Usage', value: summary.KeyUsage },
          { term: 'Origin', value: 'Made in the HSM' },
          { term: 'Created', value: <Time value={summary.CreationDate} /> },
          summary.DeletionDate === undefined
            ? null
            : { term: 'Deletion', value: <Time value={summary.DeletionDate} /> },
        ]}
      />
      <AddAlias summary={summary} />
    </Card>
  );
}
