/** Where a lost token stands, and what a person can do about it: the same sentences for /readyz, DescribeVault and the Vault page. */
import type { Lost } from './ladder.ts';

/** `820 ms`, `4.2 s`, `3 min`, `2 h`. */
export function lengthText(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms < 120_000) return `${Math.round(ms / 1_000)} s`;
  return ms < 7_200_000 ? `${Math.round(ms / 60_000)} min` : `${Math.round(ms / 3_600_000)} h`;
}

export interface LadderPlaces {
  /** The desk made the token itself, in its data directory. */
  readonly tokenInDataDirectory: boolean;
  /** Read anew at each climb; the environment's is the same until a restart. */
  readonly pinInFile: boolean;
}

export interface LadderWords {
  /** One sentence: how far the way back is. */
  readonly stands: string;
  /** What to do. */
  readonly remedy: string;
}

export function ladderWords(
  lost: Pick<Lost, 'rung' | 'hold' | 'gone'>,
  { tokenInDataDirectory, pinInFile }: LadderPlaces,
): LadderWords {
  const itself = 'Nothing more is needed: the desk tries again by itself, at least once a second.';
  const look = tokenInDataDirectory
    ? `Put the token’s folder, hsm/tokens in the data directory, back where it was. ${itself}`
    : `Look at the HSM and the way to it: power, network, its own log. ${itself}`;
  if (lost.gone === 'data-directory')
    return {
      stands: 'The data directory is not there: database, token and all.',
      remedy: `Put the whole directory back as it was. ${itself} If it is lost, stop Keydesk and restore a backup: docs/recovery.md.`,
    };
  if (lost.hold === 'pin-refused')
    return {
      stands: 'The token refused the PIN. It is not tried again: a real HSM locks after a few tries.',
      remedy: pinInFile
        ? 'Write the right PIN into the PIN file: the desk sees it within a second. If the PIN was right after all, remove the file pin-refused in the data directory and restart Keydesk.'
        : 'Correct KEYDESK_PKCS11_PIN and restart Keydesk. If the PIN was right after all, remove the file pin-refused in the data directory first.',
    };
  if (lost.hold === 'other-token')
    return {
      stands: 'Another token is in the place of this desk’s: its serial or its keys differ. It is not used.',
      remedy: `Put this desk’s own token back. ${itself}`,
    };
  switch (lost.rung) {
    case 'session':
      return { stands: 'The desk opens a new session on the token.', remedy: look };
    case 'drain':
      return {
        stands:
          'The desk waits for calls that the module has not answered: only after them can it be started anew.',
        remedy:
          'Look whether the HSM hangs, and at the way to it. If its calls never end, restart Keydesk: nothing is lost by it.',
      };
    case 'module':
      return {
        stands:
          lost.gone === 'tokens'
            ? 'The token’s folder is not in the data directory.'
            : 'The module could not be started anew.',
        remedy: look,
      };
    case 'token':
      return { stands: 'The module runs, and shows no token of this desk.', remedy: look };
    case 'login':
      return { stands: 'The token is there, and the login failed.', remedy: look };
    case 'keys':
      return {
        stands: 'The token is there, and does not hold all of this desk’s resident keys.',
        remedy: tokenInDataDirectory
          ? `The token’s folder is not whole: put all of hsm/tokens back, from where it went or from a backup. ${itself}`
          : `See whether the token was restored whole. ${itself}`,
      };
    case 'identity':
      return { stands: 'The desk checks that it is the same token as before.', remedy: itself };
  }
}
