import { keyCan } from '../../../domain/keys/key-state.ts';
import { paths } from '../../paths.ts';
import type { KeySummary } from '../../query/contract.ts';
import { DetailList } from '../../ui/detail-list.tsx';
import { Id } from '../../ui/id.tsx';
import { Link } from '../../ui/link.tsx';
import { Card } from '../../ui/page.tsx';
import { shortAlias, shortId } from '../../ui/shorten.ts';
import { Time } from '../../ui/time.tsx';
import { Coming } from './coming.tsx';
import styles from './overview.module.css';
import { specLabel } from './key-words.ts';

/** Names and facts of a key. */
export function NamesCard({ summary }: { readonly summary: KeySummary }) {
  return (
    <Card
      title="Names and facts"
      far={
        <Link href={paths.keySettings(summary.KeyId)} className="link">
          Settings
        </Link>
      }
    >
      <DetailList
        details={[
          {
            term: summary.Aliases.length === 1 ? 'Alias' : 'Aliases',
            value:
              summary.Aliases.length === 0 ? (
                <span className="quiet">none</span>
              ) : (
                summary.Aliases.map((alias) => (
                  <div key={alias}>
                    <Id value={alias} what="alias" short={shortAlias(alias)} />
                  </div>
                ))
              ),
          },
          {
            term: 'Description',
            value:
              summary.Description === '' ? (
                <span className="quiet">none</span>
              ) : (
                <span dir="auto">{summary.Description}</span>
              ),
          },
          {
            term: 'Tags',
            value:
              summary.Tags.length === 0 ? (
                <span className="quiet">none</span>
              ) : (
                <span className={styles['names']}>
                  {summary.Tags.map((tag) => (
                    <span key={tag.TagKey} className={styles['tag']} dir="auto">
                      {tag.TagKey} <b>{tag.TagValue}</b>
                    </span>
                  ))}
                </span>
              ),
          },
          {
            term: 'ARN',
            value: <Id value={summary.Arn} what="ARN" short={`key/${shortId(summary.KeyId)}`} />,
          },
          { term: 'Spec', value: specLabel(summary) },
          { term: 'Usage', value: summary.KeyUsage },
          { term: 'Origin', value: 'Made in the HSM' },
          { term: 'Created', value: <Time value={summary.CreationDate} /> },
          summary.CanRotate
            ? {
                term: 'Next rotation',
                value: (
                  <Link href={paths.keyRotation(summary.KeyId)} className="link">
                    {summary.NextRotationDate === undefined ? (
                      'not scheduled'
                    ) : !keyCan.rotate(summary.KeyState) ? (
                      'rests until the key is enabled'
                    ) : (
                      <Coming date={summary.NextRotationDate} />
                    )}
                  </Link>
                ),
              }
            : null,
          summary.DeletionDate === undefined
            ? null
            : { term: 'Deletion', value: <Time value={summary.DeletionDate} /> },
        ]}
      />
    </Card>
  );
}
