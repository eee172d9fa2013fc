import { useAct } from '../../query/act.ts';
import type { ServiceSummary } from '../../query/contract.ts';
import { useCan } from '../../query/can.ts';
import { explain } from '../../query/explain.ts';
import { Button } from '../../ui/button.tsx';
import { GuardedAction } from '../../ui/guarded-action.tsx';
import { useNow } from '../../ui/time.tsx';
import { daysBetween } from '../../ui/time-format.ts';
import { useToast } from '../../ui/toast.tsx';
import type { AccessKey } from './rotation-step.ts';

/** Switch an access key off and on again: what is off can come back, what is deleted cannot. */
export function SwitchButton({ accessKey }: { readonly accessKey: AccessKey }) {
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
  return (
    <Button small pending={update.isPending} disabledReason={may.reason} onClick={act}>
      {next === 'Inactive' ? 'Disable' : 'Enable'}
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
      actionLabel={`Delete ${accessKey.AccessKeyId.slice(-8)}`}
      cancelLabel="Keep it"
      confirmText={accessKey.AccessKeyId.slice(-8)}
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
