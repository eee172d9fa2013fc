/** Where what a check found is mended: the place, with the objects concerned chosen, and what is done there. Pure. */
import { paths } from '../../paths.ts';
import type { Check, Finding } from './posture-rules.ts';

export interface Fix {
  readonly label: string;
  readonly href: string;
  /** What it needs a permission for, where that does not depend on the key. */
  readonly needs?: string;
}

interface Fixes {
  readonly one: (finding: Finding) => Fix;
  /** All of them in one place. */
  readonly all?: (count: number) => Fix;
}

const rotation =
  (label: string) =>
  ({ Id }: Finding): Fix => ({ label, href: paths.keyRotation(Id) });
const policy = ({ Id }: Finding): Fix => ({ label: 'Edit its policy', href: paths.keyPolicy(Id) });
const replace = ({ PrincipalId }: Finding): Fix => ({
  label: 'Replace it',
  href: PrincipalId === undefined ? paths.services() : paths.rotateAccessKey(PrincipalId),
});
const ownKey = {
  one: policy,
  all: (): Fix => ({ label: 'Create another key', href: paths.newKey(), needs: 'kms:CreateKey' }),
};

/** By the checks' codes. */
const FIXES: Readonly<Record<string, Fixes>> = {
  'no-rotation': {
    one: rotation('Set a period'),
    all: (count) => ({ label: `Set a period for ${count} keys`, href: paths.rotation({ status: 'Off' }) }),
  },
  'rotation-overdue': {
    one: rotation('Rotate it now'),
    all: (count) => ({
      label: `See ${count} overdue rotations`,
      href: paths.rotation({ status: 'Overdue' }),
    }),
  },
  'nonce-budget': { one: rotation('Rotate it now') },
  'shared-key': ownKey,
  'mixed-tags': { one: ({ Id }) => ({ label: 'Edit its tags', href: paths.keySettings(Id) }) },
  'crossing-service': {
    one: () => ({ label: 'Create a service', href: paths.newService(), needs: 'keydesk:CreateService' }),
  },
  'anyone-allowed': { one: policy },
  'policy-locked': { one: policy },
  'everything-allowed': { one: policy },
  'administrator-decrypts': { one: policy },
  'grant-by-pattern': { one: policy },
  'delegation-only': { one: policy },
  'no-context': {
    one: ({ Id }) => ({ label: 'See who decrypts', href: paths.keyActivity(Id, { kind: 'data' }) }),
  },
  'log-uncovered': { one: () => ({ label: 'See the HSM', href: paths.vault() }) },
  'no-recent-backup': { one: () => ({ label: 'See how', href: paths.vault() }) },
  'root-operator': {
    one: () => ({ label: 'Create a service', href: paths.newService(), needs: 'keydesk:CreateService' }),
  },
  'old-access-key': { one: replace },
  'roaming-access-key': { one: replace },
  'unused-access-key': {
    one: ({ PrincipalId }) => ({
      label: 'Disable it',
      href: PrincipalId === undefined ? paths.services() : paths.service(PrincipalId),
    }),
  },
  'doomed-still-called': { one: ({ Id }) => ({ label: 'Cancel its deletion', href: paths.key(Id) }) },
  'single-administrator': {
    one: () => ({ label: 'Invite somebody', href: paths.invite(), needs: 'keydesk:InviteUser' }),
  },
  'service-administrates': {
    one: ({ Id }) => ({ label: 'Change its policies', href: paths.service(Id) }),
  },
  'unattached-policy': {
    one: ({ Id }) => ({ label: 'Delete it, or give it', href: paths.identityPolicy(Id) }),
  },
  'idle-key': {
    one: ({ Id }) => ({ label: 'Disable it', href: paths.key(Id) }),
    all: (count) => ({
      label: `See ${count} idle keys`,
      href: paths.keys({ state: 'Enabled', unused: '90' }),
    }),
  },
};

/** Null where the console has no place for it. */
export const fixOf = ({ Code }: Pick<Check, 'Code'>, finding: Finding): Fix | null =>
  FIXES[Code]?.one(finding) ?? null;

/** For several at once; null where each is mended by itself. */
export const fixOfAll = ({ Code, Found }: Pick<Check, 'Code' | 'Found'>): Fix | null =>
  Found > 1 ? (FIXES[Code]?.all?.(Found) ?? null) : null;
