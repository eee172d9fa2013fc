/**
 * Clients that work on a desk at the same time, each on keys of its own, and know after a kill what must be true: what was answered, and
 * of the one request that was under way either nothing or all of it.
 */
import type { State } from '../../../../domain/state/state.ts';
import type { Witness } from './witness.ts';

/** One object of a client's: what it was last told, and what else may be true since an answer did not come. */
interface Belief<T> {
  sure: T;
  maybe: T | null;
}

interface OwnKey {
  readonly id: string;
  readonly enabled: Belief<boolean>;
  readonly version: Belief<number>;
  /** Description as last set. */
  readonly description: Belief<string>;
}

/** AWS lets a key be rotated so often on demand. */
const MOST_ROTATIONS = 25;

export class LoadClient {
  readonly #witness: Witness;
  readonly #name: string;
  readonly #keys: OwnKey[] = [];
  #steps = 0;
  requests = 0;

  constructor(witness: Witness, name: string) {
    this.#witness = witness;
    this.#name = name;
  }

  /** Works until an answer does not come. */
  async work(): Promise<void> {
    while (await this.#step()) this.requests++;
  }

  async #step(): Promise<boolean> {
    const key = this.#keys.at(Math.floor(Math.random() * this.#keys.length));
    if (key === undefined || Math.random() < 0.08) return this.#makeKey();
    const draw = Math.random();
    if (draw < 0.1) {
      const enabled = !key.enabled.sure;
      return this.#change(key.enabled, enabled, enabled ? 'EnableKey' : 'DisableKey', { KeyId: key.id });
    }
    if (draw < 0.2) {
      const description = `${this.#name} ${++this.#steps}`;
      const input = { KeyId: key.id, Description: description };
      return this.#change(key.description, description, 'UpdateKeyDescription', input);
    }
    if (draw < 0.25 && key.enabled.sure && key.version.sure <= MOST_ROTATIONS)
      return this.#change(key.version, key.version.sure + 1, 'RotateKeyOnDemand', { KeyId: key.id });
    if (!key.enabled.sure) return (await this.#witness.call('DescribeKey', { KeyId: key.id })) !== null;
    return (await this.#witness.seal(key.id)) !== null;
  }

  async #makeKey(): Promise<boolean> {
    const told = await this.#witness.call('CreateKey');
    if (told?.status !== 200) return told !== null;
    const { KeyId } = told.body['KeyMetadata'] as { KeyId: string }; // CreateKey's output
    this.#keys.push({
      id: KeyId,
      enabled: { sure: true, maybe: null },
      version: { sure: 1, maybe: null },
      description: { sure: '', maybe: null },
    });
    return true;
  }

  async #change<T>(belief: Belief<T>, to: T, operation: string, input: object): Promise<boolean> {
    belief.maybe = to;
    const told = await this.#witness.call(operation, input);
    if (told === null) return false;
    if (told.status !== 200)
      throw new Error(`${operation} answered ${told.status} ${JSON.stringify(told.body)}`);
    belief.sure = to;
    belief.maybe = null;
    return true;
  }

  /** What is stored after a kill, against what this client knows; from then on it knows what was found. */
  compare(state: State): readonly string[] {
    const wrong: string[] = [];
    const settle = <T>(belief: Belief<T>, found: T, what: string): void => {
      if (found !== belief.sure && found !== belief.maybe)
        wrong.push(`${what} is ${String(found)}; answered was ${String(belief.sure)}`);
      belief.sure = found;
      belief.maybe = null;
    };
    for (const { id, enabled, version, description } of this.#keys) {
      const key = state.key(id);
      if (key === undefined) {
        wrong.push(`key ${id} was answered and is gone`);
        continue;
      }
      settle(enabled, key.state === 'Enabled', `key ${id}: enabled`);
      settle(version, key.currentVersion, `key ${id}: version`);
      settle(description, key.description, `key ${id}: description`);
    }
    return wrong;
  }
}
