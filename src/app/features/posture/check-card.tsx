import { useInfiniteQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { paths } from '../../paths.ts';
import { useAct } from '../../query/act.ts';
import { useCan } from '../../query/can.ts';
import { call } from '../../query/desk.ts';
import { explain } from '../../query/explain.ts';
import { Button, ButtonLink, type ButtonKind } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Link } from '../../ui/link.tsx';
import { Severity } from '../../ui/severity.tsx';
import { shortArn } from '../../ui/shorten.ts';
import { Time } from '../../ui/time.tsx';
import { useToast } from '../../ui/toast.tsx';
import styles from './posture.module.css';
import { fixOf, fixOfAll, type Fix } from './posture-fixes.ts';
import { findingHref, type Check, type Finding } from './posture-rules.ts';

const AcceptDialog = lazy(() => import('./accept-dialog.tsx'));
const number = new Intl.NumberFormat('en');

/** The rest of a check's objects, page by page, once somebody asks for more than the first few. */
function useObjects(check: Check, all: boolean) {
  const pages = useInfiniteQuery({
    queryKey: ['DescribePosture', 'objects', check.Code],
    queryFn: ({ pageParam, signal }) =>
      call('DescribePosture', { Check: check.Code, From: pageParam }, { signal }),
    initialPageParam: 0,
    getNextPageParam: ({ Checks: [page] }, _, from) =>
      page !== undefined && from + page.Objects.length < page.Found ? from + page.Objects.length : null,
    enabled: all,
  });
  const loaded = pages.data?.pages.flatMap(({ Checks: [page] }) => page?.Objects ?? []);
  return { pages, objects: loaded ?? check.Objects };
}

/** The way to where it is mended. */
function FixLink({
  fix: { label, href, needs },
  kind = 'plain',
  children,
}: {
  readonly fix: Fix;
  readonly kind?: ButtonKind;
  readonly children?: ReactNode;
}) {
  const may = useCan(needs ?? '');
  return (
    <ButtonLink small kind={kind} href={href} disabledReason={may.reason}>
      {label}
      {children}
    </ButtonLink>
  );
}

function Objects({
  check,
  onAccept,
}: {
  readonly check: Check;
  readonly onAccept: (finding: Finding) => void;
}) {
  const [all, setAll] = useState(false);
  const mayAccept = useCan('keydesk:AcceptFinding');
  const { pages, objects } = useObjects(check, all);
  const left = check.Found - objects.length;
  return (
    <>
      <ul className={styles['objects']} aria-label={`Found by: ${check.Title}`}>
        {objects.map((finding) => {
          const href = findingHref(check, finding);
          const fix = fixOf(check, finding);
          return (
            <li key={finding.Id}>
              <span className={styles['object']} dir="auto">
                {href === null ? <b>{finding.Name}</b> : <Link href={href}>{finding.Name}</Link>}
              </span>
              <span className={styles['reason']}>{finding.Reason}</span>
              <span className={styles['acts']}>
                {fix !== null && (
                  <FixLink fix={fix}>
                    <span className="hidden">, for {finding.Name}</span>
                  </FixLink>
                )}
                <Button
                  small
                  kind="bare"
                  aria-label={`Accept the risk for ${finding.Name}…`}
                  disabledReason={mayAccept.reason}
                  onClick={() => onAccept(finding)}
                >
                  Accept the risk…
                </Button>
              </span>
            </li>
          );
        })}
      </ul>
      {pages.isError && (
        <p className={styles['foot']} role="alert">
          {explain('The rest could not be read', pages.error).why}
        </p>
      )}
      {left > 0 && (
        <p className={styles['foot']}>
          <Button
            small
            pending={pages.isFetching}
            onClick={() => (all ? void pages.fetchNextPage() : setAll(true))}
          >
            Show more of {number.format(left)}
          </Button>
        </p>
      )}
    </>
  );
}

