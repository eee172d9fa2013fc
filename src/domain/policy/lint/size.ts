/** How large a policy is, and how small it could be. */
import { utf8 } from '../../bytes.ts';
import type { Fix } from './finding.ts';
import type { LintSubject } from './rule.ts';
import { valueOf } from './statement-edits.ts';

/** Bytes of UTF-8, which is what the quota counts. */
export const sizeOf = (text: string): number => utf8(text).length;

const KIB = 1024;
export const kib = (bytes: number): string => `${(bytes / KIB).toFixed(1)} KiB`;

/** The same policy on one line; none when that is not smaller, or the text is not JSON. */
export function compacted({ tree, text, problems }: LintSubject, of: Fix['class']): readonly Fix[] {
  if (tree === null || problems.length > 0) return [];
  const insert = JSON.stringify(valueOf(tree));
  const before = sizeOf(text);
  const after = sizeOf(insert);
  return after >= before
    ? []
    : [
        {
          class: of,
          title: `Write it without white space: ${kib(before)} become ${kib(after)}`,
          edits: [{ from: 0, to: text.length, insert }],
        },
      ];
}
