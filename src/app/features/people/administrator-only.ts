import { usePrefetched } from '../../query/query.ts';

/** Null for an administrator; for others why a button does nothing, and who could. The desk decides in any case. */
export const useAdministratorOnly = (): string | null =>
  usePrefetched('GetSession', {}).Policies.includes('administrator')
    ? null
    : 'Only an administrator of this desk can do this';
