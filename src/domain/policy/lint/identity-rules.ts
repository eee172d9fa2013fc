/** Rules that only an identity policy can break. */
import { useOfEveryKey } from './least-privilege/use-of-every-key.ts';
import type { Rule } from './rule.ts';
import { asGoodAsAdministrator } from './security/as-good-as-administrator.ts';

export const IDENTITY_RULES: readonly Rule[] = [asGoodAsAdministrator, useOfEveryKey];
