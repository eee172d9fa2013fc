/** The versions of a policy, of a key or of people and services: kept as they are replaced, told page by page. */
import * as z from 'zod';
import {
  put,
  remove,
  versionId,
  type Change,
  type PolicyVersionEntity,
} from '../../../domain/state/entities.ts';
import type { State } from '../../../domain/state/state.ts';
import { decodeMarker, encodeMarker } from '../../paging.ts';
import { limit, marker, timestamp } from '../../schema.ts';

/**
 * Texts of one policy that are kept, with the one in force: they are held in memory, and may have 32 KiB each. Of older ones the log
 * keeps who saved them, when, why, and the digest of the text.
 */
export const MOST_VERSIONS = 100;
/** Kept ones that one change lets go: a desk of before the bound has more. */
const MOST_DROPPED = 20;

/** A version's text may have 32 KiB. */
const MOST = 100;
const DEFAULT = 20;

const version = z.object({
  /** What saving takes as IfPolicyVersion. */
  PolicyVersion: z.int(),
  Policy: z.string(),
  /** What was said that it is for; of identity policies only. */
  Description: z.string().optional(),
  /** Absent: it was saved before the desk kept that. */
  SavedAt: timestamp.optional(),
  /** ARN, of somebody who may be gone by now. */
  SavedBy: z.string().optional(),
  Reason: z.string().optional(),
  /** In force. */
  Current: z.boolean(),
});
type Version = z.output<typeof version>;

export const versionsAsked = { Limit: limit.optional(), Marker: marker.optional() };
export const versionsPage = z.object({
  Versions: z.array(version),
  Truncated: z.boolean(),
  NextMarker: z.string().optional(),
});

type Body = Pick<PolicyVersionEntity, 'text' | 'savedAt' | 'savedBy' | 'reason'> & {
  readonly description?: string;
};

export const versionOf = (number: number, body: Body, current: boolean): Version => ({
  PolicyVersion: number,
  Policy: body.text,
  ...(body.description === undefined ? {} : { Description: body.description }),
  ...(body.savedAt === undefined ? {} : { SavedAt: new Date(body.savedAt) }),
  ...(body.savedBy === undefined ? {} : { SavedBy: body.savedBy }),
  ...(body.reason === undefined || body.reason === null ? {} : { Reason: body.reason }),
  Current: current,
});

/** Keeps the version that is being replaced, and lets those go that are too old by it. `owner` as in `State.policyVersion`. */
export function keepVersion(state: State, owner: string, replaced: PolicyVersionEntity): readonly Change[] {
  const oldest = replaced.version + 1 - MOST_VERSIONS;
  const dropped: Change[] = [];
  for (let number = oldest; number > 0 && dropped.length < MOST_DROPPED; number--) {
    if (state.policyVersion(owner, number) === undefined) break;
    dropped.push(remove('policyVersion', versionId(owner, number)));
  }
  return [put('policyVersion', versionId(owner, replaced.version), replaced), ...dropped];
}

/** Numbers of the versions that are kept, newest first, below `before`. */
function* keptBelow(state: State, owner: string, before: number): Generator<number> {
  for (let number = before - 1; number > 0; number--)
    if (state.policyVersion(owner, number) !== undefined) yield number;
}

/** All of them go with the policy. */
export const dropVersions = (state: State, owner: string, current: number): readonly Change[] =>
  [...keptBelow(state, owner, current)].map((number) => remove('policyVersion', versionId(owner, number)));

/** One page, newest first: the one in force, then those that it replaced. */
export function pageOfVersions(
  state: State,
  owner: string,
  current: { readonly version: number; readonly body: Body },
  asked: {
    readonly operation: string;
    readonly Limit?: number | undefined;
    readonly Marker?: string | undefined;
  },
): z.output<typeof versionsPage> {
  const list = `${asked.operation} ${owner}`;
  const most = Math.min(asked.Limit ?? DEFAULT, MOST);
  const before = asked.Marker === undefined ? null : Number(decodeMarker(list, asked.Marker));
  const versions = before === null ? [versionOf(current.version, current.body, true)] : [];
  let truncated = false;
  for (const number of keptBelow(state, owner, before ?? current.version)) {
    truncated = versions.length === most;
    if (truncated) break;
    versions.push(versionOf(number, state.policyVersion(owner, number)!, false)); // as listed
  }
  const last = versions.at(-1);
  return {
    Versions: versions,
    Truncated: truncated,
    ...(truncated && last !== undefined
      ? { NextMarker: encodeMarker(list, String(last.PolicyVersion)) }
      : {}),
  };
}
