/** What the key list's rules look at, read from the state when it is asked for: a search without a word on use reads none. */
import { searchTextOf, type KeyFacts } from '../../../domain/keys/key-search.ts';
import type { KeyEntity } from '../../../domain/state/entities.ts';
import type { State } from '../../../domain/state/state.ts';
import { publicState } from './key-metadata.ts';
import { servicesOf, usageSince } from './key-summary.ts';

/** By the key as it is: a change of it, or of its aliases, is another object. */
const texts = new WeakMap<KeyEntity, { readonly aliases: readonly string[]; readonly text: string }>();

class Facts implements KeyFacts {
  readonly key: KeyEntity;
  readonly #state: State;
  readonly #sinceDay: number;
  constructor(state: State, key: KeyEntity, sinceDay: number) {
    this.key = key;
    this.#state = state;
    this.#sinceDay = sinceDay;
  }
  get id(): string {
    return this.key.id;
  }
  get aliases(): readonly string[] {
    return this.#state.aliasNamesOf(this.key.id);
  }
  get description(): string {
    return this.key.description;
  }
  get state(): KeyFacts['state'] {
    return publicState(this.key.state);
  }
  get spec(): KeyFacts['spec'] {
    return this.key.spec;
  }
  get usage(): KeyFacts['usage'] {
    return this.key.usage;
  }
  get tags(): KeyFacts['tags'] {
    return this.key.tags;
  }
  get searchText(): string {
    const { aliases } = this;
    const made = texts.get(this.key);
    if (made?.aliases === aliases) return made.text;
    const text = searchTextOf(this);
    texts.set(this.key, { aliases, text });
    return text;
  }
  get createdAt(): number {
    return this.key.createdAt;
  }
  get currentVersion(): number {
    return this.key.currentVersion;
  }
  get rotation(): KeyFacts['rotation'] {
    return this.key.rotation;
  }
  get rotatedAt(): number | null {
    const current = this.#state.keyVersion(this.key.id, this.key.currentVersion);
    return current === undefined || current.rotation === null ? null : current.createdAt;
  }
  get lastUsed(): number | null {
    return this.#state.usage.lastUse(this.key.id)?.time ?? null;
  }
  get services(): number {
    return servicesOf(this.#state.usage.summary(this.key.id, this.#sinceDay));
  }
  get refused(): number {
    return this.#state.usage.summary(this.key.id, this.#sinceDay).refused;
  }
}

/** Every key that is not destroyed, each with the entity that it is read from: the inventory, or the practice keys that it leaves out. `now`: ms. */
export function liveKeys(state: State, now: number, sandbox = false): readonly Facts[] {
  const sinceDay = usageSince(now);
  const live: Facts[] = [];
  for (const key of state.all('key'))
    if (key.state !== 'Destroyed' && (key.sandbox !== undefined) === sandbox)
      live.push(new Facts(state, key, sinceDay));
  return live;
}
