/** The worker of an editor of identity policies. */
import { IDENTITY_RULES } from '../../../domain/policy/lint/identity-rules.ts';
import { PLAIN_RULES } from '../../../domain/policy/lint/plain-rules.ts';
import { startJudging } from './start-judging.ts';

startJudging([...PLAIN_RULES, ...IDENTITY_RULES]);
