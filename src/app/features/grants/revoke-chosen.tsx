import { useState } from 'react';
import { useCan } from '../../query/can.ts';
import type { KeyGrant } from '../../query/contract.ts';
import { call } from '../../query/desk.ts';
import { useBulk } from '../../query/use-bulk.ts';
import { BulkActDialog } from '../../shell/bulk-act-dialog.tsx';
import { BulkAsk } from '../../ui/bulk-dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { counted, grantName, partyText, revokedTogether } from './grant-words.ts';

const number = new Intl.NumberFormat('en');

/** Ends the chosen grants of a key: asked in numbers, done with progress, reported grant by grant. */
export default function RevokeChosen({
  keyId,
  grants,
  onClose,
}: {
  readonly keyId: string;
  readonly grants: readonly KeyGrant[];
  /** With those that it was done with. */
  readonly onClose: (done: readonly KeyGrant[]) => void;
}) {
  // Those that were chosen when it was asked: the list behind changes while it is done.
  const [asked] = useState(grants);
  const [typed, setTyped] = useState('');
  const bulk = useBulk<KeyGrant>();
  const may = useCan('kms:RevokeGrant', keyId);
  const { title, names, whom, uses, children, confirm } = revokedTogether(asked);
  const [only] = asked;
  const block = may.reason ?? (confirm !== null && typed !== confirm ? `Type “${confirm}” first` : null);
  return (
    <BulkActDialog
      title={title}
      bulk={bulk}
      nameOf={(grant) => ({ id: grant.GrantId, name: grantName(grant) })}
      onClose={onClose}
    >
      <BulkAsk
        actionLabel={title}
        armed
        disabledReason={block}
        onCancel={() => onClose([])}
        onConfirm={() => bulk.start(asked, ({ GrantId }) => call('RevokeGrant', { KeyId: keyId, GrantId }))}
      >
        <p>{names}</p>
        <p>
          {whom === 1 && only !== undefined ? partyText(only.Grantee) : `${number.format(whom)} principals`}{' '}
          {whom === 1 ? 'loses' : 'lose'} what {asked.length === 1 ? 'it gives' : 'they give'}, at once and
          for good.
        </p>
        {uses === 0 ? (
          <p>None of them decided a request in 90 days.</p>
        ) : (
          <p>
            <b>{counted(uses, 'request', 'requests')}</b> of the last 90 days {uses === 1 ? 'was' : 'were'}{' '}
            allowed by nothing else: the next ones like {uses === 1 ? 'it' : 'them'} are refused.
          </p>
        )}
        {children > 0 && (
          <p>
            <b>{counted(children, 'grant', 'grants')}</b> made by them {children === 1 ? 'stays' : 'stay'}:
            choose {children === 1 ? 'it' : 'them'} too, or revoke {children === 1 ? 'it' : 'them'}{' '}
            afterwards.
          </p>
        )}
        {confirm !== null && (
          <TextField
            label={`Type “${confirm}” to confirm`}
            value={typed}
            spellCheck={false}
            onChange={setTyped}
          />
        )}
      </BulkAsk>
    </BulkActDialog>
  );
}
