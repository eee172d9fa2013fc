import { lazy, Suspense, useEffect, useState } from 'react';
import type { Input, KeySummary } from '../../query/contract.ts';
import { useSelectAll } from '../../query/use-select-all.ts';
import { BulkBar } from '../../ui/bulk-bar.tsx';
import { refusalOf } from '../../ui/bulk-split.ts';
import { KEY_ACTS, type KeyAct } from './bulk-actions.ts';
import { allKeys } from './keys-export.ts';

const load = () => import('./bulk-key-dialog.tsx');
const BulkKeyDialog = lazy(load);

/** The bar of what can be done with the chosen keys, and the dialog that does it. */
export function KeysBulk({
  keys,
  matching,
  input,
  onChoose,
  onDone,
  onClear,
}: {
  readonly keys: readonly KeySummary[];
  readonly matching: number;
  /** Filter and order of the list, for all that match. */
  readonly input: Input<'SearchKeys'>;
  readonly onChoose: (keys: readonly KeySummary[]) => void;
  /** After an act: those with which it was done are let go, the others stay chosen. */
  readonly onDone: (keys: readonly KeySummary[]) => void;
  readonly onClear: () => void;
}) {
  const [act, setAct] = useState<KeyAct | null>(null);
  // The dialog opens without a wait, and its acts are there when the desk has gone.
  useEffect(() => void load(), []);

  const { selecting, selectAll } = useSelectAll((signal) => allKeys(input, signal), onChoose);
  return (
    <>
      <BulkBar
        things="keys"
        selected={keys.length}
        matching={matching}
        onSelectAll={keys.length >= matching || selecting ? null : selectAll}
        selecting={selecting}
        choices={KEY_ACTS.map((each) => ({
          id: each.name,
          label: each.label,
          armed: each.armed,
          disabledReason: refusalOf(each.skip, keys),
          onChoose: () => setAct(each),
        }))}
        onClear={onClear}
      />
      {act !== null && (
        <Suspense fallback={null}>
          <BulkKeyDialog
            act={act}
            keys={keys}
            onClose={(done) => {
              setAct(null);
              if (done.length > 0) onDone(done);
            }}
          />
        </Suspense>
      )}
    </>
  );
}
