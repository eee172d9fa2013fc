import { foldCase } from '../../../domain/policy/fold-case.ts';
import * as z from 'zod';
import { put } from '../../../domain/state/entities.ts';
import { ServiceError } from '../../errors.ts';
import { operation } from '../../operation.ts';
import { tagsOf } from '../../principals.ts';
import { nothing, tag } from '../../schema.ts';
import { endedPractice } from '../desk/ended-practice.ts';
import { checkTags, MOST_TAGS, tagConditions, tagPairs } from '../keys/tags.ts';
import { requireFreshPassword } from '../sessions/fresh-password.ts';
import { principalId } from './person.ts';

const list = z.array(tag).max(MOST_TAGS);
type Tags = z.output<typeof list>;

const inOneOrder = (tags: Tags): string => JSON.stringify(tagPairs(tags));
const inWords = (tags: Tags): string =>
  tags.length === 0 ? 'none' : tags.map(({ TagKey, TagValue }) => `${TagKey}=${TagValue}`).join(', ');

/** Conditions compare names of tags without case, so that a principal has one of each: as in IAM. */
function checkNames(tags: Tags): void {
  checkTags(tags);
  if (new Set(tags.map(({ TagKey }) => foldCase(TagKey))).size < tags.length)
    throw new ServiceError(
      'TagException',
      'Duplicate tag keys: those of people and services compare without case',
    );
}

/**
 * Tags of a person or service: exactly these, from the next request on. Policies ask for them (`aws:PrincipalTag/team`), so whoever may
 * do this can give what such a policy gives.
 */
export const updatePrincipalTags = operation.onAccount({
  name: 'UpdatePrincipalTags',
  class: 'management',
  input: z.object({
    PrincipalId: principalId,
    Tags: list,
    /** What they were when they were edited, in any order. Refused when they are others by now: those would be lost unseen. */
    IfTags: list.optional(),
  }),
  output: nothing,
  errors: ['ConflictException', 'NotFoundException', 'PasswordRequiredException', 'TagException'],
  permissions: () => [{ action: 'keydesk:UpdatePrincipalTags', key: null, resource: '*' }],
  check: ({ Tags }) => checkNames(Tags),
  conditions: ({ Tags }) => tagConditions(Tags),
  parameters: ({ PrincipalId, Tags }) => [
    ['PrincipalId', PrincipalId],
    ...Tags.map(({ TagKey, TagValue }) => [`Tag ${TagKey}`, TagValue] as const),
  ],
  plan: (context) => {
    const { state, call, input } = context;
    requireFreshPassword(call);
    const before = state.principal(input.PrincipalId);
    if (before === undefined)
      throw new ServiceError('NotFoundException', 'There is no such person or service.');
    const had = tagsOf(before);
    if (input.IfTags !== undefined && inOneOrder(input.IfTags) !== inOneOrder(had))
      throw new ServiceError(
        'ConflictException',
        `The tags of ${before.name} were changed meanwhile: they are ${inWords(had)} now. Nothing was saved.`,
      );
    if (inOneOrder(input.Tags) === inOneOrder(had)) return { output: {} };
    const after = { ...before, tags: tagPairs(input.Tags) };
    const closed = endedPractice(context, before, context, after);
    return {
      output: {},
      changes: [put('principal', before.id, after), ...closed],
      event: {
        parameters: [
          ['Name', before.name],
          ['PrincipalId', before.id],
          ...input.Tags.map(({ TagKey, TagValue }) => [`Tag ${TagKey}`, TagValue] as const),
          ['TagsBefore', had.map(({ TagKey, TagValue }) => `${TagKey}=${TagValue}`).join(' ')],
          ...(closed.length === 0 ? [] : [['PracticeKeys', 'closed'] as const]),
        ],
      },
    };
  },
});
