import { foldedKey, isNegated } from '../condition-facts.ts';
import { keyPolicy } from '../examples.ts';
import { nameOf, statementsOf } from '../facts.ts';
import { fix, withCondition } from '../narrow.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { at } from '../shared-words.ts';

const PLACES: ReadonlySet<string> = new Set([
  'aws:sourceip',
  'aws:sourcevpce',
  'aws:sourcevpc',
  'aws:vpcsourceip',
]);
const EXEMPT: ReadonlySet<string> = new Set([
  'kms:viaservice',
  'aws:viaawsservice',
  'aws:principalisawsservice',
  'aws:calledvia',
  'aws:calledviafirst',
  'aws:calledvialast',
]);

export const denyBreaksServices: Rule = {
  code: 'deny-breaks-services',
  group: 'security',
  severity: 'medium',
  kinds: ['key', 'identity'],
  *check(subject) {
    for (const statement of statementsOf(subject)) {
      if (
        statement.effect !== 'Deny' ||
        statement.conditions.some((condition) => EXEMPT.has(foldedKey(condition)))
      )
        continue;
      const place = statement.conditions.find(
        (condition) => isNegated(condition) && PLACES.has(foldedKey(condition)),
      );
      if (place === undefined) continue;
      const everybody =
        foldedKey(place) !== 'aws:sourceip' && !place.ifExists && statement.conditions.length === 1;
      yield {
        ...at(place),
        statement: statement.index,
        message: `${nameOf(statement)} denies by ${place.key}, also the calls that AWS services make on somebody’s behalf. ${everybody ? `On this desk no request has ${place.key}, so it denies every one. ` : ''}Exempt them: Null "true" on kms:ViaService.`,
        fixes: fix(
          'T',
          'Only direct calls: Null "true" on kms:ViaService',
          withCondition(subject, statement, 'Null', 'kms:ViaService', 'true'),
        ),
      };
    }
  },
};

export const denyBreaksServicesDoc = (): RuleDoc => ({
  title: 'A Deny by network also hits services in between',
  fixes: ['T'],
  why: 'A service of AWS that uses the key for somebody comes from its own network, so a Deny for all other addresses stops it: volumes do not attach, backups do not run. Exempt such calls with kms:ViaService. On this desk calls are direct, and no request ever has a VPC endpoint: a Deny unless aws:SourceVpce stops everybody.',
  example: {
    fires: keyPolicy(
      {},
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 'kms:*',
        Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } },
      },
    ),
    silent: keyPolicy(
      {},
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 'kms:*',
        Condition: {
          StringNotEquals: { 'aws:SourceVpce': 'vpce-1' },
          Null: { 'kms:ViaService': 'true' },
        },
      },
    ),
  },
});
