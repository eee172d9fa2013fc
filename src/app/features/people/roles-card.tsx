import { useState } from 'react';
import { useAct } from '../../query/act.ts';
import { explain } from '../../query/explain.ts';
import { paths } from '../../paths.ts';
import { ChangedMeanwhile } from '../../shell/changed-meanwhile.tsx';
import { Button } from '../../ui/button.tsx';
import { Link } from '../../ui/link.tsx';
import { Card } from '../../ui/page.tsx';
import { Notice } from '../../ui/states.tsx';
import { useToast } from '../../ui/toast.tsx';
import { RoleChoice } from './role-choice.tsx';
import { roleTitle } from './person-words.ts';
import styles from './people.module.css';

const list = new Intl.ListFormat('en', { type: 'conjunction' });

/** The service holds it. */
const MOST_ROLES = 10;

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

const haveWords = (roles: readonly string[]): string =>
  roles.length === 0 ? 'has no role' : `is ${list.format(roles.map(roleTitle))}`;

/** What is chosen, and what was there when the choice began. */
interface Chosen {
  readonly roles: readonly string[];
  readonly from: readonly string[];
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
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const update = useAct('UpdatePrincipalPolicies');
  const toast = useToast();
  const roles = chosen?.roles ?? principal.Policies;
  const change = changeWords(principal.Policies, roles);
  // What was sent from here changes them, too.
  const moved =
    chosen !== null &&
    change !== '' &&
    changeWords(chosen.from, principal.Policies) !== '' &&
    (update.isIdle || update.isError);
  const save = (): void => {
    const from = principal.Policies;
    setChosen({ roles, from });
    update.mutate(
      { PrincipalId: principal.PrincipalId, Policies: [...roles], IfPolicies: [...from] },
      {
        onSuccess: () => {
          setChosen(null);
          toast({ text: `${principal.Name} ${change}` });
        },
      },
    );
  };
  const problem = update.isError && !moved ? explain('The roles were not changed', update.error) : null;
  return (
    <Card
      title="Roles"
      far={
        <Link href={paths.identityPolicies()} className="link">
          What each role may do
        </Link>
      }
    >
      <div className={styles['form']}>
        <div className={styles['roles']}>
          <RoleChoice
            legend={`What ${principal.Name} may do`}
            value={roles}
            had={principal.Policies}
            {...(note === undefined ? {} : { help: note })}
            onChange={(next) => {
              update.reset();
              setChosen({ roles: next, from: chosen?.from ?? principal.Policies });
            }}
          />
        </div>
        {moved && (
          <ChangedMeanwhile
            change={{
              operation: 'UpdatePrincipalPolicies',
              isIts: ({ Parameters }) =>
                Parameters.some(([name, id]) => name === 'PrincipalId' && id === principal.PrincipalId),
            }}
          >
            {principal.Name} {haveWords(principal.Policies)} now. What you chose is kept: overwrite it, or
            undo.
          </ChangedMeanwhile>
        )}
        {problem !== null && (
          <Notice tone="bad" role="alert">
            <b>{problem.what}.</b> {problem.why}
          </Notice>
        )}
        <div className={styles['saving']}>
          <Button
            kind={change === '' ? 'plain' : 'primary'}
            pending={update.isPending}
            disabledReason={
              reason ??
              (change === ''
                ? 'Nothing is changed'
                : roles.length > MOST_ROLES
                  ? `At most ${MOST_ROLES}: write one policy of several`
                  : null)
            }
            onClick={save}
          >
            {moved ? 'Overwrite roles' : 'Save roles'}
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
