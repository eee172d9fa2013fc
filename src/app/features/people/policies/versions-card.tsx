import { useSearchParams } from 'react-router';
import type { Output } from '../../../query/contract.ts';
import { usePolicyVersions } from '../../../query/policy-versions.ts';
import { Card } from '../../../ui/page.tsx';
import { PolicyVersions, type SavedVersion } from '../../../ui/policy-versions/policy-versions.tsx';
import styles from './policies.module.css';

/** The versions of a policy of the desk's own: who saved each, why, and what it changed. Load it lazily: most policies have one. */
export default function VersionsCard({
  policy: { Name, PolicyVersion },
  onRestore,
}: {
  readonly policy: Output<'GetIdentityPolicy'>;
  readonly onRestore: (version: SavedVersion) => void;
}) {
  const [search, setSearch] = useSearchParams();
  const read = usePolicyVersions({ operation: 'ListIdentityPolicyVersions', input: { Name } }, PolicyVersion);
  return (
    <Card title="Versions" flush>
      <div className={styles['versions']}>
        <PolicyVersions
          read={read}
          chosen={Number(search.get('version') ?? '')}
          onChoose={(version) =>
            setSearch({ version: String(version) }, { replace: true, preventScrollReset: true })
          }
          onRestore={onRestore}
        />
      </div>
    </Card>
  );
}
