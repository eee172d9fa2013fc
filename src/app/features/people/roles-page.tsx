import { useState } from 'react';
import { BUILT_IN_POLICIES, type BuiltInPolicy } from '../../../domain/policy/built-in-policies.ts';
import { paths } from '../../paths.ts';
import type { PrincipalSummary } from '../../query/contract.ts';
import { prefetch, usePrefetched } from '../../query/query.ts';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { Link } from '../../ui/link.tsx';
import { Card, Stack } from '../../ui/page.tsx';
import { RoleWords } from './role-words.tsx';
import { Section } from './section.tsx';
import styles from './people.module.css';

export async function loader(): Promise<null> {
  await prefetch('ListPrincipals', {});
  return null;
}

const number = new Intl.NumberFormat('en');
/** Names in one line; more are counted. */
const MOST = 12;

function Holders({ holders }: { readonly holders: readonly PrincipalSummary[] }) {
  if (holders.length === 0) return <p className={styles['holders']}>Nobody has this role.</p>;
  const more = holders.length - MOST;
  return (
    <p className={styles['holders']}>
      <b>{number.format(holders.length)}</b> {holders.length === 1 ? 'has' : 'have'} it:{' '}
      {holders.slice(0, MOST).map(({ PrincipalId, Kind, Name }, i) => (
        <span key={PrincipalId}>
          {i > 0 && ', '}
          <Link
            href={Kind === 'user' ? paths.person(PrincipalId) : paths.service(PrincipalId)}
            className="link"
          >
            {Kind}/{Name}
          </Link>
        </span>
      ))}
      {more > 0 && ` and ${number.format(more)} more`}
    </p>
  );
}

function Role({
  policy,
  holders,
}: {
  readonly policy: BuiltInPolicy;
  readonly holders: readonly PrincipalSummary[];
}) {
  const [shown, setShown] = useState(false);
  return (
    <Card title={policy.title} note={policy.description}>
      <RoleWords policy={policy} />
      <div className={styles['policy']}>
        <Button small aria-expanded={shown} onClick={() => setShown(!shown)}>
          {shown ? 'Hide' : 'Show'} policy<span className="hidden"> of {policy.title}</span>
        </Button>
        {shown && <CodeBlock title={`Policy ${policy.name}`} code={policy.text} most={280} />}
      </div>
      <Holders holders={holders} />
    </Card>
  );
}

export function Component() {
  const { Principals } = usePrefetched('ListPrincipals', {});
  return (
    <Section
      title="Roles"
      purpose="Identity policies of people and services. They reach a key only where its own policy leaves control to the account."
    >
      <Stack>
        {BUILT_IN_POLICIES.map((policy) => (
          <Role
            key={policy.name}
            policy={policy}
            holders={Principals.filter(({ Policies }) => Policies.includes(policy.name))}
          />
        ))}
      </Stack>
    </Section>
  );
}
