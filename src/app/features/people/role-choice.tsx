import { BUILT_IN_POLICIES } from '../../../domain/policy/built-in-policies.ts';
import { Checkbox, ChoiceGroup } from '../../ui/choice.tsx';

/** Which roles somebody has: each with the sentence that says what it lets them do. */
export function RoleChoice({
  legend = 'Roles',
  value,
  help,
  onChange,
}: {
  readonly legend?: string;
  readonly value: readonly string[];
  readonly help?: string;
  readonly onChange: (roles: readonly string[]) => void;
}) {
  return (
    <ChoiceGroup id="roles" legend={legend} help={help}>
      {BUILT_IN_POLICIES.map(({ name, title, description }) => (
        <Checkbox
          key={name}
          label={title}
          note={description}
          checked={value.includes(name)}
          onChange={(checked) =>
            onChange(
              BUILT_IN_POLICIES.map((policy) => policy.name as string).filter((each) =>
                each === name ? checked : value.includes(each),
              ),
            )
          }
        />
      ))}
    </ChoiceGroup>
  );
}
