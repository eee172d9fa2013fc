/** Who gains and who loses by an edit, as operations tell it. */
import * as z from 'zod';
import type { AccessChange, Comparison } from '../../../../domain/policy/compare/comparison.ts';
import { witness, witnessOf } from './witness.ts';

const accessChange = z.object({
  Layer: z.enum(['direct', 'delegated', 'grant']),
  Who: z.array(
    z.object({
      Words: z.string(),
      Arn: z.string().optional(),
      /** ARNs of the people and services of the desk that are meant. */
      Existing: z.array(z.string()),
      /** Somebody who does not exist yet would be meant, too. */
      Open: z.boolean(),
    }),
  ),
  Actions: z.array(z.string()),
  /** All must hold; empty: always. */
  When: z.array(z.object({ Key: z.string(), Words: z.string() })),
  /** Absent: the change is only possible. */
  Witness: witness.optional(),
});

export const comparison = z.object({
  /** False: the budget was spent; `Gained` and `Lost` then hold everything that may change, and perhaps more. */
  Exact: z.boolean(),
  Gained: z.array(accessChange),
  Lost: z.array(accessChange),
  /** Why it is not exact, one sentence each. */
  Limits: z.array(z.string()),
});

const changeOf = ({
  layer,
  who,
  actions,
  when,
  witness: shows,
}: AccessChange): z.output<typeof accessChange> => ({
  Layer: layer,
  Who: who.map(({ words, arn, existing, open }) => ({
    Words: words,
    ...(arn === null ? {} : { Arn: arn }),
    Existing: [...existing],
    Open: open,
  })),
  Actions: [...actions],
  When: when.map(({ key, words }) => ({ Key: key, Words: words })),
  ...(shows === null ? {} : { Witness: witnessOf(shows) }),
});

export const comparisonOf = ({ exact, gained, lost, limits }: Comparison): z.output<typeof comparison> => ({
  Exact: exact,
  Gained: gained.map(changeOf),
  Lost: lost.map(changeOf),
  Limits: [...limits],
});
