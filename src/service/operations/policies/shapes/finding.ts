/** A finding of the linter, as operations tell it. Offsets are UTF-16 units of the policy's text. */
import * as z from 'zod';
import { SEVERITIES, type Finding } from '../../../../domain/policy/lint/finding.ts';
import type { SuppressionEntity } from '../../../../domain/state/entities.ts';
import { timestamp } from '../../../schema.ts';
import { witness, witnessOf } from './witness.ts';

export const suppression = z.object({
  Code: z.string(),
  /** Sid of the statement; absent: of the whole policy, wherever the rule finds something. */
  Statement: z.string().optional(),
  Reason: z.string(),
  Until: timestamp,
  /** ARN of who silenced it, and when. */
  SuppressedBy: z.string(),
  Time: timestamp,
});

export const suppressionOf = (entity: SuppressionEntity): z.output<typeof suppression> => ({
  Code: entity.code,
  ...(entity.statement === null ? {} : { Statement: entity.statement }),
  Reason: entity.reason,
  Until: new Date(entity.until),
  SuppressedBy: entity.by,
  Time: new Date(entity.at),
});

export const finding = z.object({
  Code: z.string(),
  Severity: z.enum(SEVERITIES),
  Message: z.string(),
  From: z.int(),
  To: z.int(),
  /** Index from 0; absent: of the whole policy. */
  Statement: z.int().optional(),
  /** The policy cannot be saved as long as it is there. */
  Blocks: z.boolean(),
  /** Proved before they are told, where their class says so. */
  Fixes: z.array(
    z.object({
      Class: z.enum(['A', 'N', 'T', 'R']),
      Title: z.string(),
      Edits: z.array(z.object({ From: z.int(), To: z.int(), Insert: z.string() })),
    }),
  ),
  /** A request that shows it. */
  Witness: witness.optional(),
  /** Present: somebody bears it until a date. */
  Suppression: suppression.optional(),
});

export const findingOf = (
  found: Finding,
  borne: SuppressionEntity | undefined,
): z.output<typeof finding> => ({
  Code: found.code,
  Severity: found.severity,
  Message: found.message,
  From: found.from,
  To: found.to,
  ...(found.statement === null ? {} : { Statement: found.statement }),
  Blocks: found.blocks,
  Fixes: found.fixes.map(({ class: Class, title, edits }) => ({
    Class,
    Title: title,
    Edits: edits.map(({ from, to, insert }) => ({ From: from, To: to, Insert: insert })),
  })),
  ...(found.witness === undefined ? {} : { Witness: witnessOf(found.witness) }),
  ...(borne === undefined ? {} : { Suppression: suppressionOf(borne) }),
});
