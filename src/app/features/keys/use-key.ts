import { useParams } from 'react-router';
import { usePrefetched } from '../../query/query.ts';

/** What every tab of a key reads: the loader of the key's route has awaited it. */
export const useKey = () => usePrefetched('DescribeKeyOverview', { KeyId: useParams()['keyId'] ?? '' });
