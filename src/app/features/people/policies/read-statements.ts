import { MAX_POLICY_BYTES, type Located, type PolicyStatement } from '../../../../domain/policy/document.ts';
import { parsePolicy } from '../../../../domain/policy/parse.ts';
import { keyWords } from '../../../ui/statement-words.ts';

const VARIABLE = /\$\{([a-z][^},]*)(?:,[^}]*)?\}/gi;

/** `tag team of the caller` for `${aws:PrincipalTag/team}`; within a longer value in angles. */
const said = <T extends Located>(value: T): T => ({
  ...value,
  text: value.text.replace(VARIABLE, (whole, key: string) =>
    whole === value.text ? keyWords(key) : `‹${keyWords(key)}›`,
  ),
});

/** The statements of an identity policy that can be read, of a text that is not whole too, variables in words; null: there is none. */
export function readStatements(text: string): readonly PolicyStatement[] | null {
  if (new TextEncoder().encode(text).length > MAX_POLICY_BYTES) return null;
  const parsed = parsePolicy(text, 'identity');
  const document = parsed.ok ? parsed.document : parsed.partial;
  if (document === null || document.statements.length === 0) return null;
  // The older version knows no variables: what looks like one is a text.
  if (document.version !== '2012-10-17') return document.statements;
  return document.statements.map((statement) => ({
    ...statement,
    resources: statement.resources.map(said),
    conditions: statement.conditions.map((condition) => ({
      ...condition,
      values: condition.values.map(said),
    })),
  }));
}
