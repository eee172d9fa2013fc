import { useEffect, useRef } from 'react';
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
        <Button kind="primary" onClick={onStored}>
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
    </section>
  );
}
