import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { CodeTabs } from '../../ui/code-tabs.tsx';
import { Stack } from '../../ui/page.tsx';
import { Notice } from '../../ui/states.tsx';
import { useRemembered } from '../../ui/use-remembered.ts';
import { CREATE_LANGUAGES, createKeySamples, type NewKeyFacts } from './create-key-code.ts';
import type { KeyWarning } from './create-key-warnings.ts';
import styles from './create-key.module.css';

/** What follows from the form as it is typed: the policy in English and as JSON, what is most likely not meant, the same as code. */
export function CreateKeyBeside({
  sentence,
  facts,
  warnings,
}: {
  readonly sentence: string;
  readonly facts: NewKeyFacts;
  readonly warnings: readonly KeyWarning[];
}) {
  const [language, remember] = useRemembered('create-key-language', CREATE_LANGUAGES);
  const [json, setJson] = useState(false);
  return (
    <Stack>
      <section>
        <div className={styles['besideHead']}>
          <h2>The policy that results</h2>
          <Button kind="bare" small aria-expanded={json} onClick={() => setJson(!json)}>
            {json ? 'Hide JSON' : 'Show JSON'}
          </Button>
        </div>
        <p className="tale">{sentence}</p>
        {json && (
          <div className={styles['json']}>
            <CodeBlock title="Key policy, JSON" code={facts.policy} most={360} />
          </div>
        )}
      </section>
      <div role="status" className={styles['warnings']}>
        {warnings.map((warning) => (
          <Notice key={warning.id} tone="warn">
            {warning.text}
          </Notice>
        ))}
      </div>
      <section>
        <div className={styles['besideHead']}>
          <h2>The same as code</h2>
        </div>
        <CodeTabs
          label="The same as code"
          samples={createKeySamples(facts)}
          chosen={language}
          most={360}
          onChoose={remember}
        />
        <p className={styles['foot']}>
          Credentials of a service that may create keys come from the environment.
          {facts.rotationDays !== null &&
            facts.rotationDays !== 365 &&
            ' A period of its own needs clients from May 2024 or newer.'}
        </p>
      </section>
    </Stack>
  );
}
