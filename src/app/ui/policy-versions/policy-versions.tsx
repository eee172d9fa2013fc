import { Fragment, useState, type ReactNode } from 'react';
import { Button } from '../button.tsx';
import { formatted, readable } from '../policy-text/json-text.ts';
import { Segments } from '../segments.tsx';
import { shortArn } from '../shorten.ts';
import { ErrorState, Skeleton, type Problem } from '../states.tsx';
import { TextDiffView } from '../text-diff-view.tsx';
import { Time } from '../time.tsx';
import styles from './policy-versions.module.css';

/** A version of a policy as it was saved. */
export interface SavedVersion {
  readonly PolicyVersion: number;
  readonly Policy: string;
  /** What was said that it is for. */
  readonly Description?: string | undefined;
  /** Absent: it was saved before the desk kept that. */
  readonly SavedAt?: Date | undefined;
  /** ARN */
  readonly SavedBy?: string | undefined;
  readonly Reason?: string | undefined;
  /** In force. */
  readonly Current: boolean;
}

/** What was read of the versions, newest first. */
export interface VersionsRead {
  /** Null: none is there yet. */
  readonly versions: readonly SavedVersion[] | null;
  readonly problem: Problem | null;
  readonly retry: () => void;
  /** Reads older ones; null: there are none. */
  readonly more: { readonly pending: boolean; readonly read: () => void } | null;
}

/** What a change from one text to another meant. */
export type MeaningOf = (before: string, after: string) => ReactNode;

/** Every version that is kept: who saved it, when, why, and what it changed. */
export function PolicyVersions({
  read,
  chosen,
  meaning,
  onChoose,
  onRestore,
}: {
  readonly read: VersionsRead;
  /** The number that somebody chose; null: the newest is shown. */
  readonly chosen: number | null;
  readonly meaning?: MeaningOf;
  readonly onChoose: (version: number) => void;
  readonly onRestore: (version: SavedVersion) => void;
}) {
  const { versions, problem, retry, more } = read;
  if (versions === null)
    return (
      <div className={styles['history']}>
        {problem === null ? (
          <Skeleton rows={6} label="Loading the versions" />
        ) : (
          <ErrorState problem={problem} onRetry={retry} />
        )}
      </div>
    );
  const shown = versions.find(({ PolicyVersion }) => PolicyVersion === chosen) ?? versions[0];
  const at = shown === undefined ? -1 : versions.indexOf(shown);
  const oldest = versions.at(-1)?.PolicyVersion ?? 1;
  return (
    <div className={styles['history']}>
      <div className={styles['versions']}>
        <ol aria-label="Versions, newest first">
          {versions.map((version) => (
            <li key={version.PolicyVersion}>
              <VersionButton version={version} shown={version === shown} onChoose={onChoose} />
            </li>
          ))}
        </ol>
        {more !== null && (
          <Button kind="bare" small pending={more.pending} onClick={more.read}>
            Older versions
          </Button>
        )}
        {more === null && oldest > 1 && (
          <p className={styles['gone']}>
            Texts of older versions are not kept. The audit log has who saved them, when and why.
          </p>
        )}
      </div>
      {shown !== undefined && (
        <OneVersion
          key={shown.PolicyVersion}
          version={shown}
          before={versions[at + 1]}
          olderUnread={more !== null}
          now={versions.find(({ Current }) => Current)}
          {...(meaning && { meaning })}
          onRestore={onRestore}
        />
      )}
    </div>
  );
}

function VersionButton({
  version: { PolicyVersion, Current, Reason, SavedBy, SavedAt },
  shown,
  onChoose,
}: {
  readonly version: SavedVersion;
  readonly shown: boolean;
  readonly onChoose: (version: number) => void;
}) {
  return (
    <button
      type="button"
      aria-current={shown ? 'true' : undefined}
      className={styles['version']}
      onClick={() => onChoose(PolicyVersion)}
    >
      <b>
        Version {PolicyVersion}
        {Current && <small> in force</small>}
      </b>
      <span dir="auto">{Reason ?? 'No reason was given.'}</span>
      <small>
        {SavedBy === undefined ? 'Saved before the desk kept by whom' : shortArn(SavedBy)}
        {SavedAt !== undefined && (
          <>
            , <Time value={SavedAt} />
          </>
        )}
      </small>
    </button>
  );
}

