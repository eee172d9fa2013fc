import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useSearchParams } from 'react-router';
import { prefetch, query, usePrefetched } from '../../query/query.ts';
import { paths } from '../../paths.ts';
import { cx } from '../../ui/cx.ts';
import { Link } from '../../ui/link.tsx';
import { Columns, Figures, Page, PageHead, Stack, type Figure } from '../../ui/page.tsx';
import { Time, useZone } from '../../ui/time.tsx';
import { zoneName } from '../../ui/time-format.ts';
import { BackupCard } from './backup-card.tsx';
import { DoctorCard } from './doctor-card.tsx';
import { LatencyCard } from './latency-strip.tsx';
import { stripOf, totals } from './latency-rules.ts';
import { KeySpecsCard, MechanismsCard } from './mechanisms-card.tsx';
import { ResidentKeysCard } from './resident-keys-card.tsx';
import { LadderCard } from './ladder-card.tsx';
import { LeakCard, PinCard, ProtectionCard, TokenCard } from './vault-cards.tsx';
import { parseVaultSearch } from './vault-search.ts';
import { latencyText, warning, type VaultFacts } from './vault-words.ts';
import styles from './vault-page.module.css';

/** The strip moves while somebody looks at it. */
const LOOK_MS = 5_000;
/** While it is lost somebody waits. */
const LOOK_LOST_MS = 1_000;

export async function loader(): Promise<null> {
  await prefetch('DescribeVault', {});
  return null;
}

const number = new Intl.NumberFormat('en');

function Answer({ vault }: { readonly vault: VaultFacts }) {
  const zone = useZone();
  const { Token, Since, SlowSince, LatencyMilliseconds } = vault;
  if (vault.State === 'lost')
    return (
      <p className={cx('tale', styles['tale'])}>
        The token {Token.Label} cannot be reached
        {Since !== undefined && (
          <>
            , since{' '}
            <b>
              <Time value={Since} /> {zoneName(zone)}
            </b>
          </>
        )}
        . Keys rest until it is back; reading, revoking and the audit log go on.
      </p>
    );
  if (SlowSince !== undefined)
    return (
      <p className={cx('tale', styles['tale'])}>
        The token {Token.Label} answers slowly, since{' '}
        <b>
          <Time value={SlowSince} /> {zoneName(zone)}
        </b>
        {LatencyMilliseconds !== undefined && <>: the last probe took {latencyText(LatencyMilliseconds)}</>}.
        Its calls are made beside the others, which do not wait for them.
      </p>
    );
  const more = warning(vault);
  return (
    <p className={cx('tale', styles['tale'])}>
      The token {Token.Label} answers
      {LatencyMilliseconds !== undefined && (
        <>
          {' '}
          in <b>{latencyText(LatencyMilliseconds)}</b>
        </>
      )}
      . {more ?? 'Key versions are wrapped by a root key that never leaves it.'}
    </p>
  );
}

function figuresOf(vault: VaultFacts): readonly Figure[] {
  const { probes, failures } = totals(stripOf(vault, 'hour'));
  const lost = vault.State === 'lost';
  return [
    {
      id: 'state',
      value: lost ? 'Lost' : vault.SlowSince === undefined ? 'Ready' : 'Slow',
      words: 'token',
      ...((lost || vault.SlowSince !== undefined) && { tone: 'bad' as const }),
    },
    {
      id: 'failures',
      value: number.format(failures),
      words: `of ${number.format(probes)} probes failed in the last hour`,
      ...(failures > 0 && { tone: 'bad' as const }),
    },
    {
      id: 'wrapped',
      value: number.format(vault.WrappedVersions),
      words: 'wrapped key versions',
      href: paths.keys(),
    },
    {
      id: 'handles',
      value: number.format(vault.HandlesCached),
      words: `held open, of ${number.format(vault.HandleLimit)} at most`,
    },
    { id: 'resident', value: number.format(vault.ResidentKeys.length), words: 'resident keys' },
  ];
}

export function Component() {
  const [params] = useSearchParams();
  const search = parseVaultSearch(params);
  const vault = usePrefetched('DescribeVault', {});
  useQuery({
    ...query('DescribeVault', {}),
    refetchInterval: vault.State === 'lost' ? LOOK_LOST_MS : LOOK_MS,
  });
  const desk = usePrefetched('DescribeDesk', {});
  const cache = useQueryClient();
  // A vault in the page keeps nothing on a disk.
  const keepsFiles = vault.PinPlace !== 'none';
  // This page sees it first: lamp and banner of the shell must not say otherwise.
  const differs = desk.Vault.State !== vault.State;
  useEffect(() => {
    if (differs) void cache.invalidateQueries({ queryKey: ['DescribeDesk'] });
  }, [cache, differs]);
  return (
    <Page>
      <PageHead
        title="Vault"
        purpose={
          <>
            The HSM that every key lives behind: whether it answers, what it can do, and what it does not
            protect against. How it is named stands in{' '}
            <Link href={paths.settings({ q: 'PKCS11' })} className="link">
              Settings
            </Link>
            .
          </>
        }
      />
      <Figures figures={figuresOf(vault)} />
      <div role="status">
        <Answer vault={vault} />
      </div>
      <Stack>
        {vault.State === 'lost' && <LadderCard vault={vault} />}
        <Columns>
          <Stack>
            <LatencyCard vault={vault} search={search} />
            {keepsFiles && <DoctorCard />}
            <ProtectionCard vault={vault} />
            <ResidentKeysCard vault={vault} />
          </Stack>
          <Stack>
            {keepsFiles && <BackupCard vault={vault} />}
            <TokenCard vault={vault} />
            <PinCard vault={vault} />
            <LeakCard vault={vault} />
          </Stack>
        </Columns>
        <KeySpecsCard specs={vault.KeySpecs} />
        <MechanismsCard mechanisms={vault.Mechanisms} search={search} />
      </Stack>
    </Page>
  );
}
