import { Notice } from './states.tsx';
import { Time } from './time.tsx';

/** An edit was found as it was left in this tab, at `since`. */
export const KeptEdit = ({ since }: { readonly since: Date }) => (
  <Notice>
    This edit is from <Time value={since} />. It was kept in this tab and is not saved.
  </Notice>
);
