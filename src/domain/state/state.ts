/**
 * The desk's state: everything that decides an answer, in memory, one owner. Changed by `apply` only, which the ledger calls in the
 * same step that gives the event its sequence.
 */
import {
  versionId,
  type AcceptanceEntity,
  type AccessKeyEntity,
  type AliasEntity,
  type BackupEntity,
  type EntityKinds,
  type EpochEntity,
  type GrantEntity,
  type IdentityPolicyEntity,
  type InvitationEntity,
  type KeyEntity,
  type KeyPolicyEntity,
  type KeyVersionEntity,
  type Kind,
  type PolicyVersionEntity,
  type PrincipalEntity,
  type SandboxMark,
  type SessionEntity,
  type SuppressionEntity,
} from './entities.ts';
import { decodeBody, isCurrentBody } from './body.ts';
import { GrantIndex } from '../grants/grant-index.ts';
import { CredentialView } from './credential-view.ts';
import { FailedBackupsView } from './failed-backups.ts';
import { GrantUses } from './grant-uses.ts';
import { UsageView } from './usage-view.ts';
import { UseDetail } from './use-detail.ts';

/** A body with the version and digest (hex) of its stored bytes. */
export interface Stored<T> {
  readonly version: number;
  readonly digest: string;
  readonly body: T;
}

/** A body as it was stored, decoded when it is first asked for: a desk has many more objects than a day uses. */
class Undecoded<K extends Kind> implements Stored<EntityKinds[K]> {
  readonly #kind: K;
  readonly version: number;
  readonly digest: string;
  #text: string;
  #body: EntityKinds[K] | undefined;
  constructor(kind: K, version: number, digest: string, text: string) {
    this.#kind = kind;
    this.version = version;
    this.digest = digest;
    this.#text = text;
  }
  get body(): EntityKinds[K] {
    if (this.#body === undefined) {
      this.#body = decodeBody(this.#kind, this.#text);
      this.#text = '';
    }
    return this.#body;
  }
}

const NO_NAMES: readonly string[] = [];

export class State {
  /** Moves with every change of key, alias, policy, grant, principal, access key or session. */
  authority = 0;
  readonly usage = new UsageView();
  readonly useDetail = new UseDetail();
  readonly credentials = new CredentialView();
  readonly failedBackups = new FailedBackupsView();
  /** Which grants a key has, and for whom; ids of `grant`. */
  readonly grants = new GrantIndex();
  readonly grantUses = new GrantUses();
  /** Objects that did not authenticate at load, with the reason: refused until a person looks. Key: `kind/id`. */
  readonly quarantine = new Map<string, string>();

