import { useNavigate } from 'react-router';
import { keyCan } from '../../../domain/keys/key-state.ts';
import { paths } from '../../paths.ts';
import { useCan } from '../../query/can.ts';
import type { KeyOverview, KeySummary } from '../../query/contract.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Icon } from '../../ui/icon.tsx';
import { Menu, type MenuEntry } from '../../ui/menu.tsx';
import { useToast } from '../../ui/toast.tsx';
import { keyName } from '../../ui/key-name.ts';
import styles from './key-page.module.css';
import { ASK_TO_DISABLE, ASK_TO_ROTATE } from './key-questions.ts';
import { rotateBlock } from './rotation-rules.ts';
import { useEnable } from './switch-key.tsx';

function EnableNow({ summary, small }: { readonly summary: KeySummary; readonly small: boolean }) {
  const { enable, pending } = useEnable(summary);
  const may = useCan('kms:EnableKey', summary.KeyId);
  return (
    <Button small={small} icon="play" pending={pending} disabledReason={may.reason} onClick={enable}>
      Enable
    </Button>
  );
}

/** What else can be done with the whole key; its end is last. */
function useMore({ KeyId, KeyState, Arn }: KeySummary): readonly MenuEntry[] {
  const navigate = useNavigate();
  const toast = useToast();
  const mayDelete = useCan('kms:ScheduleKeyDeletion', KeyId);
  return [
    {
      id: 'arn',
      label: 'Copy the ARN',
      icon: 'copy',
      onAction: () =>
        void navigator.clipboard.writeText(Arn).then(() => toast({ text: 'Copied the ARN of the key' })),
    },
    {
      id: 'audit',
      label: 'Search the audit log',
      icon: 'audit',
      onAction: () => void navigate(paths.audit({ key: KeyId })),
    },
    ...(keyCan.scheduleDeletion(KeyState)
      ? [
          {
            id: 'delete',
            label: 'Schedule deletion…',
            danger: true,
            disabled: !mayDelete.allowed,
            ...(mayDelete.reason !== null && { note: mayDelete.reason }),
            onAction: () => void navigate(paths.deleteKey(KeyId)),
          },
        ]
      : []),
  ];
}

/**
 * What is done with the whole key, at its head on every tab: in an emergency nobody looks for the switch. What needs a question leads to
 * it, where the numbers stand. A deletion is cancelled in its banner, which is right below.
 */
export function KeyActs({ overview, phone }: { readonly overview: KeyOverview; readonly phone: boolean }) {
  const { Key, Versions } = overview;
  const { KeyId, KeyState } = Key;
  const mayRotate = useCan('kms:RotateKeyOnDemand', KeyId);
  const mayDisable = useCan('kms:DisableKey', KeyId);
  const more = useMore(Key);
  const small = !phone;
  return (
    <div className={styles['acts']} role="group" aria-label="Act on the key">
      <ButtonLink
        small={small}
        href={`${paths.keyRotation(KeyId)}${ASK_TO_ROTATE}`}
        disabledReason={mayRotate.reason ?? rotateBlock(Key, Versions)}
      >
        Rotate now…
      </ButtonLink>
      {keyCan.disable(KeyState) && (
        <ButtonLink
          small={small}
          href={`${paths.key(KeyId)}${ASK_TO_DISABLE}`}
          disabledReason={mayDisable.reason}
        >
          Disable…
        </ButtonLink>
      )}
      {keyCan.enable(KeyState) && <EnableNow summary={Key} small={small} />}
      <Menu
        label={`More for ${keyName(Key)}`}
        className={cx(styles['more'])}
        heading={keyName(Key)}
        entries={more}
      >
        <Icon name="dots" />
      </Menu>
    </div>
  );
}
