/** An identity policy as it is typed, read by the service's own linter: what is marked where, and whether it can be saved. */
import { MAX_POLICY_BYTES } from '../../../../domain/policy/document.ts';
import type { Severity } from '../../../../domain/policy/lint/finding.ts';
import { lintPolicy } from '../../../../domain/policy/lint/lint.ts';
import { MARK_OF, type TextMark } from '../../../ui/policy-text/marks.ts';

export interface PolicyScope {
  readonly accountId: string;
  readonly region: string;
}

export interface PolicyFinding extends TextMark {
  readonly code: string;
  readonly level: Severity;
  /** The service refuses the text for it. */
  readonly blocks: boolean;
}

/** Worst first. People, keys and uses are not looked at here. */
export function readPolicy(text: string, { accountId, region }: PolicyScope): readonly PolicyFinding[] {
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > MAX_POLICY_BYTES)
    return [
      {
        code: 'size',
        level: 'error',
        severity: 'error',
        blocks: true,
        message: `The policy has ${bytes} bytes; the most is ${MAX_POLICY_BYTES}.`,
        from: 0,
        to: Math.min(1, text.length),
      },
    ];
  const world = {
    accountId,
    region,
    key: null,
    principals: null,
    grants: null,
    usage: null,
    now: Date.now(),
    me: null,
  };
  return lintPolicy(text, 'identity', world, { fixes: 'later' }).findings.map(
    ({ code, severity, message, from, to, blocks }) => ({
      code,
      level: severity,
      severity: MARK_OF[severity],
      message,
      from,
      to,
      blocks,
    }),
  );
}
