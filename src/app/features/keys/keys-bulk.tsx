import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import type { Input, KeySummary } from '../../query/contract.ts';
import { explain } from '../../query/explain.ts';
import { BulkBar } from '../../ui/bulk-bar.tsx';
import { useToast } from '../../ui/toast.tsx';
import { KEY_ACTS, splitFor, type KeyAct } from './bulk-actions.ts';
import { allKeys } from './keys-export.ts';

const load = () => import('./bulk-key-dialog.tsx');
const BulkKeyDialog = lazy(load);

/** Why an act is for none of the chosen keys; null when it is for some. */
function refusal(act: KeyAct, keys: readonly KeySummary[]): string | null {
  const { eligible, skipped } = splitFor(act.skip, keys);
  if (eligible.length > 0) return null;
  return skipped.length === 1
    ? `All of them are ${skipped[0]?.why ?? ''}`
    : `None of them: ${skipped.map(({ why, count }) => `${count} are ${why}`).join('; ')}`;
}

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
  const toast = useToast();
  const [act, setAct] = useState<KeyAct | null>(null);
  const [selecting, setSelecting] = useState(false);
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);
  // The dialog opens without a wait, and its acts are there when the desk has gone.
  useEffect(() => void load(), []);

  const selectAll = async (): Promise<void> => {
    const own = new AbortController();
    stop.current = own;
    setSelecting(true);
    try {
      onChoose(await allKeys(input, own.signal));
    } catch (error) {
      if (own.signal.aborted) return;
      toast({ tone: 'bad', text: `Not all were selected. ${explain('', error).why}` });
    }
    setSelecting(false);
  };
  return (
    <>
      <BulkBar
        things="keys"
        selected={keys.length}
        matching={matching}
        onSelectAll={keys.length >= matching || selecting ? null : () => void selectAll()}
        selecting={selecting}
        choices={KEY_ACTS.map((each) => ({
          id: each.name,
          label: each.label,
          armed: each.armed,
          disabledReason: refusal(each, keys),
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
