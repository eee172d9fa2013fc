import { useState } from 'react';
import { useAct } from '../../query/act.ts';
import { explain } from '../../query/explain.ts';
import { paths } from '../../paths.ts';
import { Button } from '../../ui/button.tsx';
import { Link } from '../../ui/link.tsx';
import { Card } from '../../ui/page.tsx';
import { Notice } from '../../ui/states.tsx';
import { useToast } from '../../ui/toast.tsx';
import { RoleChoice } from './role-choice.tsx';
import { roleTitle } from './person-words.ts';
import styles from './people.module.css';

const list = new Intl.ListFormat('en', { type: 'conjunction' });

/** What changes, in words: "gets Auditor, loses Administrator". */
function changeWords(before: readonly string[], after: readonly string[]): string {
  const gained = after.filter((role) => !before.includes(role)).map(roleTitle);
  const lost = before.filter((role) => !after.includes(role)).map(roleTitle);
  return [
    gained.length === 0 ? [] : [`gets ${list.format(gained)}`],
    lost.length === 0 ? [] : [`loses ${list.format(lost)}`],
  ]
    .flat()
    .join(', ');
}

/** The roles of a person or service, to change. */
export function RolesCard({
  principal,
  reason,
  note,
}: {
  readonly principal: {
    readonly PrincipalId: string;
    readonly Name: string;
    readonly Policies: readonly string[];
  };
  /** Why they cannot be changed. */
  readonly reason: string | null;
  readonly note?: string | undefined;
}) {
  const [chosen, setChosen] = useState<readonly string[] | null>(null);
  const update = useAct('UpdatePrincipalPolicies');
  const toast = useToast();
  const roles = chosen ?? principal.Policies;
  const change = changeWords(principal.Policies, roles);
  const save = (): void =>
    update.mutate(
      { PrincipalId: principal.PrincipalId, Policies: [...roles] },
      {
        onSuccess: () => {
          setChosen(null);
          toast({ text: `${principal.Name} ${change}` });
        },
      },
    );
  const problem = update.isError ? explain('The roles were not changed', update.error) : null;
  return (
    <Card
      title="Roles"
      far={
        <Link href={paths.roles()} className="link">
          What each role may do
        </Link>
      }
    >
      <div className={styles['form']}>
        <div className={styles['wide']}>
          <RoleChoice
            legend={`What ${principal.Name} may do`}
            value={roles}
            {...(note === undefined ? {} : { help: note })}
            onChange={(next) => {
              update.reset();
              setChosen(next);
            }}
          />
        </div>
        {problem !== null && (
          <Notice tone="bad" role="alert">
            <b>{problem.what}.</b> {problem.why}
          </Notice>
        )}
        <div className={styles['saving']}>
          <Button
            kind={change === '' ? 'plain' : 'primary'}
            pending={update.isPending}
            disabledReason={reason ?? (change === '' ? 'Nothing is changed' : null)}
            onClick={save}
          >
            Save roles
          </Button>
          {change !== '' && (
            <Button
              onClick={() => {
                update.reset();
                setChosen(null);
              }}
            >
              Undo
            </Button>
          )}
          <p role="status" className={styles['words']}>
            {change === '' ? '' : `${principal.Name} ${change}, from the next request on.`}
          </p>
        </div>
      </div>
    </Card>
  );
}
