import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Comparison } from '../../../../domain/policy/compare/comparison.ts';
import type { Output } from '../../../query/contract.ts';
import { call } from '../../../query/desk.ts';
import { explain } from '../../../query/explain.ts';
import { Button } from '../../../ui/button.tsx';
import { cx } from '../../../ui/cx.ts';
import { shortArn } from '../../../ui/shorten.ts';
import { Segments } from '../../../ui/segments.tsx';
import { ErrorState, Skeleton } from '../../../ui/states.tsx';
import { Time } from '../../../ui/time.tsx';
import type { Judging } from '../judge/use-judgement.ts';
import { TextDiffView } from '../../../ui/text-diff-view.tsx';
import { proofWords, verdictOf } from '../words/comparison-words.ts';
import styles from './history.module.css';

export type Version = Output<'ListKeyPolicyVersions'>['Versions'][number];

const PAGE = 50;

interface Props {
  readonly keyId: string;
  /** The version in force: a newer one is read when it changes. */
  readonly current: number;
  /** The version that the address names. */
  readonly chosen: number | null;
  readonly ask: Judging['ask'];
  /** Why nothing can be changed; null: it can. */
  readonly blocked: string | null;
  readonly onChoose: (version: number) => void;
  readonly onRestore: (version: Version) => void;
}

/** Every saved version: who saved it, when, why, and what it changed. */
export function History({ keyId, current, chosen, ask, blocked, onChoose, onRestore }: Props) {
  const read = useInfiniteQuery({
    queryKey: ['ListKeyPolicyVersions', keyId, current],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      call(
        'ListKeyPolicyVersions',
        { KeyId: keyId, Limit: PAGE, ...(pageParam === '' ? {} : { Marker: pageParam }) },
        { signal },
      ),
    getNextPageParam: (page) => page.NextMarker,
  });
  if (read.isPending)
    return (
      <div className={styles['history']}>
        <Skeleton rows={6} label="Loading the versions" />
      </div>
    );
  if (read.isError && read.data === undefined)
    return (
      <div className={styles['history']}>
        <ErrorState
          problem={explain('The versions were not read', read.error)}
          onRetry={() => void read.refetch()}
        />
      </div>
    );
  const versions = read.data?.pages.flatMap((page) => page.Versions) ?? [];
  const shown = versions.find(({ PolicyVersion }) => PolicyVersion === chosen) ?? versions[0];
  const at = shown === undefined ? -1 : versions.indexOf(shown);
  return (
    <div className={styles['history']}>
      <div className={styles['versions']}>
        <ol aria-label="Versions, newest first">
          {versions.map((version) => (
            <li key={version.PolicyVersion}>
              <button
                type="button"
                aria-current={version === shown ? 'true' : undefined}
                className={styles['version']}
                onClick={() => onChoose(version.PolicyVersion)}
              >
                <b>
                  Version {version.PolicyVersion}
                  {version.Current && <small> in force</small>}
                </b>
                <span dir="auto">{version.Reason ?? 'No reason was given.'}</span>
                <small>
                  {version.SavedBy === undefined
                    ? 'Saved before the desk kept by whom'
                    : shortArn(version.SavedBy)}
                  {version.SavedAt !== undefined && (
                    <>
                      , <Time value={version.SavedAt} />
                    </>
                  )}
                </small>
              </button>
            </li>
          ))}
        </ol>
        {read.hasNextPage && (
          <Button
            kind="bare"
            small
            pending={read.isFetchingNextPage}
            onClick={() => void read.fetchNextPage()}
          >
            Older versions
          </Button>
        )}
      </div>
      {shown !== undefined && (
        <OneVersion
          key={shown.PolicyVersion}
          version={shown}
          before={versions[at + 1]}
          now={versions.find(({ Current }) => Current)}
          ask={ask}
          blocked={blocked}
          onRestore={onRestore}
        />
      )}
    </div>
  );
}

type Against = 'before' | 'now';
const AGAINST = [
  { value: 'before', label: 'What it changed' },
  { value: 'now', label: 'What changed since' },
] as const;

function OneVersion({
  version,
  before,
  now,
  ask,
  blocked,
  onRestore,
}: {
  readonly version: Version;
  /** The one that it took the place of; undefined: it is the first, or older ones were not read yet. */
  readonly before: Version | undefined;
  readonly now: Version | undefined;
  readonly ask: Judging['ask'];
  readonly blocked: string | null;
  readonly onRestore: (version: Version) => void;
}) {
  const [against, setAgainst] = useState<Against>(before === undefined ? 'now' : 'before');
  const number = version.PolicyVersion;
  const pair =
    against === 'before'
      ? before === undefined
        ? null
        : { from: before.Policy, to: version.Policy }
      : now === undefined
        ? null
        : { from: version.Policy, to: now.Policy };
  return (
    <section
      className={styles['oneVersion']}
      aria-label={`Version ${number}`}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
      tabIndex={0}
    >
      <div className={styles['versionHead']}>
        <h2>Version {number}</h2>
        {!version.Current && (
          <Button small disabledReason={blocked} onClick={() => onRestore(version)}>
            Put version {number} into the editor
          </Button>
        )}
      </div>
      <dl className={styles['versionFacts']}>
        <dt>Saved by</dt>
        <dd>{version.SavedBy === undefined ? 'not kept' : shortArn(version.SavedBy)}</dd>
        <dt>At</dt>
        <dd>{version.SavedAt === undefined ? 'not kept' : <Time value={version.SavedAt} />}</dd>
        <dt>Reason</dt>
        <dd dir="auto">{version.Reason ?? 'none was given'}</dd>
      </dl>
      {before !== undefined && !version.Current && (
        <Segments label="Compared with" value={against} options={AGAINST} onChange={setAgainst} />
      )}
      {pair === null || (version.Current && before === undefined) ? (
        <>
          <p className="fine-print">No older version is kept, so this is the whole text.</p>
          <pre className={styles['whole']}>{version.Policy}</pre>
        </>
      ) : (
        <>
          <Meaning key={against} before={pair.from} after={pair.to} ask={ask} />
          <TextDiffView
            label={
              against === 'before' ? `What version ${number} changed` : `What changed since version ${number}`
            }
            before={pair.from}
            after={pair.to}
          />
        </>
      )}
    </section>
  );
}

/** What the change meant: who gained and lost. */
function Meaning({
  before,
  after,
  ask,
}: {
  readonly before: string;
  readonly after: string;
  readonly ask: Judging['ask'];
}) {
  const [answer, setAnswer] = useState<Comparison | null>(null);
  useEffect(() => {
    let here = true;
    void ask({ kind: 'compare', before, after }).then((comparison) => {
      if (here) setAnswer(comparison);
    });
    return () => {
      here = false;
    };
  }, [ask, before, after]);
  if (answer === null) return null;
  return (
    <div className={cx(styles['meaning'])} aria-live="polite">
      <p>
        {verdictOf(answer).map(({ strong, rest }) => (
          <span key={strong}>
            <b>{strong}</b>
            {rest}{' '}
          </span>
        ))}
      </p>
      <p className="fine-print">{proofWords(answer)}</p>
    </div>
  );
}
