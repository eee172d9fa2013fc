/** What the log says of the permissions of the policy. Where it cannot say that something is unused, the rules are silent. */
import { compilePolicy } from '../compile.ts';
import { readPolicy } from '../read-policy.ts';
import type { PolicyStatement } from '../document.ts';
import type { UseFacts } from '../world.ts';
import { holdersOf } from './holders.ts';
import { perSubject, roleOfSession } from './facts.ts';
import type { LintSubject } from './rule.ts';

export const DAY = 86_400_000;

/** The policy in force as a subject of its own, when the text is an edit of it; null when the text is the one in force, or it is not known. */
export const inForceOf = perSubject((subject): LintSubject | null => {
  const { inForce } = subject.world;
  if (inForce === undefined || inForce === null || inForce === subject.text) return null;
  const { document, problems } = readPolicy(inForce, subject.kind);
  return document === null || problems.length > 0
    ? null
    : {
        ...subject,
        text: inForce,
        tree: null,
        document,
        problems: [],
        compiled: compilePolicy(document, subject.kind),
      };
});

/** A key that was made this week: not much is lost with it yet, and what its makers still have to decide is a note, no alarm. */
export const isNew = ({ world: { key, now } }: LintSubject): boolean =>
  key !== null && now - key.createdAt < 7 * DAY;

export interface Use {
  /** Days that were looked at, today among them. */
  readonly days: number;
  /** `in the last 120 days`, `today` */
  readonly period: string;
  /** Allowed uses of an action by a principal; undefined: none. */
  readonly of: (arn: string, action: string) => UseFacts | undefined;
  /** All allowed uses of a principal. */
  readonly by: (arn: string) => readonly UseFacts[];
  /** Did the policy in force give it already? What an edit has just added cannot have been used. */
  readonly wasGiven: (arn: string, action: string) => boolean;
}

/** Null: not looked at. Whether absence proves anything, `provesAbsence` says. */
export const useOf = perSubject((subject): Use | null => {
  const { usage, now } = subject.world;
  if (usage === null) return null;
  const byPrincipal = new Map<string, Map<string, UseFacts>>();
  for (const use of usage.uses) {
    if (use.allowed === 0) continue;
    const arn = roleOfSession(use.principal);
    let actions = byPrincipal.get(arn);
    if (actions === undefined) byPrincipal.set(arn, (actions = new Map()));
    actions.set(use.action, use);
  }
  const before = inForceOf(subject);
  const given = new Map((before === null ? [] : holdersOf(before)).map(({ who, may }) => [who.arn, may]));
  // The log is looked at by whole days, today among them: of today there is a part.
  const days = Math.ceil((now - usage.since) / DAY);
  return {
    days,
    period: days <= 1 ? 'today' : days === 2 ? 'since yesterday' : `in the last ${days} days`,
    of: (arn, action) => byPrincipal.get(arn)?.get(action),
    by: (arn) => [...(byPrincipal.get(arn)?.values() ?? [])],
    wasGiven: (arn, action) => before === null || given.get(arn)?.has(action) === true,
  };
});

/** The uses, where absence of one proves that there was none for the settings' number of days under this policy. */
export const completeUseOf = perSubject((subject): Use | null => {
  const { usage, now, key } = subject.world;
  const use = useOf(subject);
  if (use === null || usage === null || !usage.complete) return null;
  const from = now - subject.settings.unusedDays * DAY;
  // The log is looked at by whole days, today among them.
  if (usage.since > from + DAY || usage.policySince > from || (key !== null && key.createdAt > from))
    return null;
  return use;
});

/** Roles and users whom the statement names, if it names nobody else; null when it does. */
export function arnsOf({ principals, not }: PolicyStatement): readonly string[] | null {
  if (principals === null || not.principal) return null;
  const arns = principals.flatMap((principal) =>
    principal.type === 'principal' ? [roleOfSession(principal.arn)] : [],
  );
  return arns.length === principals.length ? arns : null;
}

/** Did anybody use the key at all? When not, one finding says it for all. */
export const isIdle = ({ world: { usage } }: LintSubject, cryptographic: readonly string[]): boolean =>
  usage !== null && !usage.uses.some(({ action, allowed }) => allowed > 0 && cryptographic.includes(action));

/** `2026-03-04` */
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
