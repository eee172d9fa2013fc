import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { CodeTabs } from '../../ui/code-tabs.tsx';
import { useRemembered } from '../../ui/use-remembered.ts';
import { CREATE_LANGUAGES, createKeySamples, type NewKeyFacts } from './create-key-code.ts';
import styles from './create-key.module.css';

/** What follows from the form as it is typed: the policy in English and as JSON. */
export function ResultingPolicy({
  sentence,
  policy,
}: {
  readonly sentence: string;
  readonly policy: string;
}) {
  const [json, setJson] = useState(false);
  return (
    <>
      <div className={styles['besideHead']}>
        <h2>The policy that results</h2>
        <Button kind="bare" small aria-expanded={json} onClick={() => setJson(!json)}>
          {json ? 'Hide JSON' : 'Show JSON'}
        </Button>
      </div>
      <p className="tale">{sentence}</p>
      {json && (
        <div className={styles['json']}>
          <CodeBlock title="Key policy, JSON" code={policy} most={360} />
        </div>
      )}
    </>
  );
}

/** The form's key, made by a program. */
export function SameAsCode({ facts }: { readonly facts: NewKeyFacts }) {
  const [language, remember] = useRemembered('create-key-language', CREATE_LANGUAGES);
  return (
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
        Run it as a service that may create keys, with its access key in the environment.
        {facts.rotationDays !== null &&
          facts.rotationDays !== 365 &&
          ' A period of its own needs clients from May 2024 or newer.'}
      </p>
    </section>
  );
}
