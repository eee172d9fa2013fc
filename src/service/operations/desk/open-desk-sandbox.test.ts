/** How many practice keys there may be, of one person and of the desk: more than a test makes one after another. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  MOST_DESK_SANDBOX_KEYS,
  MOST_KEPT_SANDBOX_KEYS,
  SANDBOX_KEY_NAMES,
  type SandboxKeyName,
} from '../../../domain/sandbox/sandbox-keys.ts';
import type { KeyEntity } from '../../../domain/state/entities.ts';
import { State } from '../../../domain/state/state.ts';
import { deskFacts } from '../../dispatch/testing/desk-facts.ts';
import type { Context } from '../../operation.ts';
import { openDeskSandbox } from './open-desk-sandbox.ts';

const ME = 'AIDA1';
const SPARE = MOST_KEPT_SANDBOX_KEYS - SANDBOX_KEY_NAMES.length;
const { desk } = deskFacts((bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()));

class Keys {
  readonly state = new State();
  #made = 0;

  add(count: number, owner: string, state: KeyEntity['state'], name: SandboxKeyName = 'guest-records'): this {
    for (let i = 0; i < count; i++) {
      const id = `key-${++this.#made}`;
      const body: KeyEntity = {
        id,
        spec: 'SYMMETRIC_DEFAULT',
        usage: 'ENCRYPT_DECRYPT',
        origin: 'AWS_KMS',
        state,
        description: '',
        createdAt: this.#made,
        createdBy: owner,
        currentVersion: 1,
        tags: [],
        rotation: null,
        deletion: null,
        destroyedAt: null,
        sandbox: { owner, name },
      };
      this.state.apply('key', id, 1, '', body);
    }
    return this;
  }
}

/** Asks for the sandbox as ada, up to where the HSM would make keys. */
const open = ({ state }: Keys): unknown =>
  openDeskSandbox.plan({
    state,
    desk,
    call: {
      time: 1,
      principal: {
        id: ME,
        name: 'ada',
        policies: [],
        caller: { arn: 'arn:aws:iam::000000000000:user/ada', accountId: '000000000000', kind: 'user' },
      },
    },
    ports: { vault: { supports: () => ({ supported: true }) } },
    input: {},
  } as unknown as Context<Record<string, never>>); // the plan asks nothing else of its context

const makesKeys = { effect: expect.any(Function), finish: expect.any(Function) };

describe('of one person, those that wait to be destroyed too', () => {
  it(`are at most ${MOST_KEPT_SANDBOX_KEYS}`, () => {
    // One of those there are is the walks' key in use, so eleven are missing.
    expect(open(new Keys().add(SPARE + 1, ME, 'PendingDeletion'))).toEqual(makesKeys);
    expect(() => open(new Keys().add(SPARE + 2, ME, 'PendingDeletion'))).toThrow(
      /^You have 54 practice keys and lack 11, and a person has at most 64/,
    );
  });
  it('destroyed ones and those of others are not counted', () => {
    const keys = new Keys()
      .add(SPARE + 1, ME, 'PendingDeletion')
      .add(100, ME, 'Destroyed')
      .add(100, 'AIDA2', 'Enabled');
    expect(open(keys)).toEqual(makesKeys);
  });
});

describe('of the desk', () => {
  const others = MOST_DESK_SANDBOX_KEYS - SANDBOX_KEY_NAMES.length;
  it(`are at most ${MOST_DESK_SANDBOX_KEYS}`, () => {
    expect(open(new Keys().add(others, 'AIDA2', 'Enabled').add(100, 'AIDA3', 'Destroyed'))).toEqual(
      makesKeys,
    );
    expect(() => open(new Keys().add(others + 1, 'AIDA2', 'Enabled'))).toThrow(
      /^This desk has 1989 practice keys and keeps at most 2000/,
    );
  });
  it('nobody who has theirs is turned away when it is full', () => {
    const keys = new Keys().add(MOST_DESK_SANDBOX_KEYS, 'AIDA2', 'Enabled');
    for (const name of SANDBOX_KEY_NAMES) keys.add(1, ME, 'Enabled', name);
    expect(open(keys)).toMatchObject({ output: { Keys: SANDBOX_KEY_NAMES.map((Name) => ({ Name })) } });
  });
});
