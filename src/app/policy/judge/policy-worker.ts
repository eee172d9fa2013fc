/** The worker of an editor of key policies. */
import { PLAIN_RULES } from '../../../domain/policy/lint/plain-rules.ts';
import { startJudging } from './start-judging.ts';

startJudging(PLAIN_RULES);