  readonly #rows: { readonly [K in Kind]: Map<string, Stored<EntityKinds[K]>> } = {
    key: new Map(),
    keyVersion: new Map(),
    policy: new Map(),
    alias: new Map(),
    principal: new Map(),
    accessKey: new Map(),
    session: new Map(),
    invitation: new Map(),
    running: new Map(),
    acceptance: new Map(),
    policyVersion: new Map(),
    suppression: new Map(),
    identityPolicy: new Map(),
    grant: new Map(),
    backup: new Map(),
    epoch: new Map(),
  };
  /** Row versions of objects that are not here (deleted, refused, missing), so that none is used twice. */
  readonly #graves = new Map<string, number>();
  /** Names, sorted; a list is replaced by its next change, never altered. */
  readonly #aliasesByKey = new Map<string, readonly string[]>();
  readonly #principalsByArnPart = new Map<string, string>();
  readonly #scheduled = new Set<string>();
  readonly #sandboxed = new Map<string, SandboxMark>();
  #epochs: readonly EpochEntity[] = [];

  key = (id: string): KeyEntity | undefined => this.#rows.key.get(id)?.body;
  keyVersion = (keyId: string, number: number): KeyVersionEntity | undefined =>
    this.#rows.keyVersion.get(`${keyId}/${number}`)?.body;
  policy = (keyId: string): Stored<KeyPolicyEntity> | undefined => this.#rows.policy.get(keyId);
  alias = (name: string): AliasEntity | undefined => this.#rows.alias.get(name)?.body;
  principal = (id: string): PrincipalEntity | undefined => this.#rows.principal.get(id)?.body;
  accessKey = (id: string): AccessKeyEntity | undefined => this.#rows.accessKey.get(id)?.body;
  /** By its name. */
  identityPolicy = (name: string): Stored<IdentityPolicyEntity> | undefined =>
    this.#rows.identityPolicy.get(name);
  grant = (id: string): Stored<GrantEntity> | undefined => this.#rows.grant.get(id);
  /** `owner`: a key id, or the `identityOwner` of a name. */
  policyVersion = (owner: string, version: number): PolicyVersionEntity | undefined =>
    this.#rows.policyVersion.get(versionId(owner, version))?.body;
  suppression = (id: string): SuppressionEntity | undefined => this.#rows.suppression.get(id)?.body;
  acceptance = (id: string): AcceptanceEntity | undefined => this.#rows.acceptance.get(id)?.body;
  session = (id: string): SessionEntity | undefined => this.#rows.session.get(id)?.body;

  /** By principal id. */
  invitation = (principalId: string): InvitationEntity | undefined =>
    this.#rows.invitation.get(principalId)?.body;

  principalByName(kind: PrincipalEntity['kind'], name: string): PrincipalEntity | undefined {
    const id = this.#principalsByArnPart.get(`${kind}/${name}`);
    return id === undefined ? undefined : this.principal(id);
  }

  /** Aliases of a key, sorted by name. */
  aliasesOf(keyId: string): readonly AliasEntity[] {
    return this.aliasNamesOf(keyId).flatMap((name) => this.alias(name) ?? []);
  }

  /** Their names alone; the same list until one of them changes. */
  aliasNamesOf(keyId: string): readonly string[] {
    return this.#aliasesByKey.get(keyId) ?? NO_NAMES;
  }

  /** Ids of the keys that something will happen to by itself: a rotation or a deletion. */
  get scheduled(): ReadonlySet<string> {
    return this.#scheduled;
  }

  /** Practice keys by id, destroyed ones too: their events are still practice. */
  get sandboxed(): ReadonlyMap<string, SandboxMark> {
    return this.#sandboxed;
  }

  /** The last finished one, or undefined. */
  backup = (): BackupEntity | undefined => this.#rows.backup.get('desk')?.body;

  /** Epochs of the log that began with a restore, by number, which is the order in which they began. */
  get epochs(): readonly EpochEntity[] {
    return this.#epochs;
  }

  /** Running time of the desk when it was last restored, ms; −Infinity when it never was. */
  get restoredAt(): number {
    return this.#epochs.at(-1)?.ranAt ?? -Infinity;
  }

  /** Encryptions that a key version has made, or may have made: those after a backup from which the desk was restored are not known. */
  encryptions(keyId: string, version: number): number {
    const counted = this.usage.encryptions(keyId, version);
    if (this.#epochs.length === 0) return counted;
    const from = this.keyVersion(keyId, version)?.createdAt ?? 0;
    // What came after it in the backup had taken its place there: it made no more.
    const until = this.keyVersion(keyId, version + 1)?.createdAt ?? Infinity;
    return this.#epochs.reduce(
      (sum, { jump, versionsBefore }) =>
        from < versionsBefore && until >= versionsBefore ? sum + jump : sum,
      counted,
    );
  }

  /** The most encryptions that any key version has made, or may have made. */
  mostEncryptions(): number {
    let most = this.usage.mostEncryptions();
    if (this.#epochs.length === 0) return most;
    for (const { keyId, number } of this.all('keyVersion'))
      most = Math.max(most, this.encryptions(keyId, number));
    return most;
  }

  /** Ids of keys of which some version may have made at least `encryptions`, and perhaps of others. */
  *used(encryptions: number): Generator<string> {
    const jumped = this.#epochs.reduce((sum, { jump }) => sum + jump, 0);
    if (jumped >= encryptions) yield* this.#rows.key.keys();
    else yield* this.usage.used(encryptions - jumped);
  }

  running = (): number => this.#rows.running.get('desk')?.body.ran ?? 0;
  /** Running time at which the clock was last doubted, ms; -Infinity for never. */
  doubtedAt = (): number => this.#rows.running.get('desk')?.body.doubtedAt ?? -Infinity;

  *all<K extends Kind>(kind: K): Generator<EntityKinds[K]> {
    for (const row of this.#rows[kind].values()) yield row.body;
  }

  /** Ids of a kind: none of its bodies is decoded for it. */
  ids(kind: Kind): Iterable<string> {
    return this.#rows[kind].keys();
  }

  count(kind: Kind): number {
    return this.#rows[kind].size;
  }

  /** Version that the next change of this object gets. */
  nextVersion(kind: Kind, id: string): number {
    return (this.#rows[kind].get(id)?.version ?? this.#graves.get(`${kind}/${id}`) ?? 0) + 1;
  }

  /** The one way in. `body` null deletes. */
  apply<K extends Kind>(
    kind: K,
    id: string,
    version: number,
    digest: string,
    body: EntityKinds[K] | null,
  ): void {
    this.authority++;
    this.#unindex(kind, id);
    if (body === null) {
      if (kind === 'accessKey') this.credentials.forget(id);
      if (kind === 'grant') this.grantUses.forget(id);
      this.#rows[kind].delete(id);
      this.#graves.set(`${kind}/${id}`, version);
      return;
    }
    this.#rows[kind].set(id, { version, digest, body });
    this.#index(kind, id);
  }

  /** At load: a body as it was stored, whose digest the log confirms. Throws as `decodeBody` for one that is not current. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- ties the map and the entity to one kind
  restore<K extends Kind>(kind: K, id: string, version: number, digest: string, text: string): void {
    const rows: Map<string, Stored<EntityKinds[K]>> = this.#rows[kind];
    if (isCurrentBody(text)) rows.set(id, new Undecoded(kind, version, digest, text));
    else rows.set(id, { version, digest, body: decodeBody(kind, text) });
    // A key body without an inner object has neither schedule, deletion nor mark, so it need not be decoded to be indexed.
    if (kind !== 'key' || text.includes(':{')) this.#index(kind, id);
  }

  /** At load: remembers a version of an object that is gone or refused. The newest that is known counts. */
  bury(kind: Kind, id: string, version: number): void {
    const name = `${kind}/${id}`;
    this.#graves.set(name, Math.max(version, this.#graves.get(name) ?? 0));
  }

  #unindex(kind: Kind, id: string): void {
    if (kind === 'key') {
      this.#scheduled.delete(id);
      this.#sandboxed.delete(id);
    }
    if (kind === 'alias') {
      const before = this.alias(id);
      if (before !== undefined)
        this.#aliasesByKey.set(
          before.keyId,
          this.aliasNamesOf(before.keyId).filter((name) => name !== id),
        );
    }
    if (kind === 'grant') {
      const before = this.grant(id);
      if (before !== undefined) this.grants.remove(before.body);
    }
    if (kind === 'principal') {
      const before = this.principal(id);
      if (before !== undefined) this.#principalsByArnPart.delete(`${before.kind}/${before.name}`);
    }
  }

  #index(kind: Kind, id: string): void {
    if (kind === 'key') {
      const { rotation, deletion, state, sandbox } = this.key(id)!; // just set
      if (sandbox !== undefined) this.#sandboxed.set(id, sandbox);
      if (state !== 'Destroyed' && (rotation !== null || deletion !== null)) this.#scheduled.add(id);
    }
    if (kind === 'alias') {
      const keyId = this.alias(id)!.keyId; // just set
      const names = this.aliasNamesOf(keyId);
      if (!names.includes(id)) this.#aliasesByKey.set(keyId, [...names, id].sort());
    }
    if (kind === 'grant') this.grants.add(this.grant(id)!.body); // just set
    if (kind === 'epoch')
      this.#epochs = [...this.#rows.epoch.values()]
        .map(({ body }) => body)
        .sort((a, b) => a.number - b.number);
    if (kind === 'principal') {
      const { kind: what, name } = this.principal(id)!; // just set
      this.#principalsByArnPart.set(`${what}/${name}`, id);
    }
  }
}
