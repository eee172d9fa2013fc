/**
 * KEYDESK_ROOT_ACCESS_KEY_ID: the service principal `role/root-operator` with the administrator policy and exactly this access key.
 * When the setting is gone at a start, its access keys are switched off.
 */
import { fromBase64, toBase64, utf8, fromUtf8 } from '../../../domain/bytes.ts';
import type { Vault } from '../../../domain/ports/vault.ts';
import { put, remove, type Change, type PrincipalEntity } from '../../../domain/state/entities.ts';
import type { State } from '../../../domain/state/state.ts';
import type { Ledger } from '../../../service/ledger/ledger.ts';
import { base32 } from '../../../service/ids.ts';
import type { Desk } from '../../../service/operation.ts';
import { rootPrincipal, ROOT_OPERATOR } from '../../../service/principals.ts';
import { accessKeyAad } from '../../../service/operations/services/make-access-key.ts';
import { SettingError } from '../config/setting-error.ts';
import { deskEvent } from '../../../service/desk-event.ts';

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

/** Why the root access key cannot be made what the settings say: what did not authenticate at start is not written over. */
function refusalOf(state: State, known: PrincipalEntity | undefined, id: string): string | null {
  const { quarantine } = state;
  const ofKey = quarantine.get(`accessKey/${id}`);
  if (ofKey !== undefined || known !== undefined) return ofKey ?? null;
  // Nobody can say which name a refused principal had: it may be this one, and a second of that name would get its permissions.
  for (const [name, reason] of quarantine) if (name.startsWith('principal/')) return reason;
  return null;
}

/** The access key as the settings say, or nothing when it is already so. Throws SettingError when it is another service's. */
async function accessKeyChanges(
  { state }: Ledger,
  vault: Vault,
  owner: PrincipalEntity,
  { accessKeyId: id, secret }: RootCredentials,
  time: number,
): Promise<readonly Change[]> {
  const stored = state.accessKey(id);
  if (stored !== undefined && stored.principalId !== owner.id)
    throw new SettingError(
      'KEYDESK_ROOT_ACCESS_KEY_ID',
      'is the access key of another service. Choose another.',
    );
  if (stored?.status === 'Active' && (await holds(vault, stored.sealed, id, owner.id, secret))) return [];
  const sealed = toBase64(await vault.seal(utf8(secret), accessKeyAad(id, owner.id)));
  const createdAt = stored?.createdAt ?? time;
  return [put('accessKey', id, { id, principalId: owner.id, sealed, status: 'Active', createdAt })];
}

/**
 * Brings the stored principal to what the settings say. One event when something changed, none otherwise. Answers why the root access
 * key is refused all the same (its row, or a principal's, did not authenticate at start), null when it is not.
 */
export async function ensureRootOperator(
  ledger: Ledger,
  desk: Desk,
  vault: Vault,
  credentials: RootCredentials | null,
): Promise<string | null> {
  const { state } = ledger;
  const changes: Change[] = [];
  const time = desk.wallClock.now();
  const known = state.principalByName('role', ROOT_OPERATOR);
  const held = [...state.all('accessKey')].filter((accessKey) => accessKey.principalId === known?.id);
  const refusal = credentials === null ? null : refusalOf(state, known, credentials.accessKeyId);
  if (credentials === null) {
    for (const accessKey of held)
      if (accessKey.status === 'Active')
        changes.push(put('accessKey', accessKey.id, { ...accessKey, status: 'Inactive' }));
  } else if (known !== undefined || refusal === null) {
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
    for (const { id } of held) if (id !== credentials.accessKeyId) changes.push(remove('accessKey', id));
    if (refusal === null)
      changes.push(...(await accessKeyChanges(ledger, vault, principal, credentials, time)));
  }
  if (changes.length > 0) {
    const reason =
      credentials === null
        ? 'KEYDESK_ROOT_ACCESS_KEY_ID is not set any more'
        : 'as KEYDESK_ROOT_ACCESS_KEY_ID says';
    const by = rootPrincipal(desk.meta.accountId);
    await ledger.append(deskEvent(desk, by, 'EnsureRootOperator', reason), changes).durable;
  }
  return refusal;
}
