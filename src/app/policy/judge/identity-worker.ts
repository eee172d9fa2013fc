/** The worker of an editor of identity policies. */
import { RULES } from '../../../domain/policy/lint/rules.ts';
import { startJudging } from './start-judging.ts';

startJudging(RULES);
