import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import type { DeskFacts } from '../query/contract.ts';
import type { LogCheck } from './check-log.ts';

/** Checked anew whenever the desk has signed further, as far as this page knows. */
const logCheck = ({ VerifierKey: verifierKey, CheckpointSize: size, Epochs }: DeskFacts['Log']) =>
  queryOptions<LogCheck>({
    queryKey: ['LogCheck', verifierKey, size],
    queryFn: async () => (await import('./desk-log.ts')).checkDeskLog(verifierKey, Epochs),
    staleTime: Infinity,
    retry: false,
  });

/** Whether the desk's log verifies; undefined while it is being found out for the first time. */
export const useLogCheck = (log: DeskFacts['Log']): LogCheck | undefined =>
  useQuery({ ...logCheck(log), placeholderData: keepPreviousData }).data;
