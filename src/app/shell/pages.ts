/** The pages of the console, as the navigation, the palette and the keyboard map know them: an entry comes with its page. */
import { paths } from '../paths.ts';
import type { IconName } from '../ui/icon.tsx';

export interface PageEntry {
  readonly href: string;
  readonly label: string;
  readonly icon: IconName;
  /** Other words that a person may look for it by. */
  readonly words?: string;
  /** A place beside those under `href` that is this entry's too. */
  readonly also?: string;
}

export const PAGES: readonly PageEntry[] = [
  { href: paths.home(), label: 'Home', icon: 'home', words: 'health posture checklist today' },
  { href: paths.keys(), label: 'Keys', icon: 'key', words: 'aliases inventory cmk' },
  {
    href: paths.access(),
    label: 'Access',
    icon: 'shield',
    words: 'policies matrix who can decrypt effective permissions blast radius simulator simulate',
    also: paths.simulator(),
  },
  { href: paths.rotation(), label: 'Rotation', icon: 'rotation', words: 'schedule overdue next period year' },
  {
    href: paths.desk(),
    label: 'Envelope desk',
    icon: 'envelope',
    words: 'learn envelope encryption walk lessons thief hotel live',
  },
  { href: paths.audit(), label: 'Audit', icon: 'audit', words: 'log events history who decrypted' },
  {
    href: paths.people(),
    label: 'People & services',
    icon: 'people',
    words: 'users principals roles policies tags access keys sessions invite',
    also: paths.services(),
  },
  { href: paths.vault(), label: 'Vault', icon: 'vault', words: 'hsm token pkcs11 mechanisms pin' },
  { href: paths.settings(), label: 'Settings', icon: 'settings', words: 'configuration environment version' },
];
