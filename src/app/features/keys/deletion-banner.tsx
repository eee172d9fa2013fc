import { useState } from 'react';
import { useLocation } from 'react-router';
import { keyCan } from '../../../domain/keys/key-state.ts';
import { paths } from '../../paths.ts';
import { useAct } from '../../query/act.ts';
import { useCan } from '../../query/can.ts';
import type { KeySummary } from '../../query/contract.ts';
import { explain } from '../../query/explain.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/states.tsx';
import { Time, useNow, useZone } from '../../ui/time.tsx';
import { zoneName } from '../../ui/time-format.ts';
import { useToast } from '../../ui/toast.tsx';
import { countdown } from './deletion-rules.ts';
import styles from './key-page.module.css';
import { shortName } from './key-words.ts';
import { useEnable } from './switch-key.tsx';

/** The honest sentence about a date of destruction (the guard against clocks). */
export const ALSO_NEEDS = 'it also needs a day of running time of this desk';

/** While a deletion is pending, above every part of the key: the countdown, and the way back. Then: that it is disabled. */
export function DeletionBanner({ summary }: { readonly summary: KeySummary }) {
  const [cancelled, setCancelled] = useState(false);
  const { pathname } = useLocation();
  const now = useNow();
  const zone = useZone();
  const toast = useToast();
  const cancel = useAct('CancelKeyDeletion');
  const mayCancel = useCan('kms:CancelKeyDeletion', summary.KeyId);
  const mayEnable = useCan('kms:EnableKey', summary.KeyId);
  const { enable, pending } = useEnable(summary);
  const name = shortName(summary);
  const { DeletionDate: date } = summary;
  if (keyCan.cancelDeletion(summary.KeyState) && date !== undefined) {
    const left = countdown(date, now);
    const problem = cancel.isError ? explain('The deletion was not cancelled', cancel.error) : null;
    const bringBack = (): void => {
      cancel.mutateAsync({ KeyId: summary.KeyId }).then(
        () => {
          setCancelled(true);
          toast({ text: `Cancelled the deletion: ${name} is disabled` });
        },
        () => {}, // shown in its place below
      );
    };
    return (
      <div className={styles['banner']}>
        <Notice tone="bad">
          <p>
            <b>{left === null ? 'The time of its destruction has come.' : `Destroyed in ${left}.`}</b> The key
            is destroyed on <Time value={date} /> {zoneName(zone)} or later: {ALSO_NEEDS}. Until then every
            use is refused, and it can be brought back.
          </p>
          {problem !== null && (
            <p role="alert" className={styles['why']}>
              <b>{problem.what}.</b> {problem.why} {problem.remedy}
            </p>
          )}
          <p className={styles['act']}>
            <Button small pending={cancel.isPending} disabledReason={mayCancel.reason} onClick={bringBack}>
              Cancel deletion
            </Button>
          </p>
        </Notice>
      </div>
    );
  }
  // The overview says it by itself.
  if (!cancelled || !keyCan.enable(summary.KeyState) || pathname === paths.key(summary.KeyId)) return null;
  return (
    <div className={styles['banner']}>
      <Notice tone="warn">
        <p>
          <b>The deletion is cancelled; the key is disabled.</b> Nothing can use it until somebody enables it.
        </p>
        <p className={styles['act']}>
          <Button small icon="play" pending={pending} disabledReason={mayEnable.reason} onClick={enable}>
            Enable {name}
          </Button>
        </p>
      </Notice>
    </div>
  );
}
