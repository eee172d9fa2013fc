import { useNavigate } from 'react-router';
import { paths } from '../paths.ts';
import type { DeskFacts, Output } from '../query/contract.ts';
import { useReachable } from '../query/reach.ts';
import { vaultWords } from '../query/vault-words.ts';
import { Icon } from '../ui/icon.tsx';
import { Menu, type MenuEntry } from '../ui/menu.tsx';
import { shortArn } from '../ui/shorten.ts';
import { useZone } from '../ui/time.tsx';
import { NARROW, useMedia } from '../ui/use-media.ts';
import { zoneName } from '../ui/time-format.ts';
import { Hint } from '../ui/tooltip.tsx';
import { warmPalette, type Opened } from './keyboard.tsx';
import { Bell } from './bell.tsx';
import styles from './layout.module.css';
import { usePreferences, type Scheme } from './preferences.tsx';
import { beginTour, tourLabel, useTour } from './tour/tour-state.ts';
import { useSignOut } from './use-sign-out.ts';

const account = (id: string): string => id.replace(/^(\d{4})(\d{4})(\d{4})$/, '$1 $2 $3');
const APPLE = /mac|iphone|ipad/i.test(navigator.userAgent);
const latency = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

function lampWords(vault: DeskFacts['Vault']): string {
  const { short } = vaultWords(vault);
  if (vault.State !== 'ready') return `${short} lost`;
  return vault.LatencyMilliseconds === undefined
    ? `${short} ready`
    : `${short} ${latency.format(vault.LatencyMilliseconds)} ms`;
}

/** How the HSM is, as the desk says; of a desk that does not answer nothing is known. */
function Lamp({ vault, narrow }: { readonly vault: DeskFacts['Vault']; readonly narrow: boolean }) {
  const reachable = useReachable();
  const state = reachable ? vault.State : 'lost';
  const whole = reachable ? lampWords(vault) : 'Desk not reachable';
  // A phone has room for what is wrong, not for how quick it is.
  const words = narrow && state === 'ready' ? vaultWords(vault).short : whole;
  const more = reachable
    ? [words === whole ? '' : whole, vaultWords(vault).where, vault.Reason]
        .filter((part) => part !== undefined && part !== '')
        .join(', ')
    : 'Keydesk does not answer. It is asked again every two seconds.';
  return (
    <Hint text={more}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- its tooltip must be reachable by keyboard */}
      <span className={styles['lamp']} data-state={state} role="status" tabIndex={0}>
        {words}
      </span>
    </Hint>
  );
}

const SCHEMES: readonly { readonly id: Scheme; readonly label: string; readonly icon: MenuEntry['icon'] }[] =
  [
    { id: 'system', label: 'As the system', icon: 'contrast' },
    { id: 'light', label: 'Light', icon: 'sun' },
    { id: 'dark', label: 'Dark', icon: 'moon' },
  ];

export function TopBar({
  desk,
  session,
  onOpen,
}: {
  readonly desk: DeskFacts;
  readonly session: Output<'GetSession'>;
  readonly onOpen: (opened: Opened) => void;
}) {
  const { scheme, setScheme, setZone } = usePreferences();
  const zone = useZone();
  const signOut = useSignOut();
  const navigate = useNavigate();
  const tour = tourLabel(useTour());
  const { Arn, Name } = session.Principal;
  // A phone's bar has no room for place and time zone: they are in the person's menu.
  const narrow = useMedia(NARROW);

  const chosen = (id: string): { readonly icon?: 'check' } => (zone === id ? { icon: 'check' } : {});
  const zones: readonly MenuEntry[] = [
    { id: 'utc', label: 'UTC', ...chosen('utc'), onAction: () => setZone('utc') },
    {
      id: 'local',
      label: `${zoneName('local')}, this browser`,
      ...chosen('local'),
      onAction: () => setZone('local'),
    },
    ...(zone === 'utc' || zone === 'local'
      ? []
      : [{ id: zone, label: zone, icon: 'check' as const, onAction: () => setZone(zone) }]),
    { id: 'other', label: 'Another zone…', onAction: () => onOpen('zone') },
  ];
  const shown = SCHEMES.find((each) => each.id === scheme);
  return (
    <div className={styles['top']}>
      <span className={styles['where']}>
        <span className="mono">{desk.Region}</span>
        <span className="quiet">/</span>
        <span className="mono">{account(desk.AccountId)}</span>
      </span>
      <button
        type="button"
        className={styles['find']}
        aria-haspopup="dialog"
        aria-keyshortcuts="Control+K Meta+K"
        onPointerEnter={warmPalette}
        onFocus={warmPalette}
        onClick={() => onOpen('palette')}
      >
        <Icon name="search" />
        <span className={styles['findWords']}>Search or do</span>
        <kbd aria-hidden="true">{APPLE ? '⌘K' : 'Ctrl K'}</kbd>
      </button>
      <Lamp vault={desk.Vault} narrow={narrow} />
      <Bell person={session.Principal.PrincipalId} />
      <span className={styles['zone']}>
        <Menu
          label={`Time zone: ${zoneName(zone)}`}
          className={styles['choice']}
          heading="Times are shown in"
          entries={zones}
        >
          {zone === 'utc'
            ? 'UTC'
            : zone === 'local'
              ? 'Local'
              : zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ')}
          <Icon name="down" />
        </Menu>
      </span>
      <Menu
        label={`Colour scheme: ${shown?.label ?? ''}`}
        className={styles['choice']}
        heading="Colour scheme"
        entries={SCHEMES.map((each) => ({
          id: each.id,
          label: each.label,
          icon: each.id === scheme ? 'check' : (each.icon ?? 'contrast'),
          onAction: () => setScheme(each.id),
        }))}
      >
        <Icon name={shown?.icon ?? 'contrast'} />
        <Icon name="down" />
      </Menu>
      <Menu
        className={styles['person']}
        heading={narrow ? `${Arn}, region ${desk.Region}, account ${account(desk.AccountId)}` : Arn}
        entries={[
          ...(narrow
            ? [
                ...zones
                  .filter(({ id }) => id !== 'other' && id !== zone)
                  .map((each) => ({ ...each, label: `Show times in ${each.label}` })),
                {
                  id: 'zone',
                  label: 'Show times in another zone…',
                  note: `Now in ${zoneName(zone)}`,
                  onAction: () => onOpen('zone'),
                },
              ]
            : []),
          {
            id: 'account',
            label: 'Your account',
            icon: 'key',
            note: 'Password and sessions',
            onAction: () => void navigate(paths.account()),
          },
          {
            id: 'keyboard',
            label: 'Keyboard shortcuts',
            icon: 'info',
            onAction: () => onOpen('sheet'),
          },
          ...(tour === null
            ? []
            : [
                {
                  id: 'tour',
                  label: tour,
                  icon: 'right' as const,
                  note: 'The console in two minutes',
                  onAction: beginTour,
                },
              ]),
          {
            id: 'sign-out',
            label: 'Sign out',
            icon: 'exit',
            note: 'In every tab of this browser',
            onAction: () => void signOut(),
          },
        ]}
      >
        <span className={styles['initials']} aria-hidden="true">
          {Name.slice(0, 2).toUpperCase()}
        </span>
        <span className="hidden">Signed in as </span>
        <span className={styles['name']}>{shortArn(Arn)}</span>
      </Menu>
    </div>
  );
}
