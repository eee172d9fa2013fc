import { Card } from '../../ui/page.tsx';
import { EmptyState } from '../../ui/states.tsx';

/** What lets somebody see a key's grants. */
export const LIST = 'kms:ListGrants';

/** In place of grants that somebody may not list; `reason`: why, and who could. */
export const NotShown = ({ reason }: { readonly reason: string | null }) => (
  <Card>
    <EmptyState title="Grants are not shown to you">{reason}</EmptyState>
  </Card>
);
