import { BUILT_IN_POLICIES } from '../../../domain/policy/built-in-policies.ts';
import { Checkbox, ChoiceGroup } from '../../ui/choice.tsx';
import { useOwnPolicies } from './own-policies.ts';

/** More of the desk's own stand in a frame that scrolls. */
const MOST_OPEN = 6;

interface Choice {
  readonly name: string;
  readonly title: string;
  readonly description: string;
}

const BUILT_IN: readonly Choice[] = BUILT_IN_POLICIES;

/** The desk's own policies by name, and those that somebody has and this person may not list. */
function useOwnChoices(had: readonly string[]): readonly Choice[] {
  const listed = useOwnPolicies().map(({ Name, Description }) => ({
    name: Name,
    title: Name,
    description: Description,
  }));
  const known = new Set([...BUILT_IN, ...listed].map(({ name }) => name));
  const unlisted = had
    .filter((name) => !known.has(name))
    .map((name) => ({ name, title: name, description: 'A policy of this desk that you cannot see.' }));
  return [...listed, ...unlisted];
}

/** Which identity policies somebody has: each with the sentence that says what it lets them do. `had`: those that they have now. */
export function IdentityPolicyChoice({
  legend = 'Identity policies',
  value,
  had = [],
  help,
  onChange,
}: {
  readonly legend?: string;
  readonly value: readonly string[];
  readonly had?: readonly string[];
  readonly help?: string;
  readonly onChange: (policies: readonly string[]) => void;
}) {
  const own = useOwnChoices(had);
  const order = [...BUILT_IN, ...own].map(({ name }) => name);
  const box = ({ name, title, description }: Choice) => (
    <Checkbox
      key={name}
      label={title}
      {...(description === '' ? {} : { note: description })}
      checked={value.includes(name)}
      onChange={(checked) =>
        onChange(order.filter((each) => (each === name ? checked : value.includes(each))))
      }
    />
  );
  return (
    <>
      <ChoiceGroup id="policies" legend={legend} help={help}>
        {BUILT_IN.map(box)}
      </ChoiceGroup>
      {own.length > 0 && (
        <ChoiceGroup id="own-policies" legend="Of this desk" boxed={own.length > MOST_OPEN}>
          {own.map(box)}
        </ChoiceGroup>
      )}
    </>
  );
}
