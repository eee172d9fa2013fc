import { failedWords, OLD_BACKUP_MS } from '../../../domain/health/backup-age.ts';
import { sizeText } from '../../../domain/health/size-words.ts';
import { CodeBlock } from '../../ui/code-block.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Card } from '../../ui/page.tsx';
import { Time, useNow } from '../../ui/time.tsx';
import type { VaultFacts } from './vault-words.ts';
import styles from './vault-page.module.css';

const COMMAND = 'npm run -s keydesk -- \\\n  backup DIR';

const number = new Intl.NumberFormat('en');

/** How old the last backup is, and how one is made. */
export function BackupCard({ vault: { Backup, Restored, FailedBackups } }: { readonly vault: VaultFacts }) {
  const now = useNow();
  // The one that the desk came from counts as the last one until another is made.
  const isRestored = Restored !== undefined && Restored.BackupTime.getTime() === Backup?.BackupTime.getTime();
  const isOld = Backup !== undefined && now - Backup.BackupTime.getTime() > OLD_BACKUP_MS;
  const isBad = isOld || FailedBackups !== undefined;
  return (
    <Card title="Backup">
      {Backup === undefined ? (
        <>
          <p className={styles['verdict']} data-bad="">
            <Icon name="warn" />
            None was ever made
          </p>
          <p className={styles['words']}>
            If this disk is lost, every key is lost, and with them every record that they encrypted. Name a
            directory on another disk that is empty or does not exist yet; the desk goes on serving.
          </p>
        </>
      ) : (
        <>
          <p className={styles['verdict']} data-bad={isBad ? '' : undefined}>
            <Icon name={isBad ? 'warn' : 'check'} />
            <span>
              {isRestored ? 'The one it was restored from, of' : 'Last one'}{' '}
              <Time value={Backup.BackupTime} form="relative" />
            </span>
          </p>
          <p className={styles['words']}>
            {isRestored ? 'In' : 'To'} <span className={styles['path']}>{Backup.Directory}</span>,{' '}
            {sizeText(Backup.Bytes)}. It covers the log up to event {number.format(Backup.Events)}. Keys made
            since are in none.
          </p>
        </>
      )}
      {FailedBackups !== undefined && (
        <>
          <p className={styles['verdict']} data-bad="">
            <Icon name="warn" />
            <span>
              {FailedBackups.Count === 1 ? 'The last try' : `The last ${FailedBackups.Count} tries`} failed,{' '}
              <Time value={FailedBackups.Time} form="relative" />
            </span>
          </p>
          <p className={styles['words']}>{failedWords(FailedBackups.Directory, FailedBackups.Reason)}</p>
        </>
      )}
      <p className={styles['words']}>
        The PIN is never in it. Keep a copy of the PIN in another place: without it a backup opens nothing.
      </p>
      {Restored !== undefined && (
        <p className={styles['words']}>
          This desk was restored from the backup of <Time value={Restored.BackupTime} />, on{' '}
          <Time value={Restored.Time} form="day" />.
        </p>
      )}
      <CodeBlock title="On the desk’s machine" code={COMMAND} />
    </Card>
  );
}
