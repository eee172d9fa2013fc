import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { paths } from '../../paths.ts';
import { useCan } from '../../query/can.ts';
import { query, usePrefetched } from '../../query/query.ts';
import { CodeBlock } from '../../ui/code-block.tsx';
import { CodeTabs } from '../../ui/code-tabs.tsx';
import { Select } from '../../ui/field.tsx';
import { Id } from '../../ui/id.tsx';
import { Link } from '../../ui/link.tsx';
import { Card, Columns, Stack } from '../../ui/page.tsx';
import { Notice } from '../../ui/states.tsx';
import { shortArn } from '../../ui/shorten.ts';
import { useRemembered } from '../../ui/use-remembered.ts';
import { keyName } from '../../ui/key-name.ts';
import {
  CALLERS,
  callerStatement,
  shellSetUp,
  USE_LANGUAGES,
  useKeySamples,
  type CallerKind,
} from './code-samples.ts';
import { useKey } from './use-key.ts';
import styles from './use-tab.module.css';

const CALLER_WORDS: Readonly<Record<CallerKind, string>> = {
  both: 'seals and opens records',
  write: 'only seals records',
  read: 'only opens records',
};

/** What to allow the caller: a statement for the key's policy, and whether one like it is there already. */
function Allow() {
  const { Key, CanDecrypt } = useKey();
  const { AccountId } = usePrefetched('DescribeDesk', {});
  // Who may not list principals still gets the statement, with a name to fill in.
  const principals = useQuery(query('ListPrincipals', {}));
  const services = principals.data?.Principals.filter(({ Kind }) => Kind === 'role') ?? [];
  const [chosen, setChosen] = useState('');
  const [kind, setKind] = useState<CallerKind>('both');
  const caller = services.find(({ Arn }) => Arn === chosen)?.Arn ?? services[0]?.Arn;
  const already = CanDecrypt?.some(({ Principal }) => Principal === caller) === true;
  return (
    <Card
      title="What to allow the caller"
      far={
        <Link href={paths.keyPolicy(Key.KeyId)} className="link">
          Policy
        </Link>
      }
    >
      <div className={styles['allow']}>
        {services.length > 0 && (
          <Select
            label="Service"
            value={caller ?? ''}
            options={services.map(({ Arn }) => ({ value: Arn, label: shortArn(Arn) }))}
            onChange={setChosen}
          />
        )}
        <Select
          label="What it does"
          value={kind}
          options={CALLERS.map((each) => ({ value: each, label: CALLER_WORDS[each] }))}
          onChange={(value) => setKind(CALLERS.find((each) => each === value) ?? 'both')}
        />
        <CodeBlock
          title="Statement for the key’s policy"
          code={callerStatement(caller ?? `arn:aws:iam::${AccountId}:role/NAME-OF-YOUR-SERVICE`, kind)}
        />
        <p className={styles['after']}>
          {caller !== undefined && already
            ? `${shortArn(caller)} may decrypt with this key already. `
            : 'Add it to the statements of the policy. '}
          Small secrets by Encrypt need kms:Encrypt besides.
        </p>
      </div>
    </Card>
  );
}

export function Component() {
  const { Key } = useKey();
  const desk = usePrefetched('DescribeDesk', {});
  const mayCreate = useCan('keydesk:CreateService');
  const facts = { endpoint: desk.Endpoint, region: desk.Region, keyId: Key.Aliases[0] ?? Key.Arn };
  const [remembered, remember] = useRemembered('use-language', USE_LANGUAGES);
  const [search, setSearch] = useSearchParams();
  const language = USE_LANGUAGES.find((each) => each === search.get('language')) ?? remembered;
  return (
    <Stack>
      <p className={styles['lead']}>
        Any AWS KMS client works: give it this endpoint, and the access key of a service that the policy of{' '}
        {keyName(Key)} allows.{' '}
        {mayCreate.allowed && (
          <Link href={paths.newService()} className="link">
            Create a service
          </Link>
        )}
      </p>
      <p className={styles['endpoint']}>
        Endpoint <Id value={desk.Endpoint} what="endpoint" short={desk.Endpoint} />
      </p>
      {Key.KeyState !== 'Enabled' && (
        <Notice tone="warn">The key is not enabled: each of these calls is refused until it is.</Notice>
      )}
      <Columns>
        <Stack>
          <CodeBlock title="Once per shell" code={shellSetUp(facts)} />
          <CodeTabs
            label="Language"
            samples={useKeySamples(facts)}
            chosen={language}
            onChoose={(next) => {
              remember(next);
              setSearch({ language: next }, { replace: true });
            }}
          />
        </Stack>
        <Stack>
          <Allow />
          <Card title="How an envelope works">
            <ol className={styles['flow']}>
              <li>The desk makes a data key, and gives it twice: in the clear, and wrapped by this key.</li>
              <li>Your program encrypts the record with the one in the clear, then forgets it.</li>
              <li>The wrapped one is stored beside the record. It is of use only to who may Decrypt here.</li>
              <li>
                To read the record, the desk unwraps the data key: an event, with its context, each time.
              </li>
            </ol>
          </Card>
        </Stack>
      </Columns>
    </Stack>
  );
}
