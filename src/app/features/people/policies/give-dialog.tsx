import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useAct } from '../../../query/act.ts';
import { explain } from '../../../query/explain.ts';
import { query } from '../../../query/query.ts';
import { Acts } from '../../../ui/acts.tsx';
import { Button } from '../../../ui/button.tsx';
import { ComboBox } from '../../../ui/combo-box.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorState, Notice, RequestLine, Skeleton } from '../../../ui/states.tsx';
import { shortArn } from '../../../ui/shorten.ts';
import { useToast } from '../../../ui/toast.tsx';
import { elevated } from './gain-words.ts';
import { Gains } from './gains.tsx';
import styles from './policies.module.css';
import { useForeseen } from './use-foreseen.ts';

/** The service holds it. */
const MOST_POLICIES = 10;
const list = new Intl.ListFormat('en', { type: 'conjunction' });

/** Gives a policy to one person or service, with what they would gain. Load it lazily. */
export default function GiveDialog({
  name,
  onClose,
}: {
  readonly name: string;
  readonly onClose: () => void;
}) {
  const { data, error, refetch } = useQuery(query('ListPrincipals', {}));
  const [chosen, setChosen] = useState<string | null>(null);
  const update = useAct('UpdatePrincipalPolicies');
  const toast = useToast();
  const free = (data?.Principals ?? []).filter(({ Policies }) => !Policies.includes(name));
  const who = free.find(({ PrincipalId }) => PrincipalId === chosen);
  const full = who !== undefined && who.Policies.length >= MOST_POLICIES;
  const foreseen = useForeseen(
    who === undefined || full ? null : { PrincipalId: who.PrincipalId, Policies: [...who.Policies, name] },
  );
  const risen = foreseen.comparison === null ? [] : elevated(foreseen.comparison);
  const give = (): void => {
    if (who === undefined) return;
    update.mutate(
      {
        PrincipalId: who.PrincipalId,
        Policies: [...who.Policies, name],
        IfPolicies: [...who.Policies],
      },
      {
        onSuccess: () => {
          toast({ text: `${who.Name} gets ${name}` });
          onClose();
        },
      },
    );
  };
  const problem = update.isError ? explain('It was not given', update.error) : null;
  return (
    <Dialog title={`Give ${name} to…`} onClose={onClose}>
      <div className={styles['form']}>
        {error !== null ? (
          <ErrorState
            problem={explain('People and services could not be read', error)}
            onRetry={() => void refetch()}
          />
        ) : data === undefined ? (
          <Skeleton rows={2} label="Loading people and services" />
        ) : (
          <ComboBox
            label="Person or service"
            labelled
            placeholder="Who gets it"
            value={chosen}
            options={free.map(({ PrincipalId, Arn }) => ({
              value: PrincipalId,
              label: shortArn(Arn),
            }))}
            onChange={(next) => {
              update.reset();
              setChosen(next);
            }}
          />
        )}
        {who !== undefined && <Gains title={`What ${who.Name} would gain`} foreseen={foreseen} />}
        {risen.length > 0 && (
          <Notice tone="warn">
            <b>{risen.map((each) => each.who.Name).join()} would be as good as an administrator</b> and could{' '}
            {list.format(risen.flatMap(({ can }) => can))}. Give it to who is meant to run this desk only.
          </Notice>
        )}
        {problem !== null && (
          <Notice tone="bad" role="alert">
            <b>{problem.what}.</b> {problem.why} {problem.remedy}
            <RequestLine requestId={problem.requestId} />
          </Notice>
        )}
      </div>
      <Acts>
        <Button onClick={onClose}>Keep it as it is</Button>
        <Button
          kind={risen.length > 0 ? 'armed' : 'primary'}
          pending={update.isPending}
          disabledReason={
            who === undefined
              ? 'Choose who gets it'
              : full
                ? `${who.Name} has ${MOST_POLICIES} policies, the most there can be`
                : foreseen.isKnown
                  ? null
                  : 'What they would gain is being worked out'
          }
          onClick={give}
        >
          {risen.length > 0 ? 'Give it anyway' : 'Give it'}
        </Button>
      </Acts>
    </Dialog>
  );
}
