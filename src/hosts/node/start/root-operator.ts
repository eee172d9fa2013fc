/**
 * KEYDESK_ROOT_ACCESS_KEY_ID: the service principal `role/root-operator` with the administrator policy and exactly this access key.
 * When the setting is gone at a start, its access keys are switched off.
 */
import { fromBase64, toBase64, utf8, fromUtf8 } from '../../../domain/bytes.ts';
import type { Vault } from '../../../domain/ports/vault.ts';
import { put, remove, type Change, type PrincipalEntity } from '../../../domain/state/entities.ts';
import type { Ledger } from '../../../service/ledger/ledger.ts';
import { base32 } from '../../../service/ids.ts';
import type { Desk } from '../../../service/operation.ts';
import { rootPrincipal, ROOT_OPERATOR } from '../../../service/principals.ts';
import { accessKeyAad } from '../../../service/operations/services/make-access-key.ts';
import { deskEvent } from './desk-event.ts';

export interface RootCredentials {
  readonly accessKeyId: string;
  readonly secret: string;
}

async function holds(
  vault: Vault,
  sealed: string,
  id: string,
  principalId: string,
  secret: string,
): Promise<boolean> {
  const bytes = fromBase64(sealed);
  if (bytes === undefined) return false;
  try {
    return fromUtf8(await vault.open(bytes, accessKeyAad(id, principalId))) === secret;
  } catch {
    return false;
  }
}

/** Brings the stored principal to what the settings say. One event when something changed, none otherwise. */
export async function ensureRootOperator(
  ledger: Ledger,
  desk: Desk,
  vault: Vault,
  credentials: RootCredentials | null,
): Promise<void> {
  const { state } = ledger;
  const changes: Change[] = [];
  const time = desk.wallClock.now();
  const known = state.principalByName('role', ROOT_OPERATOR);
  const held = [...state.all('accessKey')].filter((accessKey) => accessKey.principalId === known?.id);
  if (credentials === null) {
    for (const accessKey of held)
      if (accessKey.status === 'Active')
        changes.push(put('accessKey', accessKey.id, { ...accessKey, status: 'Inactive' }));
  } else {
    const { accessKeyId: id, secret } = credentials;
    const principal: PrincipalEntity = known ?? {
      id: `AROA${base32(desk.random, 16)}`,
      kind: 'role',
      name: ROOT_OPERATOR,
      createdAt: time,
      policies: ['administrator'],
      passwordHash: null,
    };
    if (known === undefined) changes.push(put('principal', principal.id, principal));
    else if (known.policies.join() !== 'administrator')
      changes.push(put('principal', known.id, { ...known, policies: ['administrator'] }));
    for (const accessKey of held) if (accessKey.id !== id) changes.push(remove('accessKey', accessKey.id));
    const mine = held.find((accessKey) => accessKey.id === id);
    const other = mine === undefined ? state.accessKey(id) : undefined;
    if (other !== undefined)
      throw new Error(`KEYDESK_ROOT_ACCESS_KEY_ID ${id} is the access key of another service.`);
    if (
      mine === undefined ||
      mine.status !== 'Active' ||
      !(await holds(vault, mine.sealed, id, principal.id, secret))
    ) {
      const sealed = await vault.seal(utf8(secret), accessKeyAad(id, principal.id));
      changes.push(
        put('accessKey', id, {
          id,
          principalId: principal.id,
          sealed: toBase64(sealed),
          status: 'Active',
          createdAt: mine?.createdAt ?? time,
        }),
      );
    }
  }
  if (changes.length === 0) return;
  const reason =
    credentials === null
      ? 'KEYDESK_ROOT_ACCESS_KEY_ID is not set any more'
      : 'as KEYDESK_ROOT_ACCESS_KEY_ID says';
  await ledger.append(
    deskEvent(desk, rootPrincipal(desk.meta.accountId), 'EnsureRootOperator', reason),
    changes,
  ).durable;
}
