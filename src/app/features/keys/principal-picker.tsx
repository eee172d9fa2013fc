import { useState } from 'react';
import type { PrincipalSummary } from '../../query/contract.ts';
import { Checkbox, ChoiceGroup } from '../../ui/choice.tsx';
import { BareInput } from '../../ui/field.tsx';
import { shortArn } from '../../ui/shorten.ts';

interface Props {
  readonly id: string;
  readonly legend: string;
  readonly help: string;
  readonly error?: string | null | undefined;
  readonly principals: readonly PrincipalSummary[];
  /** ARNs. */
  readonly chosen: readonly string[];
  readonly me: string;
  readonly onChange: (chosen: readonly string[]) => void;
}

/** Above this many a box to filter them appears. */
const MANY = 7;

const note = (principal: PrincipalSummary, me: string): string => {
  const what = principal.Kind === 'user' ? 'person' : 'service';
  const you = principal.Arn === me ? ', you' : '';
  return `${what}${you}${principal.Policies.length === 0 ? '' : `, ${principal.Policies.join(', ')}`}`;
};

/** Who: people and services of this desk, as boxes to tick. */
export function PrincipalPicker({ id, legend, help, error, principals, chosen, me, onChange }: Props) {
  const [text, setText] = useState('');
  // Those who are ticked when the form opens stand first, where they are seen; a row does not move while it is being ticked.
  const [first] = useState(chosen);
  const rank = ({ Arn }: PrincipalSummary): number => (first.includes(Arn) ? 0 : 1);
  const shown = principals
    .filter((principal) => shortArn(principal.Arn).toLowerCase().includes(text.trim().toLowerCase()))
    .toSorted((a, b) => rank(a) - rank(b));
  const toggle = (arn: string, on: boolean): void =>
    onChange(on ? [...chosen, arn] : chosen.filter((each) => each !== arn));
  return (
    <ChoiceGroup
      id={id}
      legend={legend}
      help={help}
      error={error}
      boxed
      {...(principals.length > MANY && {
        filter: (
          <BareInput
            aria-label={`Filter ${legend.toLowerCase()}`}
            placeholder="Filter by name"
            value={text}
            onChange={setText}
          />
        ),
      })}
    >
      {shown.length === 0 && <p className="quiet">Nobody of that name.</p>}
      {shown.map((principal) => (
        <Checkbox
          key={principal.PrincipalId}
          label={shortArn(principal.Arn)}
          note={note(principal, me)}
          checked={chosen.includes(principal.Arn)}
          onChange={(on) => toggle(principal.Arn, on)}
        />
      ))}
    </ChoiceGroup>
  );
}