type Against = 'before' | 'now';
const AGAINST = [
  { value: 'before', label: 'What it changed' },
  { value: 'now', label: 'Against the one in force' },
] as const;

function OneVersion({
  version,
  before,
  olderUnread,
  now,
  meaning,
  onRestore,
}: {
  readonly version: SavedVersion;
  /** The one that it took the place of; undefined: it is the first, or older ones are not kept or were not read yet. */
  readonly before: SavedVersion | undefined;
  readonly olderUnread: boolean;
  readonly now: SavedVersion | undefined;
  readonly meaning?: MeaningOf;
  readonly onRestore: (version: SavedVersion) => void;
}) {
  const [against, setAgainst] = useState<Against>('before');
  const { PolicyVersion: number, SavedBy, SavedAt, Reason, Description, Current } = version;
  const pair = against === 'before' ? { from: before, to: version } : { from: version, to: now };
  const { from, to } = pair;
  return (
    <section
      className={styles['oneVersion']}
      aria-label={`Version ${number}`}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
      tabIndex={0}
    >
      <div className={styles['versionHead']}>
        <h2>Version {number}</h2>
        {!Current && (
          <Button small onClick={() => onRestore(version)}>
            Put version {number} into the editor
          </Button>
        )}
      </div>
      <dl className={styles['versionFacts']}>
        <dt>Saved by</dt>
        <dd>{SavedBy === undefined ? 'not kept' : shortArn(SavedBy)}</dd>
        <dt>At</dt>
        <dd>{SavedAt === undefined ? 'not kept' : <Time value={SavedAt} />}</dd>
        <dt>Reason</dt>
        <dd dir="auto">{Reason ?? 'none was given'}</dd>
        {Description !== undefined && Description !== '' && (
          <>
            <dt>For</dt>
            <dd dir="auto">{Description}</dd>
          </>
        )}
      </dl>
      {!Current && <Segments label="Compared with" value={against} options={AGAINST} onChange={setAgainst} />}
      {from === undefined || to === undefined || from === to ? (
        <>
          <p className="fine-print">{wholeWords(number, olderUnread)}</p>
          <pre className={styles['whole']}>{readable(version.Policy)}</pre>
        </>
      ) : (
        <>
          <h3 className={styles['against']}>
            {against === 'before'
              ? `What version ${number} changed, against version ${from.PolicyVersion}`
              : `What changed since version ${number}, up to version ${to.PolicyVersion}, which is in force`}
          </h3>
          <Fragment key={against}>{meaning?.(from.Policy, to.Policy)}</Fragment>
          <PolicyDiff
            label={
              against === 'before' ? `What version ${number} changed` : `What changed since version ${number}`
            }
            before={from.Policy}
            after={to.Policy}
          />
        </>
      )}
    </section>
  );
}

const wholeWords = (number: number, olderUnread: boolean): string =>
  number === 1
    ? 'This is the first version: all of it was new.'
    : olderUnread
      ? 'The version before it was not read yet: “Older versions” reads it. This is the whole text.'
      : 'The version before it is not kept, so this is the whole text.';

/** Two policies in their usual form: how they were laid out says nothing. */
function PolicyDiff({
  label,
  before,
  after,
}: {
  readonly label: string;
  readonly before: string;
  readonly after: string;
}) {
  const [old, fresh] = [formatted(before) ?? before, formatted(after) ?? after];
  return old === fresh && before !== after ? (
    <p className="fine-print">Only the layout of the text is another.</p>
  ) : (
    <TextDiffView label={label} before={old} after={fresh} />
  );
}
