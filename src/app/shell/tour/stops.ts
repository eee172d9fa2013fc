/** The stops of the tour: pure data, cut to what this person may see. */
import { paths } from '../../paths.ts';

export interface Stop {
  readonly id: string;
  readonly href: string;
  readonly title: string;
  /** One or two sentences. */
  readonly words: string;
  /** What to look at there. */
  readonly look: string;
  /** Selectors of it, the best first: the first that can be seen gets the outline. */
  readonly marks: readonly string[];
}

export interface Sight {
  /** May they do what this action allows, on the desk? */
  readonly may: (action: string) => boolean;
  /** A key whose policy they may read. */
  readonly keyId: string | null;
}

/** The heading is on every page. */
const HEADING = 'main h1';
const FIGURES = 'main .figures';

const DESK: Stop = {
  id: 'desk',
  href: paths.desk(),
  title: 'The envelope desk',
  words:
    'A KMS is a hotel’s key desk, not a key on a hook. Here you lock data with a real data key, step by step, and see what each room holds.',
  look: 'The walk on this page is for later: the tour goes on without it.',
  marks: [HEADING],
};
const KEYS: Stop = {
  id: 'keys',
  href: paths.keys(),
  title: 'Keys',
  words:
    'Every master key of this desk: what it is for, who uses it, whether it rotates. A key itself never leaves the vault; you see its name.',
  look: 'Each number leads to the keys that it counts.',
  marks: [FIGURES, 'main h2', HEADING],
};
const policy = (keyId: string): Stop => ({
  id: 'policy',
  href: paths.keyPolicy(keyId),
  title: 'A key’s policy',
  words:
    'A key is only as safe as its policy. It is checked while you write, and replayed over what really happened before you save.',
  look: 'The policy in English, beside its JSON.',
  marks: ['main aside h2', HEADING],
});
const CREATE: Stop = {
  id: 'create-key',
  href: paths.newKey(),
  title: 'Create a key',
  words:
    'A name, who may administer it, who may use it. Beside the form stands the policy that results, before there is a key.',
  look: 'Leave it for now, or create your first key: the tour waits.',
  marks: [HEADING],
};
const ROTATION: Stop = {
  id: 'rotation',
  href: paths.rotation(),
  title: 'Rotation',
  words:
    'A new version hangs in the vault, and nothing is encrypted anew: old versions still open what they sealed. So a rotation costs next to nothing.',
  look: 'What is due, what is overdue, and what has no schedule.',
  marks: [FIGURES, HEADING],
};
const AUDIT: Stop = {
  id: 'audit',
  href: paths.audit(),
  title: 'Audit',
  words:
    'Who decrypted this record, from where, and when: no operation is answered before its event is on disk, and each event can be proved.',
  look: 'Ask by key, principal, operation or context. The address holds the question.',
  marks: [HEADING],
};
const PEOPLE: Stop = {
  id: 'people',
  href: paths.people(),
  title: 'People & services',
  words:
    'People sign in; services hold access keys and sign their requests. Each gets what its work needs, and one who leaves is taken out everywhere.',
  look: 'Services have a page of their own, with when each was last seen.',
  marks: ['main nav', HEADING],
};
const VAULT: Stop = {
  id: 'vault',
  href: paths.vault(),
  title: 'Vault',
  words:
    'The token behind the desk, as it answers: what it can do, what it holds, and what it does not protect against.',
  look: 'Its state is also the lamp at the top, on every page.',
  marks: ['header [data-state][role="status"]', HEADING],
};
const POSTURE: Stop = {
  id: 'posture',
  href: paths.posture(),
  title: 'Posture',
  words:
    'The mistakes that cost hours, looked for on this desk now: no rotation, one key for everything, no audit, keys in code. Each finding says what mends it.',
  look: 'The score, and what it is made of.',
  marks: [FIGURES, HEADING],
};
const HOME: Stop = {
  id: 'home',
  href: paths.home(),
  title: 'Home',
  words: 'Whether the desk is well, what needs you, and what comes next. That was the tour.',
  look: 'The seal: this browser has checked the log’s signature by itself.',
  marks: ['nav[aria-label="Pages"] > div > :last-child', '#log', HEADING],
};

/** Each with the action without which its page shows nothing. */
const NEEDS: readonly (readonly [Stop, string | null])[] = [
  [DESK, null],
  [KEYS, 'keydesk:SearchKeys'],
  [ROTATION, 'keydesk:ListRotationSchedule'],
  [AUDIT, 'keydesk:SearchAuditEvents'],
  [PEOPLE, 'keydesk:ListUsers'],
  [VAULT, 'keydesk:DescribeVault'],
  [POSTURE, 'keydesk:DescribePosture'],
  [HOME, null],
];

/** The stops that this person can see, in order. Where there is no key yet, its policy gives way to the form that makes one. */
export function stopsFor({ may, keyId }: Sight): readonly Stop[] {
  const seen = NEEDS.filter(([, action]) => action === null || may(action)).map(([stop]) => stop);
  const key = keyId !== null ? policy(keyId) : may('kms:CreateKey') ? CREATE : null;
  if (key === null) return seen;
  const at = seen.includes(KEYS) ? seen.indexOf(KEYS) + 1 : 1;
  return [...seen.slice(0, at), key, ...seen.slice(at)];
}
