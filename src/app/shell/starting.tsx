import { Skeleton } from '../ui/states.tsx';

/** While the first page is fetched: nothing for 150 ms, then its shape. */
export const Starting = () => <Skeleton rows={10} label="Keydesk is loading" />;
