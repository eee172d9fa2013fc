/** Compiled policies, interned by the SHA-256 of their text (100,000 default policies are one object), compiled at first use. */
import { toHex, utf8 } from '../domain/bytes.ts';
import type { Sha256 } from '../domain/log/hash.ts';
import { BUILT_IN_POLICIES } from '../domain/policy/built-in-policies.ts';
import { compilePolicy, type CompiledPolicy } from '../domain/policy/compile.ts';
import type { PolicySource } from '../domain/policy/evaluate.ts';
import { parsePolicy } from '../domain/policy/parse.ts';
import type { IdentityPolicyEntity, KeyPolicyEntity } from '../domain/state/entities.ts';
import type { State, Stored } from '../domain/state/state.ts';
import { ServiceError } from './errors.ts';
import type { PolicyLibrary } from './operation.ts';

/** Distinct policies kept compiled; the oldest used goes first. */
const MOST_COMPILED = 20_000;

/**
 * In place of an attached policy that is missing, was altered, or cannot be read by this version: nobody knows what it denied, so who
 * has it may do nothing until somebody has taken it from them.
 */
export const UNREADABLE_POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: {
    Sid: 'This policy is missing or cannot be read',
    Effect: 'Deny',
    Action: ['kms:*', 'keydesk:*'],
    Resource: '*',
  },
});

function compileText(text: string, kind: 'key' | 'identity'): CompiledPolicy {
  const parsed = parsePolicy(text, kind);
  if (!parsed.ok)
    throw new ServiceError(
      'KMSInternalException',
      'A stored policy cannot be evaluated by this version of Keydesk; nothing is allowed by it.',
    );
  return compilePolicy(parsed.document, kind);
}

export function createPolicyLibrary(sha256: Sha256): PolicyLibrary {
  const compiled = new Map<string, CompiledPolicy>();
  /** Digest of the text of each row that was asked for. */
  const texts = new WeakMap<Stored<KeyPolicyEntity>, string>();
  const builtIn = new Map<string, PolicySource>();
  /** By the row as it is stored: a change of the policy makes another, and the old one is forgotten with it. */
  const own = new WeakMap<Stored<IdentityPolicyEntity>, PolicySource>();
  const unreadable = compileText(UNREADABLE_POLICY, 'identity');

  for (const { name, text } of BUILT_IN_POLICIES) {
    builtIn.set(name, {
      compiled: compileText(text, 'identity'),
      id: name,
      version: 1,
      digest: toHex(sha256(utf8(text))),
    });
  }

  function ownPolicy(name: string, stored: Stored<IdentityPolicyEntity>): PolicySource {
    let source = own.get(stored);
    if (source === undefined) {
      const parsed = parsePolicy(stored.body.text, 'identity');
      const policy = parsed.ok ? compilePolicy(parsed.document, 'identity') : unreadable;
      source = { compiled: policy, id: name, version: stored.version, digest: stored.digest };
      own.set(stored, source);
    }
    return source;
  }

  return {
    keyPolicy(state: State, keyId: string): PolicySource {
      const stored = state.policy(keyId);
      if (stored === undefined)
        throw new ServiceError(
          'KMSInternalException',
          'The policy of this key is missing or was altered; nothing is allowed until an administrator has looked.',
        );
      // The row's own digest is of who saved it and when, too.
      let of = texts.get(stored);
      if (of === undefined) texts.set(stored, (of = toHex(sha256(utf8(stored.body.text)))));
      let policy = compiled.get(of);
      if (policy === undefined) {
        policy = compileText(stored.body.text, 'key');
        if (compiled.size >= MOST_COMPILED) compiled.delete(compiled.keys().next().value!); // size > 0
        compiled.set(of, policy);
      }
      return { compiled: policy, id: keyId, version: stored.version, digest: stored.digest };
    },
    identityPolicies(state: State, names: readonly string[]): readonly PolicySource[] {
      return names.map((name) => {
        const known = builtIn.get(name);
        if (known !== undefined) return known;
        const stored = state.identityPolicy(name);
        return stored === undefined
          ? { compiled: unreadable, id: name, version: 0, digest: '' }
          : ownPolicy(name, stored);
      });
    },
  };
}
