import * as z from 'zod';
import { toBase64, toHex } from '../../../domain/bytes.ts';
import { KEY_STATES } from '../../../domain/keys/key-state.ts';
import type { KeyMaterial } from '../../../domain/ports/vault.ts';
import {
  MOST_DESK_SANDBOX_KEYS,
  MOST_KEPT_SANDBOX_KEYS,
  MOST_SANDBOX_KEYS,
  SANDBOX_DELETION_DAYS,
  SANDBOX_KEY_NAMES,
  sandboxPolicy,
  WALKS_KEY,
  type SandboxKeyName,
} from '../../../domain/sandbox/sandbox-keys.ts';
import { put, versionId, type Change, type KeyEntity } from '../../../domain/state/entities.ts';
import { DAY_MS } from '../../../domain/state/usage-view.ts';
import type { State } from '../../../domain/state/state.ts';
import { ServiceError } from '../../errors.ts';
import { uuid } from '../../ids.ts';
import { effect, operation, type Context, type Result } from '../../operation.ts';
import { arnOfKey } from '../../resolve.ts';
import { publicState } from '../keys/key-metadata.ts';
import { onDemandLeft } from '../rotation/rotates.ts';
import { sandboxAliasOf, sandboxKeyInUse, sandboxKeysOf } from './sandbox.ts';

const SPEC = 'SYMMETRIC_DEFAULT';
const NOTHING_MADE: ReadonlyMap<SandboxKeyName, KeyMaterial> = new Map();

const output = z.object({
  /** In the order of `SANDBOX_KEY_NAMES`. */
  Keys: z.array(
    z.object({
      Name: z.enum(SANDBOX_KEY_NAMES),
      KeyId: z.string(),
      Arn: z.string(),
      Alias: z.string(),
      CurrentVersion: z.int(),
      KeyState: z.enum(KEY_STATES),
    }),
  ),
});
type Output = z.output<typeof output>;
type Asked = Context<object>;

/** Missing, or without a rotation left: the walks rotate their key each time, and a key rotates on demand 25 times in its life. */
const isWanting = (state: State, key: KeyEntity | undefined): boolean =>
  key === undefined || (key.sandbox?.name === WALKS_KEY && onDemandLeft(state, key) === 0);

const wantingNames = ({ call }: Asked, state: State): readonly SandboxKeyName[] =>
  SANDBOX_KEY_NAMES.filter((name) => isWanting(state, sandboxKeyInUse(state, call.principal, name)));

/** Throws LimitExceededException. */
function requireRoom({ call }: Asked, state: State, more: number): void {
  if (more === 0) return;
  const kept = sandboxKeysOf(state, call.principal.id).length;
  if (kept + more > MOST_KEPT_SANDBOX_KEYS)
    throw new ServiceError(
      'LimitExceededException',
      `You have ${kept} practice keys and lack ${more}, and a person has at most ${MOST_KEPT_SANDBOX_KEYS}, those that wait to be destroyed included. Come back when they are gone, in ${SANDBOX_DELETION_DAYS} days at most, or practise on the desk in the page.`,
    );
  let all = 0;
  for (const id of state.sandboxed.keys()) if (state.key(id)?.state !== 'Destroyed') all++;
  if (all + more > MOST_DESK_SANDBOX_KEYS)
    throw new ServiceError(
      'LimitExceededException',
      `This desk has ${all} practice keys and keeps at most ${MOST_DESK_SANDBOX_KEYS}. Practise on the desk in the page; or ask an administrator to remove people who have left, whose practice keys go with them.`,
    );
}

