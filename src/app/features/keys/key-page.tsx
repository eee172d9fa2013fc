import { useEffect, useRef } from 'react';
import { Outlet, redirect, useLoaderData, useLocation, type LoaderFunctionArgs } from 'react-router';
import { paths } from '../../paths.ts';
import type { KeyOverview, KeyState, Output } from '../../query/contract.ts';
import { isCode } from '../../query/explain.ts';
import { allowedActions } from '../../query/can.ts';
import { prefetch, queryClient } from '../../query/query.ts';
import { Id } from '../../ui/id.tsx';
import { Link } from '../../ui/link.tsx';
import { Crumb, Tabs } from '../../ui/page.tsx';
import { Notice } from '../../ui/states.tsx';
import { PracticeTag, StateTag } from '../../ui/tags.tsx';
import { Time, useZone } from '../../ui/time.tsx';
import { dayText } from '../../ui/time-format.ts';
import { NARROW, useMedia } from '../../ui/use-media.ts';
import { keyName } from '../../ui/key-name.ts';
import { DeletionBanner } from './deletion-banner.tsx';
import { DestroyedKey } from './destroyed-key.tsx';
import { KeyActs } from './key-acts.tsx';
import styles from './key-page.module.css';
import { KeySpark } from './key-spark.tsx';
import { specLabel } from './key-words.ts';
import { useKey } from './use-key.ts';

type Destroyed = Output<'DescribeDestroyedKey'>;

/** Null for a key that is there; what is left of one that was destroyed. */
export async function loader({ params, request }: LoaderFunctionArgs): Promise<Destroyed | Response | null> {
  const KeyId = params['keyId'] ?? '';
  try {
    await prefetch('DescribeKeyOverview', { KeyId });
    // Buttons stand right at once; of a key that is not there nothing more is asked.
    await queryClient.prefetchQuery(allowedActions(KeyId));
    return null;
  } catch (error) {
    if (!isCode(error, 'NotFoundException')) throw error;
    const destroyed = await prefetch('DescribeDestroyedKey', { KeyId }).catch(() => {
      throw error;
    });
    // Its parts went with it.
    const here = paths.key(destroyed.KeyId);
    return new URL(request.url).pathname === here ? destroyed : redirect(here);
  }
}

/** The key hangs from the top bar as a tag with its first four digits. */
const KeyFob = ({ keyId }: { readonly keyId: string }) => (
  <svg className={styles['fob']} viewBox="0 0 48 84" aria-hidden="true">
    <path className={styles['hang']} d="M24 0V20" />
    <path className={styles['body']} d="M5.5 31.5 24 20l18.5 11.5V72a8 8 0 0 1-8 8h-21a8 8 0 0 1-8-8z" />
    <circle className={styles['hole']} cx="24" cy="33" r="4" />
    <text x="24" y="60">
      {keyId.slice(0, 4)}
    </text>
  </svg>
);

/** Beside the name, where there is room for it. */
const SPARK_FITS = '(min-width: 1101px)';

function KeyHead({ overview, onOverview }: { readonly overview: KeyOverview; readonly onOverview: boolean }) {
  // The overview draws the same days larger.
  const spark = useMedia(SPARK_FITS) && !onOverview;
  const summary = overview.Key;
  const zone = useZone();
  const until = summary.DeletionDate === undefined ? undefined : dayText(summary.DeletionDate, zone);
  return (
    <header className={styles['head']}>
      <KeyFob keyId={summary.KeyId} />
      <div>
        <Crumb>
          <Link href={paths.keys()}>Keys</Link>
        </Crumb>
        <div className={styles['titleLine']}>
          <h1 tabIndex={-1} dir="auto">
            {keyName(summary)}
          </h1>
          {summary.Quarantine === undefined ? (
            <StateTag state={summary.KeyState} date={until} lit />
          ) : (
            <StateTag state="Unavailable" />
          )}
          {summary.Sandbox === true && <PracticeTag />}
        </div>
        <div className={styles['facts']}>
          <Id value={summary.KeyId} what="key id" />
          <span>
            {specLabel(summary)}, version {summary.CurrentVersion}
          </span>
          <span>
            Created <Time value={summary.CreationDate} form="day" />
          </span>
        </div>
      </div>
      {spark && <KeySpark overview={overview} />}
    </header>
  );
}

export function Component() {
  const destroyed = useLoaderData<Destroyed | null>();
  return destroyed === null ? <KeyPage /> : <DestroyedKey destroyed={destroyed} />;
}

/** The button that changed the state is gone with the old one: focus goes to the name of the key, unless it is elsewhere by then. */
function useFocusKept(state: KeyState): void {
  const before = useRef(state);
  useEffect(() => {
    if (before.current === state) return;
    before.current = state;
    if (document.activeElement === document.body)
      document.querySelector('h1')?.focus({ preventScroll: true });
  }, [state]);
}

function KeyPage() {
  const overview = useKey();
  const { Key } = overview;
  const { pathname } = useLocation();
  const phone = useMedia(NARROW);
  useFocusKept(Key.KeyState);
  const tab = (href: string, label: string) => ({ href, label, current: pathname === href });
  return (
    <>
      <KeyHead overview={overview} onOverview={pathname === paths.key(Key.KeyId)} />
      {phone && <KeyActs overview={overview} phone />}
      <Tabs
        label={`Parts of ${keyName(Key)}`}
        far={phone ? null : <KeyActs overview={overview} phone={false} />}
        tabs={[
          tab(paths.key(Key.KeyId), 'Overview'),
          tab(paths.keyPolicy(Key.KeyId), 'Policy'),
          tab(paths.keyAccess(Key.KeyId), 'Access'),
          {
            ...tab(paths.keyGrants(Key.KeyId), 'Grants'),
            current: pathname.startsWith(paths.keyGrants(Key.KeyId)),
          },
          tab(paths.keyRotation(Key.KeyId), 'Rotation & versions'),
          tab(paths.keyActivity(Key.KeyId), 'Activity'),
          tab(paths.keyUse(Key.KeyId), 'Use it'),
          tab(paths.keySettings(Key.KeyId), 'Settings'),
        ]}
      />
      <DeletionBanner summary={Key} />
      <div className={styles['tab']}>
        {Key.Quarantine !== undefined && (
          <Notice tone="bad" role="alert">
            <b>Refused as a whole.</b> {Key.Quarantine}
          </Notice>
        )}
        <Outlet />
      </div>
    </>
  );
}
