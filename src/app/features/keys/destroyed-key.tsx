import { useQuery } from '@tanstack/react-query';
import { paths } from '../../paths.ts';
import type { Output } from '../../query/contract.ts';
import { isAltered } from '../../query/event-words.ts';
import { explain } from '../../query/explain.ts';
import { query } from '../../query/query.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { DetailList } from '../../ui/detail-list.tsx';
import { Id } from '../../ui/id.tsx';
import { Link } from '../../ui/link.tsx';
import { Card, Page, PageHead } from '../../ui/page.tsx';
import { Notice } from '../../ui/states.tsx';
import { shortArn, shortId } from '../../ui/shorten.ts';
import { Time, useZone } from '../../ui/time.tsx';
import { zoneName } from '../../ui/time-format.ts';
import styles from './destroyed-key.module.css';
import { specLabel } from './key-words.ts';

const number = new Intl.NumberFormat('en');

/** What is left of a destroyed key: who ended it and when, and the way to its log. */
export function DestroyedKey({ destroyed }: { readonly destroyed: Output<'DescribeDestroyedKey'> }) {
  const { KeyId } = destroyed;
  const zone = useZone();
  const scheduled = useQuery(
    query('SearchAuditEvents', { KeyId, Operation: 'ScheduleKeyDeletion', Outcome: 'allowed', Limit: 1 }),
  );
  const event = scheduled.data?.Events[0];
  const by = event === undefined || isAltered(event) ? null : event;
  return (
    <Page>
      <PageHead
        title={`Destroyed key ${shortId(KeyId)}`}
        crumb={<Link href={paths.keys()}>Keys</Link>}
        actions={<ButtonLink href={paths.audit({ key: KeyId, kind: 'all' })}>Its events in Audit</ButtonLink>}
      />
      <div className={styles['stone']}>
        <p className="tale">
          {by === null ? (
            'It'
          ) : (
            <>
              <Link href={paths.audit({ key: KeyId, event: String(by.Sequence) })}>
                {shortArn(by.Principal)}
              </Link>{' '}
              scheduled its deletion, and it
            </>
          )}{' '}
          was destroyed on{' '}
          <b>
            <Time value={destroyed.DestroyedDate} form="day" />
          </b>
          , with{' '}
          <b>
            {destroyed.Versions === 1
              ? 'its one version'
              : `its ${number.format(destroyed.Versions)} versions`}
          </b>
          . This desk opens nothing any more that it encrypted.
        </p>
        {scheduled.isError && (
          <Notice>
            Who scheduled it is in the log: {explain('', scheduled.error).why}{' '}
            {explain('', scheduled.error).remedy}
          </Notice>
        )}
        <Card title="What is left of it">
          <DetailList
            details={[
              { term: 'Key id', value: <Id value={KeyId} what="key id" /> },
              { term: 'ARN', value: <Id value={destroyed.Arn} what="ARN" short={`key/${shortId(KeyId)}`} /> },
              destroyed.Description === ''
                ? null
                : { term: 'Description', value: <span dir="auto">{destroyed.Description}</span> },
              destroyed.Tags.length === 0
                ? null
                : {
                    term: 'Tags',
                    value: (
                      <span dir="auto">
                        {destroyed.Tags.map(({ TagKey, TagValue }) => `${TagKey} ${TagValue}`).join(', ')}
                      </span>
                    ),
                  },
              { term: 'Spec', value: specLabel(destroyed) },
              { term: `Created (${zoneName(zone)})`, value: <Time value={destroyed.CreationDate} /> },
              destroyed.ScheduledDate === undefined
                ? null
                : { term: 'Scheduled', value: <Time value={destroyed.ScheduledDate} /> },
              { term: 'Destroyed', value: <Time value={destroyed.DestroyedDate} /> },
            ]}
          />
        </Card>
      </div>
    </Page>
  );
}
