import { checkAliasName } from '../../../domain/keys/identifiers.ts';
import type { FieldProblem } from '../../ui/form-page.tsx';
import { writingProblem, type TagRow } from '../../ui/tag-rules.ts';
import { daysProblem, type Choice } from './rotation-rules.ts';

/** An alias as typed, without its prefix. Null when it will do. */
export function aliasProblem(alias: string): string | null {
  const problem = checkAliasName(`alias/${alias}`);
  if (problem === null) return null;
  if (alias === '') return 'Give the key a name that people will know it by.';
  if (problem.code === 'LENGTH') return 'Use at most 250 characters.';
  if (problem.code === 'RESERVED') return 'Names that begin with aws/ are AWS’s own. Choose another.';
  return 'Use letters without accents, digits and / _ - only.';
}

/** What is wrong with the tags, in one sentence; null when they will do. Rows without name and value do not count. */
export function tagsProblem(rows: readonly TagRow[]): string | null {
  const used = rows.filter((row) => row.name !== '' || row.value !== '');
  if (used.some((row) => row.name === '')) return 'Every tag needs a name.';
  if (new Set(used.map((row) => row.name)).size < used.length) return 'A name can be given once only.';
  return used.map(writingProblem).find((problem) => problem !== null) ?? null;
}

export interface KeyForm {
  readonly alias: string;
  readonly description: string;
  readonly tags: readonly TagRow[];
  readonly administrators: readonly string[];
  readonly users: readonly string[];
  readonly accountKeepsControl: boolean;
  readonly rotation: Choice;
  /** As typed; counts with a period of one's own only. */
  readonly rotationDays: string;
}

/** Everything to mend before the form can be sent. `me` is the ARN of who creates the key. */
export function keyFormProblems(form: KeyForm, me: string): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  const alias = aliasProblem(form.alias);
  if (alias !== null) problems.push({ id: 'alias', label: 'Alias', message: alias });
  const tags = tagsProblem(form.tags);
  if (tags !== null) problems.push({ id: 'tags', label: 'Tags', message: tags });
  if (!form.accountKeepsControl && !form.administrators.includes(me)) {
    problems.push({
      id: 'administrators',
      label: 'Administrators',
      message:
        'Add yourself, or let the account keep control: else you could never change this policy again.',
    });
  }
  const days = daysProblem({ choice: form.rotation, days: form.rotationDays });
  if (days !== null) problems.push({ id: 'rotation-days', label: 'Rotation', message: days });
  return problems;
}

/** Rows that have a name are the tags that are sent. */
export const sentTags = (rows: readonly TagRow[]): readonly TagRow[] => rows.filter((row) => row.name !== '');
