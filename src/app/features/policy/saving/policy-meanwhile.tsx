import { useState } from 'react';
import { ChangedMeanwhile } from '../../../shell/changed-meanwhile.tsx';
import { Button } from '../../../ui/button.tsx';
import { CodeBlock } from '../../../ui/code-block.tsx';
import styles from './saving.module.css';

/** Another policy was saved since the edit began. */
export function PolicyMeanwhile({
  keyId,
  version,
  saved,
  onOverwrite,
}: {
  readonly keyId: string;
  readonly version: number;
  readonly saved: string;
  readonly onOverwrite: () => void;
}) {
  const [seen, setSeen] = useState(false);
  return (
    <>
      <ChangedMeanwhile change={{ operation: 'PutKeyPolicy', keyId }}>
        What you typed is kept. See what the policy is now, or overwrite it.
        <div className={styles['acts']}>
          <Button small aria-expanded={seen} onClick={() => setSeen(!seen)}>
            {seen ? `Hide version ${version}` : `See version ${version}`}
          </Button>
          <Button small onClick={onOverwrite}>
            Overwrite version {version}
          </Button>
        </div>
      </ChangedMeanwhile>
      {seen && <CodeBlock title={`Version ${version}, in force`} code={saved} most={240} />}
    </>
  );
}
