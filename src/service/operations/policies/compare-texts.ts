/** The comparison with everything that the service can give it. */
import type { Comparison } from '../../../domain/policy/compare/comparison.ts';
import type { CompiledPolicy } from '../../../domain/policy/compile.ts';
import type { PolicyWorld } from '../../../domain/policy/world.ts';
import { ServiceError } from '../../errors.ts';

export function compareTexts(
  _before: CompiledPolicy,
  _after: CompiledPolicy,
  _world: PolicyWorld,
): Comparison {
  throw new ServiceError('UnsupportedOperationException', 'Comparison comes with the next merge.');
}
