import { paths } from '../../paths.ts';
import { usePrefetched } from '../../query/query.ts';
import { CodeBlock } from '../../ui/code-block.tsx';
import { Link } from '../../ui/link.tsx';
import { Stack } from '../../ui/page.tsx';
import { Notice } from '../../ui/states.tsx';
import { cliSample, endpointVariable, pythonSample, shellSetUp } from './code-samples.ts';
import { keyName } from './key-words.ts';
import { useKey } from './use-key.ts';
import styles from './use-tab.module.css';

export function Component() {
  const { Key } = useKey();
  const desk = usePrefetched('DescribeDesk', {});
  const facts = { endpoint: desk.Endpoint, region: desk.Region, keyId: Key.Aliases[0] ?? Key.KeyId };
  return (
    <Stack>
      <p className={styles['lead']}>
        Any AWS KMS client works: give it this endpoint, and the access key of a service that the policy of{' '}
        {keyName(Key)} allows.{' '}
        <Link href={paths.newService()} className="link">
          Create a service
        </Link>
      </p>
      {Key.KeyState !== 'Enabled' && (
        <Notice tone="warn">The key is not enabled: each of these calls is refused until it is.</Notice>
      )}
      <CodeBlock title="Once per shell" code={shellSetUp(facts)} />
      <h2>boto3 1.28, AWS CLI 2.13 and newer</h2>
      <CodeBlock title="The endpoint, from the environment" code={endpointVariable(facts)} />
      <div className={styles['pair']}>
        <CodeBlock title="Python" code={pythonSample(facts, false)} />
        <CodeBlock title="AWS CLI" code={cliSample(facts, false)} />
      </div>
      <h2>Older ones take the endpoint as an argument</h2>
      <div className={styles['pair']}>
        <CodeBlock title="Python, boto3 1.26" code={pythonSample(facts, true)} />
        <CodeBlock title="AWS CLI 2.9" code={cliSample(facts, true)} />
      </div>
    </Stack>
  );
}
