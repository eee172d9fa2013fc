import type { Rule } from '../rule.ts';
import { accountVsRootUser } from './account-vs-root-user.ts';
import { anyOfNegated } from './anyof-negated.ts';
import { deprecatedKey } from './deprecated-key.ts';
import { emptyPart } from './empty-part.ts';
import { ifExistsNoop } from './ifexists-noop.ts';
import { mergeable } from './mergeable.ts';
import { presenceTest } from './presence-test.ts';
import { qualifierNull } from './qualifier-null.ts';
import { redundantAction } from './redundant-action.ts';
import { redundantPrincipal } from './redundant-principal.ts';
import { redundantValue } from './redundant-value.ts';
import { regionMismatch } from './region-mismatch.ts';
import { valueCase } from './value-case.ts';
import { viaServiceFormat } from './via-service-format.ts';
import { wildcardNoLike } from './wildcard-no-like.ts';

/** Traps of meaning that the text shows. Those that only the comparison finds are in idle-rules.ts. */
export const PLAIN_SEMANTICS: readonly Rule[] = [
  presenceTest,
  wildcardNoLike,
  redundantAction,
  redundantValue,
  redundantPrincipal,
  mergeable,
  emptyPart,
  anyOfNegated,
  qualifierNull,
  ifExistsNoop,
  valueCase,
  viaServiceFormat,
  regionMismatch,
  deprecatedKey,
  accountVsRootUser,
];
