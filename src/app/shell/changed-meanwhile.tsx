import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { paths } from '../paths.ts';
import { useMayRead } from '../query/can.ts';
import type { AuditEvent, OperationName } from '../query/contract.ts';
import { isAltered } from '../query/event-words.ts';
import { query } from '../query/query.ts';
import { Link } from '../ui/link.tsx';
import { shortArn } from '../ui/shorten.ts';
import { Notice } from '../ui/states.tsx';
import { Time, useZone } from '../ui/time.tsx';
import { zoneName } from '../ui/time-format.ts';

interface Change {
  readonly operation: OperationName;
  /** Of one key only. */
  readonly keyId?: string;
  /** Of the events of that operation, is it about the thing that is edited? */
  readonly isIts?: (event: AuditEvent) => boolean;
}

/** Looked through for the last change of one thing. */
const MOST = 50;

/** The last such change that was done, as the log has it; null when it has none, or the reader may not see it. */
function useLastChange({ operation, keyId, isIts = () => true }: Change): AuditEvent | null {
  const may = useMayRead('keydesk:SearchAuditEvents');
  const events = useQuery({
    ...query('SearchAuditEvents', {
      Operation: operation,
      Outcome: 'allowed',
      Limit: MOST,
      ...(keyId === undefined ? {} : { KeyId: keyId }),
    }),
    staleTime: 0,
    enabled: may === true,
  });
  for (const event of events.data?.Events ?? []) if (!isAltered(event) && isIts(event)) return event;
  return null;
}

/** Somebody else has changed what is being edited here: who and when, then what it is now and what can be done. */
export function ChangedMeanwhile({
  change,
  children,
}: {
  readonly change: Change;
  readonly children: ReactNode;
}) {
  const last = useLastChange(change);
  const zone = useZone();
  return (
    <Notice tone="warn" role="alert">
      <b>
        Changed meanwhile
        {last !== null && (
          <>
            {' '}
            by{' '}
            <Link href={paths.audit({ event: String(last.Sequence) })} className="link">
              {shortArn(last.Principal)}
            </Link>{' '}
            at <Time value={last.Time} /> {zoneName(zone)}
          </>
        )}
        .
      </b>{' '}
      {children}
    </Notice>
  );
}
