import type { ReactNode } from 'react';
import { bulkRows, type Bulk } from '../query/use-bulk.ts';
import { BulkDialog, type BulkPhase } from '../ui/bulk-dialog.tsx';
import { LeaveGuard } from './leave-guard.tsx';

/** One act on many things: `children` ask, then it is done with progress, and reported thing by thing. */
export function BulkActDialog<T>({
  title,
  bulk: { run, cancel, retry },
  nameOf,
  onClose,
  children,
}: {
  readonly title: string;
  readonly bulk: Bulk<T>;
  readonly nameOf: (item: T) => { readonly id: string; readonly name: string };
  /** With the things that it was done with. */
  readonly onClose: (done: readonly T[]) => void;
  readonly children: ReactNode;
}) {
  const phase: BulkPhase =
    run.kind === 'ended' ? { kind: 'ended', rows: bulkRows(run.results, nameOf) } : run;
  const close = (): void =>
    onClose(
      run.kind === 'ended'
        ? run.results.filter(({ ending }) => ending.kind === 'done').map(({ item }) => item)
        : [],
    );
  return (
    <BulkDialog title={title} phase={phase} onStop={cancel} onRetry={retry} onClose={close}>
      {children}
      <LeaveGuard
        when={run.kind === 'running'}
        title="It is not done with all of them yet"
        stay="Stay here"
        leave="Leave the others as they are"
      >
        What was begun is finished; nothing more is begun when you leave.
      </LeaveGuard>
    </BulkDialog>
  );
}
