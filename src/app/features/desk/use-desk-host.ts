/** Where the walk runs: on this desk's own service, with practice keys; or on a desk in the page, for who may not have any. */
import { useEffect, useMemo, useState } from 'react';
import { createClient } from '../../../client/client.ts';
import { useMayRead } from '../../query/can.ts';
import { isCode } from '../../query/explain.ts';
import { usePrefetched } from '../../query/query.ts';
import { signedInAgain } from '../../query/session-end.ts';
import { deskFetch } from '../../transport.ts';
import { boxOf } from './custody.ts';
import { envelopeShelf } from './storage-room.ts';
import type { Standing } from './thief.ts';
import { openWorld, type AskingClient, type World } from './walk/world.ts';

export interface DeskHost {
  readonly world: World;
  readonly where: 'service' | 'page';
  /** Whose storage room and progress it is. */
  readonly person: string;
  /** `user/anna`. */
  readonly guest: string;
  readonly endpoint: string;
  readonly region: string;
  readonly vault: string;
  readonly box: Standing['box'];
}

export type HostState =
  | { readonly kind: 'opening' }
  | { readonly kind: 'open'; readonly host: DeskHost }
  | { readonly kind: 'failed'; readonly why: string };

const OPENING: HostState = { kind: 'opening' };

/** The same requests without the session: what somebody unknown would get. */
const withoutSession =
  (run: typeof fetch): typeof fetch =>
  (input, init) =>
    run(input, { ...init, credentials: 'omit' });

/** A session that has ended is asked for again on the page, and the call made once more: nothing was done by the first. */
const signingIn = (client: AskingClient): AskingClient => ({
  async call(name, input, options) {
    try {
      return await client.call(name, input, options);
    } catch (error) {
      if (!isCode(error, 'NotSignedInException') || !(await signedInAgain())) throw error;
      return client.call(name, input, options);
    }
  },
});

const worldOf = (run: typeof fetch, room: string): World =>
  openWorld(
    signingIn(createClient({ fetch: run })),
    createClient({ fetch: withoutSession(run) }),
    envelopeShelf(room, () => localStorage),
  );

const shortName = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);

type Place = Pick<DeskHost, 'endpoint' | 'region'>;

/** `practise`: where the person asked to go on in the page although the service would do. */
export function useDeskHost(practise: boolean): HostState {
  const { Principal } = usePrefetched('GetSession', {});
  const { DeskId, Endpoint, Region, Version, Vault } = usePrefetched('DescribeDesk', {});
  const may = useMayRead('keydesk:OpenDeskSandbox');
  const { Arn } = Principal;
  const place = useMemo((): Place => ({ endpoint: Endpoint, region: Region }), [Endpoint, Region]);
  const onService = may === true && !practise;
  const service = useMemo((): HostState | null => {
    if (!onService) return null;
    const person = `${DeskId} ${Arn}`;
    return {
      kind: 'open',
      host: {
        ...place,
        world: worldOf(deskFetch, person),
        where: 'service',
        person,
        guest: shortName(Arn),
        vault: Vault.Module,
        box: boxOf(Vault.Module),
      },
    };
  }, [onService, place, DeskId, Arn, Vault.Module]);
  const page = useHostInPage(may === false || practise, place, Arn, Version);
  return service ?? page;
}

/** A desk in the page, as long as it is `wanted`; it ends with the page. */
function useHostInPage(wanted: boolean, place: Place, arn: string, version: string): HostState {
  const [state, setState] = useState<HostState>(OPENING);
  useEffect(() => {
    if (!wanted) return undefined;
    let close: (() => Promise<void>) | null = null;
    let left = false;
    const open = async (): Promise<void> => {
      const { openInPageDesk, LEARNER } = await import('../../../hosts/browser/desk/in-page.ts');
      const opened = await openInPageDesk({ version });
      if (left) return opened.close();
      close = () => opened.close();
      // A storage room of its own: no later desk in a page opens what this one sealed.
      const room = `page ${crypto.randomUUID()}`;
      setState({
        kind: 'open',
        host: {
          ...place,
          world: { ...worldOf(opened.fetch, room), shelf: memoryShelf(room) },
          where: 'page',
          person: `page ${arn}`,
          guest: `user/${LEARNER}`,
          vault: 'WebCrypto',
          box: 'browser',
        },
      });
    };
    open().catch((error: unknown) => {
      if (!left) setState({ kind: 'failed', why: error instanceof Error ? error.message : String(error) });
    });
    return () => {
      left = true;
      void close?.();
    };
  }, [wanted, place, arn, version]);
  return state;
}

/** Lasts as long as the desk in the page, whose keys nothing else has. */
function memoryShelf(name: string) {
  const kept = new Map<string, string>();
  return envelopeShelf(name, () => ({
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, text) => void kept.set(key, text),
  }));
}
