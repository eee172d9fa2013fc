import { Columns, Stack } from '../../ui/page.tsx';
import { AliasesCard } from './aliases-card.tsx';
import { DescriptionCard } from './description-card.tsx';
import { KeyTagsCard } from './key-tags-card.tsx';
import { useKey } from './use-key.ts';

/** What people call a key, what it is for, and how it is found. */
export function Component() {
  const { Key, Users } = useKey();
  return (
    <Columns>
      <Stack>
        <AliasesCard summary={Key} users={Users} />
        <KeyTagsCard summary={Key} />
      </Stack>
      <DescriptionCard key={Key.KeyId} summary={Key} />
    </Columns>
  );
}
