import { useEffect, useState } from 'react';
import { usePrefetched } from '../../../query/query.ts';
import { useSettled } from '../../../ui/use-settled.ts';
import type { PolicyFinding } from './read-policy.ts';

/** Between the last keystroke and the next look. */
const PAUSE_MS = 120;

const NONE: readonly PolicyFinding[] = [];

export interface Findings {
  /** Of the text as it was when it last stood still; what is marked moves with the text until then. */
  readonly findings: readonly PolicyFinding[];
  /** Of the text as it is now. Without the linter (it could not be fetched) none: the service refuses what cannot be evaluated. */
  readonly read: () => Promise<readonly PolicyFinding[]>;
}

/** What the linter says of a policy that is being written. The linter comes after the page: it is larger than all the rest of it. */
export function useFindings(text: string): Findings {
  const { AccountId: accountId, Region: region } = usePrefetched('DescribeDesk', {});
  const settled = useSettled(text, PAUSE_MS);
  const [findings, setFindings] = useState(NONE);
  const look = (of: string): Promise<readonly PolicyFinding[]> =>
    import('./read-policy.ts').then(
      ({ readPolicy }) => readPolicy(of, { accountId, region }),
      () => NONE,
    );
  useEffect(() => {
    let wanted = true;
    void look(settled).then((found) => {
      if (wanted) setFindings(found);
    });
    return () => {
      wanted = false;
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- a new function each time, of these values
  }, [settled, accountId, region]);
  return {
    findings,
    read: async () => {
      const found = await look(text);
      setFindings(found);
      return found;
    },
  };
}
