import { useState } from 'react';
import { useAct } from '../../query/act.ts';
import type { ServiceSummary } from '../../query/contract.ts';
import { useCan } from '../../query/can.ts';
import { explain } from '../../query/explain.ts';
import { AskFirst } from '../../ui/ask-first.tsx';
import { Button } from '../../ui/button.tsx';
import { GuardedAction } from '../../ui/guarded-action.tsx';
import { useNow } from '../../ui/time.tsx';
import { daysBetween } from '../../ui/time-format.ts';
import { useToast } from '../../ui/toast.tsx';
import type { AccessKey } from './rotation-step.ts';

/** What an access key is called where its whole id stands near: its last eight, as they are typed to confirm. */
export const lastEight = ({ AccessKeyId }: AccessKey): string => AccessKeyId.slice(-8);

/**
 * Switch an access key off and on again: what is off can come back, what is deleted cannot. `named`: the button says which one, where
 * no row does. `breaks`: what would break, which is asked about first.
 */
export function SwitchButton({
  accessKey,
  named = false,
  breaks = null,
}: {
  readonly accessKey: AccessKey;
  readonly named?: boolean;
  readonly breaks?: string | null;
}) {
  const [asking, setAsking] = useState(false);
  const update = useAct('UpdateAccessKey');
  const may = useCan('keydesk:UpdateAccessKey');
  const toast = useToast();
  const next = accessKey.Status === 'Active' ? 'Inactive' : 'Active';
  const act = (): void => {
    // By the promise: the button may go with what it did, and a mutation's own callbacks would go with it.
    update.mutateAsync({ AccessKeyId: accessKey.AccessKeyId, Status: next }).then(
      () => toast({ text: `${accessKey.AccessKeyId} is ${next.toLowerCase()}` }),
      (error: unknown) =>
        toast({ tone: 'bad', text: `${accessKey.AccessKeyId} was not changed. ${explain('', error).why}` }),
    );
  };
  const verb = next === 'Inactive' ? 'Disable' : 'Enable';
  const label = named ? `${verb} ${lastEight(accessKey)}` : verb;
  const guarded = breaks !== null && next === 'Inactive';
  return guarded && asking ? (
    <AskFirst
      armed
      cancelLabel="Keep it enabled"
      actionLabel={label}
      disabledReason={may.reason}
      pending={update.isPending}
      problem={null}
      onCancel={() => setAsking(false)}
      onConfirm={() => {
        setAsking(false);
        act();
      }}
    >
      {breaks}
    </AskFirst>
  ) : (
    <Button
      small={!named}
      pending={update.isPending}
      disabledReason={may.reason}
      onClick={guarded ? () => setAsking(true) : act}
    >
      {guarded ? `${label}…` : label}
    </Button>
  );
}

export function DeleteKey({
  accessKey,
  service,
  onDeleted,
}: {
  readonly accessKey: AccessKey;
  readonly service: ServiceSummary;
  readonly onDeleted?: () => void;
}) {
  const remove = useAct('DeleteAccessKey');
  const may = useCan('keydesk:DeleteAccessKey');
  const toast = useToast();
  const now = useNow();
  const others = service.AccessKeys.filter((each) => each !== accessKey && each.Status === 'Active').length;
  return (
    <GuardedAction
      title={`Delete access key ${accessKey.AccessKeyId}`}
      actionLabel={`Delete ${lastEight(accessKey)}`}
      cancelLabel="Keep it"
      confirmText={lastEight(accessKey)}
      losses={[
        {
          value: others,
          words:
            others === 1
              ? 'other active access key stays with this service'
              : others === 0
                ? 'other active access keys stay: the service can sign no request'
                : 'other active access keys stay with this service',
        },
        { value: daysBetween(accessKey.CreationDate, now), words: 'days old' },
      ]}
      safer="Disable it first and watch the service: a disabled access key can be enabled again, a deleted one never."
      disabledReason={
        may.reason ??
        (accessKey.Status === 'Active'
          ? 'Disable it first: what is still used is then found out while it can come back'
          : null)
      }
      because={accessKey.Status === 'Active' ? 'disable it first' : null}
      pending={remove.isPending}
      error={remove.isError ? explain('The access key was not deleted', remove.error) : null}
      // By the promise: this component goes with its access key, and a mutation's own callbacks would go with it.
      onConfirm={() => {
        remove.mutateAsync({ AccessKeyId: accessKey.AccessKeyId }).then(
          () => {
            toast({ text: `Deleted ${accessKey.AccessKeyId}` });
            onDeleted?.();
          },
          () => {}, // shown in its place above
        );
      }}
    >
      Requests that it signs are refused from then on, for good.
    </GuardedAction>
  );
}
