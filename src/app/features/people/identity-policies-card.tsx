import { useState } from 'react';
import { useAct } from '../../query/act.ts';
import { explain } from '../../query/explain.ts';
import { paths } from '../../paths.ts';
import { ChangedMeanwhile } from '../../shell/changed-meanwhile.tsx';
import { LeaveGuard } from '../../shell/leave-guard.tsx';
import { Button } from '../../ui/button.tsx';
import { Link } from '../../ui/link.tsx';
import { Card } from '../../ui/page.tsx';
import { Notice } from '../../ui/states.tsx';
import { useToast } from '../../ui/toast.tsx';
import { IdentityPolicyChoice } from './identity-policy-choice.tsx';
import { policyTitle } from './person-words.ts';
import { Gains } from './policies/gains.tsx';
import { useGiving } from './policies/use-giving.tsx';
import styles from './people.module.css';

const list = new Intl.ListFormat('en', { type: 'conjunction' });

/** The service holds it. */
const MOST_POLICIES = 10;

/** What changes, in words: "gets Auditor, loses Administrator". */
function changeWords(before: readonly string[], after: readonly string[]): string {
  const gained = after.filter((policy) => !before.includes(policy)).map(policyTitle);
  const lost = before.filter((policy) => !after.includes(policy)).map(policyTitle);
  return [
    gained.length === 0 ? [] : [`gets ${list.format(gained)}`],
    lost.length === 0 ? [] : [`loses ${list.format(lost)}`],
  ]
    .flat()
    .join(', ');
}

const haveWords = (policies: readonly string[]): string =>
  policies.length === 0 ? 'has no identity policy' : `has ${list.format(policies.map(policyTitle))}`;

/** What is chosen, and what was there when the choice began. */
interface Chosen {
  readonly policies: readonly string[];
  readonly from: readonly string[];
}

/** The identity policies of a person or service, to change: what they would gain and lose is told before it is saved. */
export function IdentityPoliciesCard({
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
  const policies = chosen?.policies ?? principal.Policies;
  const change = changeWords(principal.Policies, policies);
  const tooMany = policies.length > MOST_POLICIES;
  // What was sent from here changes them, too.
  const moved =
    chosen !== null &&
    change !== '' &&
    changeWords(chosen.from, principal.Policies) !== '' &&
    (update.isIdle || update.isError);
  const send = (): void => {
    const from = principal.Policies;
    setChosen({ policies, from });
    update.mutate(
      { PrincipalId: principal.PrincipalId, Policies: [...policies], IfPolicies: [...from] },
      {
        onSuccess: () => {
          setChosen(null);
          toast({ text: `${principal.Name} ${change}` });
        },
      },
    );
  };
  const {
    foreseen,
    waiting,
    run: save,
    question,
  } = useGiving(
    change === '' || tooMany ? null : { PrincipalId: principal.PrincipalId, Policies: [...policies] },
    () => true,
    send,
  );
  const problem =
    update.isError && !moved ? explain('The identity policies were not changed', update.error) : null;
  return (
    <Card
      title="Identity policies"
      far={
        <Link href={paths.identityPolicies()} className="link">
          What each lets somebody do
        </Link>
      }
    >
      <div className={styles['form']}>
        <div className={styles['choices']}>
          <IdentityPolicyChoice
            legend={`What ${principal.Name} may do`}
            value={policies}
            had={principal.Policies}
            {...(note === undefined ? {} : { help: note })}
            onChange={(next) => {
              update.reset();
              setChosen({ policies: next, from: chosen?.from ?? principal.Policies });
            }}
          />
        </div>
        <Gains title={`What ${principal.Name} would gain and lose`} foreseen={foreseen} />
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
            pending={update.isPending || waiting}
            disabledReason={
              reason ??
              (change === ''
                ? 'Nothing is changed'
                : tooMany
                  ? `At most ${MOST_POLICIES}: write one policy of several`
                  : null)
            }
            onClick={save}
          >
            {moved ? 'Overwrite identity policies' : 'Save identity policies'}
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
      {question}
      <LeaveGuard
        when={change !== '' && reason === null && !update.isSuccess}
        title="Leave without saving?"
        stay="Keep choosing"
        leave="Leave without saving"
      >
        The identity policies that you chose for {principal.Name} are not saved.
      </LeaveGuard>
    </Card>
  );
}
