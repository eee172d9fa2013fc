import { useState } from 'react';
import { keyCan } from '../../../domain/keys/key-state.ts';
import type { KeySummary } from '../../query/contract.ts';
import { useAct } from '../../query/act.ts';
import { useCan } from '../../query/can.ts';
import { explain } from '../../query/explain.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { shortAlias } from '../../ui/shorten.ts';
import { useToast } from '../../ui/toast.tsx';
import { aliasProblem } from './create-key-rules.ts';
import styles from './settings-tab.module.css';

/** Gives a key one more name. */
export function AddAlias({ summary }: { readonly summary: KeySummary }) {
  const [alias, setAlias] = useState('');
  const [tried, setTried] = useState(false);
  const toast = useToast();
  const add = useAct('CreateAlias');
  const may = useCan('kms:CreateAlias', summary.KeyId);
  const wrong = aliasProblem(alias);
  const submit = (): void => {
    setTried(true);
    if (wrong !== null || add.isPending || !may.allowed) return;
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
        placeholder="for example payroll-2026"
        spellCheck={false}
        maxLength={250}
        value={alias}
        onChange={(typed) => setAlias(shortAlias(typed))}
        error={error}
      />
      <span>
        <Button
          type="submit"
          pending={add.isPending}
          disabledReason={
            may.reason ??
            (keyCan.changeAliases(summary.KeyState)
              ? null
              : 'Aliases cannot change while the key waits for its deletion')
          }
        >
          Add alias
        </Button>
      </span>
    </form>
  );
}
