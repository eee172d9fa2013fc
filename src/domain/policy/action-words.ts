/** Identity policies in English: what their statements let somebody do. */
import { parsePolicy } from './parse.ts';

/** What an action, or a pattern of actions, is in words: `kms:ScheduleKeyDeletion` → "schedule key deletion". */
export function actionWords(action: string): string {
  const [namespace = '', name = ''] = action.split(':');
  if (name === '*') return namespace === 'kms' ? 'do everything with keys' : 'do everything on this desk';
  const words = name.replaceAll('*', '').replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ');
  return words
    .toLowerCase()
    .replace(/^re encrypt/, 're-encrypt')
    .replace(/ mac$/, ' MAC');
}

export interface StatementWords {
  /** Its author's name for it; "Statement 2" without one. */
  readonly name: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
}

/** The statements of an identity policy in words; none for a text that cannot be read. */
export function identityPolicyWords(text: string): readonly StatementWords[] {
  const parsed = parsePolicy(text, 'identity');
  if (!parsed.ok) return [];
  return parsed.document.statements.map(({ index, sid, effect, actions }) => ({
    name: sid ?? `Statement ${index + 1}`,
    effect,
    actions: actions.map((action) => actionWords(action.text)),
  }));
}