/** What is missing made of `materials`, what is there repaired, on the state as it is now. */
function opened(
  { desk, call }: Asked,
  state: State,
  materials: ReadonlyMap<SandboxKeyName, KeyMaterial>,
): Result<Output> {
  const me = call.principal;
  const changes: Change[] = [];
  const changed = new Map<string, KeyEntity>();
  const made: SandboxKeyName[] = [];
  const repaired = new Set<SandboxKeyName>();

  const enable = (key: KeyEntity, name: SandboxKeyName): KeyEntity => {
    if (key.state === 'Enabled') return key;
    const enabled: KeyEntity = { ...key, state: 'Enabled', deletion: null };
    changed.set(key.id, enabled);
    repaired.add(name);
    return enabled;
  };
  const make = (name: SandboxKeyName, material: KeyMaterial): KeyEntity => {
    const key: KeyEntity = {
      id: uuid(desk.random),
      spec: SPEC,
      usage: 'ENCRYPT_DECRYPT',
      origin: 'AWS_KMS',
      state: 'Enabled',
      description: `Practice key of ${me.name} at the envelope desk`,
      createdAt: call.time,
      createdBy: me.id,
      currentVersion: 1,
      tags: [],
      rotation: null,
      deletion: null,
      destroyedAt: null,
      sandbox: { owner: me.id, name },
    };
    changed.set(key.id, key);
    made.push(name);
    changes.push(
      put('keyVersion', versionId(key.id, 1), {
        keyId: key.id,
        number: 1,
        createdAt: call.time,
        rotation: null,
        materialId: toHex(desk.random.bytes(32)),
        residency: material.residency,
        material: toBase64(material.bytes),
        publicKey: material.publicKey === undefined ? null : toBase64(material.publicKey),
      }),
    );
    return key;
  };

  const inUse = SANDBOX_KEY_NAMES.map((name) => {
    const before = sandboxKeyInUse(state, me, name);
    const material = isWanting(state, before) ? materials.get(name) : undefined;
    if (before === undefined && material === undefined)
      throw new ServiceError('ConflictException', 'Your practice keys changed meanwhile. Ask again.');
    // A predecessor goes on opening what was sealed with it.
    const enabled = before === undefined ? undefined : enable(before, name);
    const key = material === undefined ? enabled! : make(name, material); // one of both, as said above
    const text = sandboxPolicy(name, me.caller.arn);
    if (state.policy(key.id)?.body.text !== text) {
      changes.push(put('policy', key.id, { text }));
      if (!made.includes(name)) repaired.add(name);
    }
    const alias = sandboxAliasOf(state, me, name);
    const named = state.alias(alias);
    if (named?.keyId !== key.id) {
      const createdAt = named?.createdAt ?? call.time;
      changes.push(put('alias', alias, { name: alias, keyId: key.id, createdAt, updatedAt: call.time }));
      if (!made.includes(name)) repaired.add(name);
    }
    return { name, alias, key };
  });

  // Too many: predecessors of the walks' key go, the oldest first.
  const current = new Set(inUse.map(({ key }) => key.id));
  const kept = sandboxKeysOf(state, me.id)
    .map((key) => changed.get(key.id) ?? key)
    .filter((key) => key.state !== 'PendingDeletion' && !current.has(key.id));
  const gone = kept.slice(0, Math.max(0, kept.length + current.size - MOST_SANDBOX_KEYS));
  const now = desk.clock.now();
  for (const key of gone)
    changed.set(key.id, {
      ...key,
      state: 'PendingDeletion',
      deletion: { date: now + SANDBOX_DELETION_DAYS * DAY_MS, scheduledAt: now, ranAt: desk.running.ran },
    });

  const told: readonly (readonly [string, readonly string[]])[] = [
    ['Made', made],
    ['Repaired', [...repaired]],
    ['ScheduledForDeletion', gone.map(({ id }) => id)],
  ];
  return {
    output: {
      Keys: inUse.map(({ name, alias, key }) => ({
        Name: name,
        KeyId: key.id,
        Arn: arnOfKey(desk, key.id),
        Alias: alias,
        CurrentVersion: key.currentVersion,
        KeyState: publicState(key.state),
      })),
    },
    changes: [...[...changed].map(([id, key]) => put('key', id, key)), ...changes],
    event: {
      parameters: told
        .filter(([, names]) => names.length > 0)
        .map(([what, names]) => [what, names.join(', ')] as const),
    },
  };
}

/**
 * Gives the person who asks keys of their own to learn on at the envelope desk: makes what is missing, repairs what is there, and
 * changes nothing when all is well. Each key's policy names that person and nobody else. Inventory, posture and audit leave practice
 * keys out at first sight; the log has every use of them, as of any key. At most 16 a person in use: predecessors of the walks' key, which
 * is succeeded when it has no rotation left, are scheduled for deletion beyond that. At most 64 with those.
 */
export const openDeskSandbox = operation.onAccount({
  name: 'OpenDeskSandbox',
  class: 'management',
  input: z.object({}),
  output,
  errors: ['ConflictException', 'LimitExceededException', 'UnsupportedOperationException'],
  permissions: () => [{ action: 'keydesk:OpenDeskSandbox', key: null, resource: '*' }],
  plan: (context) => {
    const { state, call, ports } = context;
    if (call.principal.caller.kind !== 'user')
      throw new ServiceError(
        'UnsupportedOperationException',
        'Only people have practice keys. Sign in to the console as one.',
      );
    const wanting = wantingNames(context, state);
    requireRoom(context, state, wanting.length);
    if (wanting.length === 0) return opened(context, state, NOTHING_MADE);
    const support = ports.vault.supports(SPEC);
    if (!support.supported) throw new ServiceError('UnsupportedOperationException', support.reason);
    return effect(
      async ({ vault }) => {
        const materials = new Map<SandboxKeyName, KeyMaterial>();
        // oxlint-disable-next-line no-await-in-loop -- one after another: the HSM serves others in between
        for (const name of wanting) materials.set(name, await vault.generateKey(SPEC));
        return materials;
      },
      (materials, now) => {
        // As it is now: two windows of one person may have asked together.
        requireRoom(context, now, wantingNames(context, now).filter((name) => materials.has(name)).length);
        return opened(context, now, materials);
      },
    );
  },
});
