/** Compiled policies, interned by the SHA-256 of their text (100,000 default policies are one object), compiled at first use. */
import { toHex, utf8 } from '../domain/bytes.ts';
import type { Sha256 } from '../domain/log/hash.ts';
import { BUILT_IN_POLICIES } from '../domain/policy/built-in-policies.ts';
import { compilePolicy, type CompiledPolicy } from '../domain/policy/compile.ts';
import type { PolicySource } from '../domain/policy/evaluate.ts';
import { parsePolicy } from '../domain/policy/parse.ts';
import type { State } from '../domain/state/state.ts';
import { ServiceError } from './errors.ts';
import type { PolicyLibrary } from './operation.ts';

/** Distinct policies kept compiled; the oldest used goes first. */
const MOST_COMPILED = 20_000;

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
  const identity = new Map<string, PolicySource>();
  const lists = new Map<string, readonly PolicySource[]>();

  for (const { name, text } of BUILT_IN_POLICIES) {
    identity.set(name, {
      compiled: compileText(text, 'identity'),
      id: name,
      version: 1,
      digest: toHex(sha256(utf8(text))),
    });
  }

  return {
    keyPolicy(state: State, keyId: string): PolicySource {
      const stored = state.policy(keyId);
      if (stored === undefined)
        throw new ServiceError(
          'KMSInternalException',
          'The policy of this key is missing or was altered; nothing is allowed until an administrator has looked.',
        );
      const { digest } = stored;
      let policy = compiled.get(digest);
      if (policy === undefined) {
        policy = compileText(stored.body.text, 'key');
        if (compiled.size >= MOST_COMPILED) compiled.delete(compiled.keys().next().value!); // size > 0
        compiled.set(digest, policy);
      }
      return { compiled: policy, id: keyId, version: stored.version, digest };
    },
    identityPolicies(names: readonly string[]): readonly PolicySource[] {
      const key = names.join('\n');
      let list = lists.get(key);
      if (list === undefined) lists.set(key, (list = names.flatMap((name) => identity.get(name) ?? [])));
      return list;
    },
  };
}
