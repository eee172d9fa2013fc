import { nearestName } from '../../nearest.ts';
import { OPERATORS } from '../../operators.ts';
import { keyPolicy } from '../examples.ts';
import { refusalRule, repaired, writtenAt } from './refusal-rule.ts';
import type { RuleDoc } from '../rule.ts';

export const unknownOperator = refusalRule({
  code: 'unknown-operator',
  repair: (subject, problem) => {
    const written = writtenAt(subject, problem);
    const [, qualifier = '', base = ''] = /^(?:(.*):)?(.*?)$/s.exec(written) ?? [];
    const suffix = /IfExists$/i.test(base) ? 'IfExists' : '';
    const meant = nearestName(
      base.slice(0, base.length - suffix.length),
      OPERATORS.map(({ name }) => name),
    );
    const before = qualifier === '' ? null : nearestName(qualifier, ['ForAllValues', 'ForAnyValue']);
    if (meant === null || (qualifier !== '' && before === null)) return [];
    const whole = `${before === null ? '' : `${before}:`}${meant}${suffix}`;
    return whole === written ? [] : [repaired(`Write "${whole}"`, problem, JSON.stringify(whole))];
  },
});

export const unknownOperatorDoc = (): RuleDoc => ({
  title: 'A condition operator that does not exist',
  fixes: ['R'],
  why: 'A condition with an operator that nobody can evaluate would be ignored or would never hold: the statement would give too much or nothing. So it is refused. Operators are spelled exactly, with ForAllValues: or ForAnyValue: before and IfExists after them where they fit.',
  example: {
    fires: keyPolicy({ Condition: { StringsEqual: { 'kms:EncryptionContext:tenant': 'acme' } } }),
    silent: keyPolicy({ Condition: { StringEquals: { 'kms:EncryptionContext:tenant': 'acme' } } }),
  },
});
