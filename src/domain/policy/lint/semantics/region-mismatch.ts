import { quoted } from '../../problems.ts';
import { keyPolicy } from '../examples.ts';
import { conditionsOf } from '../facts.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { rewritten } from '../statement-edits.ts';

const REGION = /^([a-z0-9-]+)\.([a-z]{2}(?:-[a-z]+)+-[0-9])\.amazonaws\.com/;

export const regionMismatch: Rule = {
  code: 'region-mismatch',
  group: 'semantics',
  severity: 'medium',
  kinds: ['key'],
  *check(subject) {
    const { region } = subject.world;
    for (const { statement, condition } of conditionsOf(subject)) {
      if (condition.key.toLowerCase() !== 'kms:viaservice') continue;
      for (const value of condition.values) {
        const [, service, named] = REGION.exec(value.text) ?? [];
        if (service === undefined || named === undefined || named === region) continue;
        const meant = value.text.replace(named, region);
        yield {
          from: value.from,
          to: value.to,
          statement: statement.index,
          message: `${quoted(value.text)} is ${service} in ${named}, and this key is in ${region}: no call through that service reaches it. Write ${meant}.`,
          fixes: rewritten('T', value, meant),
        };
      }
    }
  },
};

export const regionMismatchDoc = (): RuleDoc => ({
  title: 'Calling service in another region than the key',
  fixes: ['T'],
  why: 'A service uses keys of its own region. A condition that names the service in another region never holds for this key: mostly the policy was copied from a key elsewhere. Write the region of this key.',
  example: {
    fires: keyPolicy({ Condition: { StringEquals: { 'kms:ViaService': 'rds.us-east-1.amazonaws.com' } } }),
    silent: keyPolicy({ Condition: { StringEquals: { 'kms:ViaService': 'rds.eu-west-1.amazonaws.com' } } }),
  },
});
