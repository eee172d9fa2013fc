import * as z from 'zod';
import { silencedBy } from '../../../domain/policy/lint/suppression.ts';
import type { KeyEntity } from '../../../domain/state/entities.ts';
import { ServiceError } from '../../errors.ts';
import { effect, operation, type Context } from '../../operation.ts';
import { policyWorldOf, sightOf } from '../../policy-world.ts';
import { arnOfKey, resolveKey } from '../../resolve.ts';
import { keyId } from '../../schema.ts';
import { requireSize } from './policy-text.ts';
import { finding, findingOf, suppression, suppressionOf } from './shapes/finding.ts';
import { suppressionsOf } from './suppressions.ts';

const input = z.object({
  /** The key that the policy stands on; without it nothing of a key is known. */
  KeyId: keyId.optional(),
  /** The text to look at; without it the key's own, as it is saved. */
  Policy: z.string().min(1).max(131_072).optional(),
  /** `key` without it. */
  Kind: z.enum(['key', 'identity']).optional(),
});
type Asked = Context<z.output<typeof input>>;

const keyOf = (context: Asked): KeyEntity | null =>
  context.input.KeyId === undefined
    ? null
    : resolveKey({ ...context, action: 'kms:GetKeyPolicy' }, context.input.KeyId, 'any');

function textOf({ state, input: given }: Asked, key: KeyEntity | null): string {
  if (given.Policy !== undefined) return given.Policy;
  const saved = key === null ? undefined : state.policy(key.id);
  if (saved === undefined) throw new ServiceError('NotFoundException', 'No such policy exists');
  return saved.body.text;
}

/**
 * What the linter finds in a policy, worst first: judged against the key, people and services, grants and uses, as far as the caller
 * may see them. Nothing is saved. A text that stands on no key needs a permission of its own: to read it costs the desk work. Suppressed findings are told too, each with what silences it.
 */
export const lintKeyPolicy = operation.onAccount({
  name: 'LintKeyPolicy',
  class: 'read',
  input,
  output: z.object({
    Findings: z.array(finding),
    /** Findings left out, because their rule had very many. */
    More: z.array(z.object({ Code: z.string(), Count: z.int() })),
    /** Of the key, those that have ended and those that silence nothing now too. */
    Suppressions: z.array(suppression),
  }),
  errors: ['InvalidArnException', 'KMSInternalException', 'LimitExceededException', 'NotFoundException'],
  check: ({ KeyId, Policy }) => {
    if (KeyId === undefined && Policy === undefined)
      throw new ServiceError('ValidationException', 'Give KeyId, Policy, or both.');
    if (Policy !== undefined) requireSize(Policy);
  },
  permissions: (context) => {
    const key = keyOf(context);
    return key === null
      ? [{ action: 'keydesk:LintKeyPolicy', key: null, resource: '*' }]
      : [{ action: 'kms:GetKeyPolicy', key, resource: arnOfKey(context.desk, key.id) }];
  },
  plan: (context) => {
    const { state, desk, input: given } = context;
    const key = keyOf(context);
    const text = textOf(context, key);
    const kind = given.Kind ?? 'key';
    return effect(
      // The rules are a fifth of the service: they come with the first text that is to be judged.
      async ({ store }) => ({
        world: await policyWorldOf(store, context, key, sightOf(context, key)),
        linter: await import('./lint-text.ts'),
      }),
      ({ world, linter: { lintText } }) => {
        const borne = key === null ? [] : [...suppressionsOf(state, key.id)];
        const { findings, document, more } = lintText(text, kind, world, borne);
        const statements = document?.statements ?? [];
        const now = desk.wallClock.now();
        return {
          output: {
            Findings: findings.map((each) => findingOf(each, silencedBy(each, statements, borne, now))),
            More: [...more].map(([Code, Count]) => ({ Code, Count })),
            Suppressions: borne.map(suppressionOf),
          },
          ...(key === null ? {} : { event: { key: key.id } }),
        };
      },
    );
  },
});