function Accepted({ check }: { readonly check: Check }) {
  const withdraw = useAct('WithdrawAcceptance');
  const mayWithdraw = useCan('keydesk:WithdrawAcceptance');
  const toast = useToast();
  // Awaited, since what it was pressed in may be gone by then: it counts again, and stands elsewhere.
  const takeBack = async ({ Id, Name }: Finding): Promise<void> => {
    try {
      await withdraw.mutateAsync({ Check: check.Code, Object: Id });
      toast({ text: `${Name} counts again` });
    } catch (error) {
      const { what, why } = explain('Not withdrawn', error);
      toast({ tone: 'bad', text: `${what}. ${why}` });
    }
  };
  return (
    <div className={styles['accepted']}>
      <h4>Accepted</h4>
      <ul className={styles['objects']} aria-label={`Accepted: ${check.Title}`}>
        {check.Accepted.map((finding) => {
          const { By, Reason, Time: at, Until } = finding.Acceptance;
          const href = findingHref(check, finding);
          return (
            <li key={finding.Id}>
              <span className={styles['object']} dir="auto">
                {href === null ? <b>{finding.Name}</b> : <Link href={href}>{finding.Name}</Link>}
              </span>
              <span className={styles['reason']}>
                <q dir="auto">{Reason}</q>
                <span className={styles['by']}>
                  {shortArn(By)}, <Time value={at} form="day" />, until <Time value={Until} form="day" />
                </span>
              </span>
              <Button
                small
                pending={withdraw.isPending && withdraw.variables.Object === finding.Id}
                aria-label={`Withdraw for ${finding.Name}`}
                disabledReason={mayWithdraw.reason}
                onClick={() => void takeBack(finding)}
              >
                Withdraw
              </Button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function verdictWords({ Verdict, Found, AcceptedCount, Looked }: Check): string {
  switch (Verdict) {
    case 'failed':
      return `${number.format(Found)} of ${number.format(Math.max(Looked, Found))} ${Found === 1 ? 'fails' : 'fail'}${AcceptedCount > 0 ? `, ${number.format(AcceptedCount)} accepted` : ''}`;
    case 'accepted':
      return `${number.format(AcceptedCount)} accepted`;
    case 'passed':
      return Looked === 1 ? 'passes' : `all ${number.format(Looked)} pass`;
    case 'empty':
      return 'nothing to look at';
  }
}

/** One check: what was found, or the rule where it holds; why it matters, what mends it, and what it concerns. */
export function CheckRow({ check, open }: { readonly check: Check; readonly open: boolean }) {
  const [accepting, setAccepting] = useState<Finding | null>(null);
  const failed = check.Verdict === 'failed';
  const fixAll = fixOfAll(check);
  return (
    <li className={styles['check']} id={check.Code}>
      <details open={open}>
        <summary>
          <span className={styles['mark']}>
            {failed ? (
              <Severity value={check.Severity} />
            ) : check.Verdict === 'empty' ? (
              <Icon name="minus" small />
            ) : (
              <Icon name="check" small className={styles['passed']} />
            )}
          </span>
          <span className={styles['title']}>
            <h3>{check.Headline}</h3>
            {failed && <span className={styles['rule']}>Rule: {check.Title}</span>}
          </span>
          <span className={styles['count']} data-failed={failed || undefined}>
            {verdictWords(check)}
          </span>
          <span className={styles['weight']}>
            {check.Weight} {check.Weight === 1 ? 'point' : 'points'}
          </span>
        </summary>
        <div className={styles['body']}>
          <p className={styles['why']}>{check.Why}</p>
          <p>
            <b>To mend it:</b> {check.Fix}
          </p>
          {fixAll !== null && (
            <p>
              <FixLink fix={fixAll} kind="primary" />
            </p>
          )}
          {check.Objects.length > 0 && <Objects check={check} onAccept={setAccepting} />}
          {check.Accepted.length > 0 && <Accepted check={check} />}
          <p className={styles['foot']}>
            <Link href={paths.posture({ check: check.Code })} className="link">
              Link to this check
            </Link>
          </p>
        </div>
      </details>
      {accepting !== null && (
        <Suspense fallback={null}>
          <AcceptDialog check={check} finding={accepting} onClose={() => setAccepting(null)} />
        </Suspense>
      )}
    </li>
  );
}
