import { keyCan } from '../../../domain/keys/key-state.ts';
import type { KeyOverview } from '../../query/contract.ts';
import { useAct } from '../../query/act.ts';
import { explain } from '../../query/explain.ts';
import { DangerZone, GuardedAction } from '../../ui/guarded-action.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/states.tsx';
import { shortArn, shortId } from '../../ui/shorten.ts';
import { useToast } from '../../ui/toast.tsx';
import { keyName } from './key-words.ts';

const list = new Intl.ListFormat('en', { type: 'conjunction' });

/** Characters of a name that a button and a message have room for. */
const MOST_OF_NAME = 36;

/** Disable, with what stops in numbers; or enable again. */
export function SwitchKey({ overview }: { readonly overview: KeyOverview }) {
  const { Key, Users } = overview;
  const name = shortId(keyName(Key), MOST_OF_NAME);
  const toast = useToast();
  const disable = useAct('DisableKey');
  const enable = useAct('EnableKey');
  // Said by the promise, not by the mutation's own callbacks: with the new state this component gives way to another, and those are dropped.
  const turnOn = (): void => {
    enable.mutateAsync({ KeyId: Key.KeyId }).then(
      () => toast({ text: `Enabled ${name}` }),
      (error: unknown) => toast({ tone: 'bad', text: `${name} was not enabled. ${explain('', error).why}` }),
    );
  };
  const turnOff = (): void => {
    disable.mutateAsync({ KeyId: Key.KeyId }).then(
      () => toast({ text: `Disabled ${name}`, action: { label: 'Enable again', onAction: turnOn } }),
      () => {}, // shown in its place below
    );
  };
  if (keyCan.enable(Key.KeyState)) {
    return (
      <Notice tone="warn">
        <p>
          <b>Disabled.</b> Every Encrypt, Decrypt and GenerateDataKey with it is refused, and each refusal is
          in the log. Enabling takes effect with the next request.
        </p>
        <p style={{ marginTop: 8 }}>
          <Button small icon="play" pending={enable.isPending} onClick={turnOn}>
            Enable {name}
          </Button>
        </p>
      </Notice>
    );
  }
  const callers = Users.filter((user) => user.Allowed > 0);
  const names = callers.slice(0, 4).map((user) => shortArn(user.Principal));
  if (callers.length > 4) names.push(`${callers.length - 4} more`);
  const daily = Math.round((Key.Requests90Days - Key.Refused90Days) / 90);
  return (
    <DangerZone>
      <GuardedAction
        title={`Disable ${keyName(Key)}`}
        actionLabel={`Disable ${name}`}
        cancelLabel="Keep it enabled"
        losses={[
          {
            value: callers.length,
            words:
              callers.length === 0 ? (
                'principals used it in 90 days'
              ) : (
                <>
                  <b>{callers.length === 1 ? 'principal stops' : 'principals stop'}:</b> {list.format(names)}
                </>
              ),
          },
          {
            value: Key.Requests90Days - Key.Refused90Days,
            words: (
              <>
                requests were allowed in 90 days
                {daily > 0 && `, about ${new Intl.NumberFormat('en').format(daily)} a day`}; from now on each
                is refused
              </>
            ),
          },
        ]}
        safer="Nothing is destroyed: an enabled key opens everything again at once. Disabling is how to find out who still needs a key before it is deleted."
        disabledReason={keyCan.disable(Key.KeyState) ? null : 'Only an enabled key can be disabled'}
        pending={disable.isPending}
        error={disable.isError ? explain('The key was not disabled', disable.error) : null}
        onConfirm={turnOff}
      >
        Stops all use of the key with the next request. It can be undone in a second.
      </GuardedAction>
    </DangerZone>
  );
}
