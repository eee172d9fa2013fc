import { useRef, useState } from 'react';
import { isCode, explain } from '../../query/explain.ts';
import { call } from '../../query/desk.ts';
import { useAct } from '../../query/act.ts';
import type { Input } from '../../query/contract.ts';
import type { Problem } from '../../ui/states.tsx';

/** What is left to do once the key is made. */
export const STEPS = ['alias', 'rotation'] as const;
export type Step = (typeof STEPS)[number];

/** A key that stands, and what it lacks of what was asked for. */
export interface MadeKey {
  readonly keyId: string;
  readonly left: readonly Step[];
}

export interface Rest {
  /** Without `alias/`. */
  readonly alias: string;
  /** Null: no schedule. */
  readonly rotationDays: number | null;
}

/** As many keys as one answer can hold: a name that is part of more aliases is left to CreateAlias to refuse. */
const MOST_FOUND = 1000;

/** Does some key bear this alias already? When that cannot be found out, CreateAlias says it. */
async function isTaken(alias: string): Promise<boolean> {
  const found = await call('SearchKeys', { Text: alias, Limit: MOST_FOUND }).catch(() => null);
  return found?.Keys.some((key) => key.Aliases.includes(`alias/${alias}`)) ?? false;
}

const TAKEN: Problem = {
  what: 'The key was not created',
  why: 'Another key has this alias already.',
  remedy: 'Choose another.',
  requestId: null,
};

/** No answer is not "no": CreateKey is not idempotent, so a second one might make a second key. */
function refusal(error: unknown): Problem {
  if (!isCode(error, 'NetworkError') && !isCode(error, 'UnreadableAnswer'))
    return explain('The key was not created', error);
  return {
    what: 'It is not known whether the key was created',
    why: 'Keydesk did not answer.',
    remedy: 'When it does again, look among the keys for a new one without an alias before you try again.',
    requestId: null,
  };
}

/**
 * Makes a key in steps: the key itself, then its alias, then its rotation. The first may be refused as a whole; after it the key stands,
 * so what fails is reported step by step, with the way to finish. One run at a time.
 */
export function useCreateKey(onMade: (made: MadeKey) => void) {
  const createKey = useAct('CreateKey');
  const createAlias = useAct('CreateAlias');
  const enableRotation = useAct('EnableKeyRotation');
  const running = useRef(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  /** The alias that was refused as taken. */
  const [taken, setTaken] = useState<string | null>(null);
  const [failed, setFailed] = useState<Partial<Record<Step, Problem>>>({});

  /** Does what is left; answers what is left then. */
  const doRest = async ({ keyId, left }: MadeKey, rest: Rest): Promise<readonly Step[]> => {
    const problems: Partial<Record<Step, Problem>> = {};
    if (left.includes('alias')) {
      await createAlias
        .mutateAsync({ AliasName: `alias/${rest.alias}`, TargetKeyId: keyId })
        .catch((error: unknown) => (problems.alias = explain('The alias was not added', error)));
    }
    if (left.includes('rotation') && rest.rotationDays !== null) {
      await enableRotation
        .mutateAsync({ KeyId: keyId, RotationPeriodInDays: rest.rotationDays })
        .catch((error: unknown) => (problems.rotation = explain('Rotation was not switched on', error)));
    }
    const still = STEPS.filter((step) => problems[step] !== undefined);
    setFailed(problems);
    onMade({ keyId, left: still });
    return still;
  };

  /** `work` alone, whoever presses how often. What it answers; null when another run is under way. */
  const once = async <T>(work: () => Promise<T>): Promise<T | null> => {
    if (running.current) return null;
    running.current = true;
    setBusy(true);
    try {
      return await work();
    } finally {
      running.current = false;
      setBusy(false);
    }
  };

  return {
    busy,
    problem,
    taken,
    failed,
    /** The id of a key that is made as asked; null when it was refused, or something is left. */
    create: (input: Input<'CreateKey'>, rest: Rest): Promise<string | null> =>
      once(async () => {
        setProblem(null);
        // Asked before, so that no key is made without its name.
        const another = await isTaken(rest.alias);
        setTaken(another ? rest.alias : null);
        if (another) {
          setProblem(TAKEN);
          return null;
        }
        try {
          const { KeyMetadata } = await createKey.mutateAsync(input);
          const left: readonly Step[] = rest.rotationDays === null ? ['alias'] : STEPS;
          const made = { keyId: KeyMetadata.KeyId, left };
          // Kept before it goes on: a session may end between two steps.
          onMade(made);
          return (await doRest(made, rest)).length === 0 ? made.keyId : null;
        } catch (error) {
          setProblem(refusal(error));
          return null;
        }
      }),
    finish: (made: MadeKey, rest: Rest): Promise<string | null> =>
      once(async () => ((await doRest(made, rest)).length === 0 ? made.keyId : null)),
  };
}
