import { useEffect, useRef, useState } from 'react';
import type { Input } from '../../query/contract.ts';
import { BulkDialog } from '../../ui/bulk-dialog.tsx';
import { allKeys, keysCsv, keysJson } from './keys-export.ts';

export type Exported =
  | {
      readonly file: string;
      readonly type: 'text/csv' | 'application/json';
      readonly text: string;
      readonly count: number;
    }
  /** Null: the person stopped it. */
  | { readonly error: unknown };

/** Fetches all that match, page by page, with progress and a way to stop; then gives the file. */
export default function ExportDialog({
  form,
  input,
  total,
  onEnd,
}: {
  readonly form: 'csv' | 'json';
  readonly input: Input<'SearchKeys'>;
  readonly total: number;
  readonly onEnd: (result: Exported) => void;
}) {
  const [done, setDone] = useState(0);
  const [stop] = useState(() => new AbortController());
  const end = useRef(onEnd);
  useEffect(() => {
    end.current = onEnd;
  });
  useEffect(() => {
    const { signal } = stop;
    let gone = false;
    const run = async (): Promise<Exported> => {
      const keys = await allKeys(input, signal, (progress) => setDone(progress.done));
      const now = new Date();
      const file = `keys-${now.toISOString().slice(0, 10)}.${form}`;
      return form === 'csv'
        ? { file, type: 'text/csv', text: keysCsv(keys), count: keys.length }
        : { file, type: 'application/json', text: keysJson(keys, input, now), count: keys.length };
    };
    void run()
      .catch((error: unknown): Exported => ({ error: signal.aborted ? null : error }))
      .then((result) => {
        if (!gone) end.current(result);
      });
    return () => {
      gone = true;
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- what was asked for when it was opened
  }, []);
  return (
    <BulkDialog
      title="Exporting keys"
      phase={{
        kind: 'running',
        progress: { done, refused: 0, total },
        cancelling: false,
      }}
      onStop={() => stop.abort()}
      onRetry={() => {}}
      onClose={() => stop.abort()}
    >
      {null}
    </BulkDialog>
  );
}
