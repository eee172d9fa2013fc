/** The worker of an editor of key policies. */
import { KEY_RULES } from '../../../domain/policy/lint/key-rules.ts';
import { startJudging } from './start-judging.ts';

startJudging(KEY_RULES);
