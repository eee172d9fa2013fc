import { useEffect, useRef, useState } from 'react';
import { LeaveGuard } from '../../shell/leave-guard.tsx';
import { Button } from '../../ui/button.tsx';
import { DetailList } from '../../ui/detail-list.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Id } from '../../ui/id.tsx';
import { Notice } from '../../ui/states.tsx';
import buttonStyles from '../../ui/button.module.css';
import { cx } from '../../ui/cx.ts';
import styles from './secret-once.module.css';
import { credentialsFile, type Credentials } from './service-rules.ts';

/** The secret of a new access key: here once, in this component's memory, and nowhere else. */
export function SecretOnce({
  credentials,
  onStored,
}: {
  readonly credentials: Credentials;
  readonly onStored: () => void;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const [stored, setStored] = useState(false);
  // A render later: the guard no longer holds when `onStored` goes on to another page.
  useEffect(() => {
    if (stored) onStored();
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once, when it was stored
  }, [stored]);
  const file = `data:text/plain;charset=utf-8,${encodeURIComponent(credentialsFile(credentials))}`;
  return (
    <section className={styles['secret']}>
      <h2 ref={heading} tabIndex={-1}>
        The access key of {credentials.name}
      </h2>
      <Notice tone="warn">
        <b>This is the only time that the secret is shown.</b> Keydesk keeps it sealed in the HSM and cannot
        give it out again; if it is lost, make a new access key.
      </Notice>
      <div className={styles['values']}>
        <DetailList
          details={[
            {
              term: 'Access key id',
              value: (
                <Id value={credentials.accessKeyId} what="access key id" short={credentials.accessKeyId} />
              ),
            },
            {
              term: 'Secret access key',
              value: (
                <Id
                  value={credentials.secretAccessKey}
                  what="secret access key"
                  short={credentials.secretAccessKey}
                />
              ),
            },
          ]}
        />
      </div>
      <div className={styles['acts']}>
        <Button kind="primary" onClick={() => setStored(true)}>
          I stored it
        </Button>
        <a
          href={file}
          download={`${credentials.name}-credentials.txt`}
          className={cx(buttonStyles['button'])}
        >
          <Icon name="download" />
          Download for ~/.aws/credentials
        </a>
      </div>
      <LeaveGuard
        when={!stored}
        title="Is the secret stored?"
        stay="Stay here"
        leave="Leave without the secret"
      >
        The secret access key of {credentials.name} is shown this once. If it is not stored yet, it is lost
        when you leave.
      </LeaveGuard>
    </section>
  );
}
