import { quoted } from '../../problems.ts';
import { keyPolicy } from '../examples.ts';
import { conditionsOf } from '../facts.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { rewritten } from '../statement-edits.ts';

/** `s3.eu-west-1.amazonaws.com`; a part may be a pattern. */
const VIA = /^[a-z0-9*?-]+\.(?:[a-z0-9*?-]+\.)*amazonaws\.com(?:\.cn)?$|^\*+$/;
/** The service, the region and the rest: a value without a region is `s3.amazonaws.com`. */
const REGIONAL = /^[^.]+\.[^.]+\.amazonaws\./;

export const viaServiceFormat: Rule = {
  code: 'via-service-format',
  group: 'semantics',
  severity: 'medium',
  kinds: ['key', 'identity'],
  *check(subject) {
    for (const { statement, condition } of conditionsOf(subject)) {
      if (condition.key.toLowerCase() !== 'kms:viaservice' || condition.base === 'Null') continue;
      for (const value of condition.values) {
        const { text } = value;
        if (
          /^\*+$/.test(text) ||
          text.includes('${') ||
          (VIA.test(text) && (REGIONAL.test(text) || text.includes('*')))
        )
          continue;
        const service = /^([a-z0-9-]+)(?:\.amazonaws\.com)?$/i.exec(text.trim())?.[1]?.toLowerCase();
        const meant = service === undefined ? null : `${service}.${subject.world.region}.amazonaws.com`;
        yield {
          from: value.from,
          to: value.to,
          statement: statement.index,
          message: `${quoted(text)} is not the name of a service in a region, so no call has it. Write ${meant ?? `it as s3.${subject.world.region}.amazonaws.com`}.`,
          fixes: rewritten('T', value, meant),
        };
      }
    }
  },
};

export const viaServiceFormatDoc = (): RuleDoc => ({
  title: 'Calling service without region or host',
  fixes: ['T'],
  why: 'kms:ViaService is the name of a service in a region, as s3.eu-west-1.amazonaws.com. "s3" or "s3.amazonaws.com" is no such name, so no call ever has it, and the statement does not mean what it reads.',
  example: {
    fires: keyPolicy({ Condition: { StringEquals: { 'kms:ViaService': 's3' } } }),
    silent: keyPolicy({ Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } } }),
  },
});
