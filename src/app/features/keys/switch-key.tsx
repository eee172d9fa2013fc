import { keyCan } from '../../../domain/keys/key-state.ts';
import { paths } from '../../paths.ts';
import type { KeyOverview, KeySummary } from '../../query/contract.ts';
import { useAct } from '../../query/act.ts';
import { useCan } from '../../query/can.ts';
import { explain } from '../../query/explain.ts';
import { DangerZone, GuardedAction, GuardedLink, type Loss } from '../../ui/guarded-action.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/states.tsx';
import { shortArn } from '../../ui/shorten.ts';
import { useToast } from '../../ui/toast.tsx';
import { keyName } from '../../ui/key-name.ts';
import { ASK_TO_DISABLE, useAsked } from './key-questions.ts';
import { shortName } from './key-words.ts';

const list = new Intl.ListFormat('en', { type: 'conjunction' });
const number = new Intl.NumberFormat('en');

/** Enables a key, and says so. */
export function useEnable(key: KeySummary): { readonly enable: () => void; readonly pending: boolean } {
  const toast = useToast();
  const act = useAct('EnableKey');
  const name = shortName(key);
  // Said by the promise, not by the mutation's own callbacks: with the new state this component gives way to another, and those are dropped.
  const enable = (): void => {
    act.mutateAsync({ KeyId: key.KeyId }).then(
      () => toast({ text: `Enabled ${name}` }),
      (error: unknown) => toast({ tone: 'bad', text: `${name} was not enabled. ${explain('', error).why}` }),
    );
  };
  return { enable, pending: act.isPending };
}

/** Disables a key, and offers the way back. */
export function useDisable(key: KeySummary) {
  const toast = useToast();
  const act = useAct('DisableKey');
  const { enable } = useEnable(key);
  const disable = (): void => {
    act.mutateAsync({ KeyId: key.KeyId }).then(
      () =>
        toast({ text: `Disabled ${shortName(key)}`, action: { label: 'Enable again', onAction: enable } }),
      () => {}, // the component shows it in its place
    );
  };
  const problem = act.isError ? explain('The key was not disabled', act.error) : null;
  return { disable, pending: act.isPending, problem };
}

/** Who relies on a key, in numbers from the log. */
export function lossesOf({ Key, Users }: KeyOverview): readonly Loss[] {
  const callers = (Users ?? []).filter((user) => user.Allowed > 0);
  const names = callers.slice(0, 4).map((user) => shortArn(user.Principal));
  if (callers.length > 4) names.push(`${callers.length - 4} more`);
  const allowed = Key.Requests90Days - Key.Refused90Days;
  const daily = Math.round(allowed / 90);
  return [
    {
      value: Key.Services90Days,
      words:
        Key.Services90Days === 0 ? (
          'principals used it in 90 days'
        ) : (
          <>
            <b>
              {Key.Services90Days === 1 ? 'principal stops' : 'principals stop'}
              {names.length > 0 && ':'}
            </b>{' '}
            {list.format(names)}
          </>
        ),
    },
    {
      value: allowed,
      words: (
        <>
          requests were allowed in 90 days{daily > 0 && `, about ${number.format(daily)} a day`}; from now on
          each is refused
        </>
      ),
    },
  ];
}

/** What a disabled key is, and the way to open it again. */
export function EnableKey({ summary }: { readonly summary: KeySummary }) {
  const { enable, pending } = useEnable(summary);
  const mayEnable = useCan('kms:EnableKey', summary.KeyId);
  return (
    <Notice tone="warn">
      <p>
        <b>Disabled.</b> Every Encrypt, Decrypt and GenerateDataKey with it is refused, and each refusal is in
        the log. Enabling takes effect with the next request.
      </p>
      <p style={{ marginTop: 8 }}>
        <Button small icon="play" pending={pending} disabledReason={mayEnable.reason} onClick={enable}>
          Enable {shortName(summary)}
        </Button>
      </p>
    </Notice>
  );
}

/** What stops a key from working: disable, with what stops in numbers; and the way to its deletion. */
export function KeyDangerZone({ overview }: { readonly overview: KeyOverview }) {
  const { Key } = overview;
  const name = shortName(Key);
  const { disable, pending, problem } = useDisable(Key);
  const mayDisable = useCan('kms:DisableKey', Key.KeyId);
  const mayDelete = useCan('kms:ScheduleKeyDeletion', Key.KeyId);
  const question = useAsked(ASK_TO_DISABLE);
  if (!keyCan.scheduleDeletion(Key.KeyState)) return null;
  return (
    <DangerZone>
      {!keyCan.enable(Key.KeyState) && (
        <GuardedAction
          key={question.key}
          askAtOnce={question.asked}
          title={`Disable ${keyName(Key)}`}
          actionLabel={`Disable ${name}`}
          cancelLabel="Keep it enabled"
          losses={lossesOf(overview)}
          safer="Nothing is destroyed: an enabled key opens everything again at once. Disabling is how to find out who still needs a key before it is deleted."
          disabledReason={
            mayDisable.reason ?? (keyCan.disable(Key.KeyState) ? null : 'Only an enabled key can be disabled')
          }
          pending={pending}
          error={problem}
          onConfirm={() => {
            question.settle();
            disable();
          }}
        >
          Stops all use of the key with the next request. It can be undone in a second.
        </GuardedAction>
      )}
      <GuardedLink
        title={`Delete ${keyName(Key)}`}
        href={paths.deleteKey(Key.KeyId)}
        label="Schedule deletion"
        disabledReason={mayDelete.reason}
      >
        Disable it and watch who still asks; then it is destroyed after 7 to 30 days, with everything that
        only it can open.
      </GuardedLink>
    </DangerZone>
  );
}
