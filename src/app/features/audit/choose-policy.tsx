import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { keyOf } from '../../choose/choice-rules.ts';
import { useMayRead } from '../../query/can.ts';
import type { KeySummary } from '../../query/contract.ts';
import { policyNamed, policyText } from '../../query/decided-by.ts';
import { query } from '../../query/query.ts';
import { ComboBox } from '../../ui/combo-box.tsx';
import { policyLabel } from './policy-label.ts';

/** The policy that decided: a key's own or an identity policy. One that is gone by its name or the key's id; the log of both stays. */
export function ChoosePolicy({
  keys,
  chosen,
  onChange,
}: {
  readonly keys: readonly KeySummary[];
  /** `key:…` or `identity:…`. */
  readonly chosen: string | null;
  readonly onChange: (policy: string | null) => void;
}) {
  const [typed, setTyped] = useState('');
  // Asked for by who turns to the box: most who come to the page do not.
  const [wanted, setWanted] = useState(false);
  const may = useMayRead('keydesk:ListIdentityPolicies') === true;
  const named =
    useQuery({ ...query('ListIdentityPolicies', {}), enabled: wanted && may }).data?.Policies ?? [];
  const typedKey = keyOf(typed);
  const policies = new Set([
    ...(chosen === null ? [] : [chosen]),
    ...(typedKey === null ? [] : [policyText({ source: 'KEY_POLICY', policy: typedKey })]),
    ...named.map(({ Name }) => policyText({ source: 'IDENTITY_POLICY', policy: Name })),
    ...keys.map(({ KeyId }) => policyText({ source: 'KEY_POLICY', policy: KeyId })),
  ]);
  return (
    <div onFocus={() => setWanted(true)}>
      <ComboBox
        label="Decided by policy"
        labelled
        placeholder="Any policy"
        value={chosen}
        options={[...policies].flatMap((text) => {
          const policy = policyNamed(text);
          return policy === null ? [] : [{ value: text, label: policyLabel(policy, keys) }];
        })}
        onTyped={setTyped}
        onChange={onChange}
      />
    </div>
  );
}
