import { describe, expect, it } from 'vitest';
import { ladderWords, lengthText, type LadderPlaces } from './ladder-words.ts';
import { HOLDS, RUNGS } from './ladder.ts';

const inTheBox: LadderPlaces = { tokenInDataDirectory: true, pinInFile: true };
const elsewhere: LadderPlaces = { tokenInDataDirectory: false, pinInFile: false };

describe('what is said of a lost token', () => {
  it('is a sentence where it stands and one what to do, for every rung and hold, and never a path', () => {
    const told = [inTheBox, elsewhere].flatMap((places) =>
      RUNGS.flatMap((rung) =>
        [null, ...HOLDS].map((hold) => ladderWords({ rung, hold, gone: null }, places)),
      ),
    );
    for (const { stands, remedy } of told)
      for (const words of [stands, remedy]) {
        expect(words).toMatch(/^[A-Z].+\.$/);
        expect(words).not.toMatch(/(^|\s)\//);
      }
    // Each place on the way has its own.
    expect(new Set(told.map(({ stands }) => stands)).size).toBe(RUNGS.length + HOLDS.length);
  });

  it('names what this desk has: its own folder or an HSM, a PIN file or the environment', () => {
    expect(ladderWords({ rung: 'module', hold: null, gone: null }, inTheBox).remedy).toContain('hsm/tokens');
    expect(ladderWords({ rung: 'module', hold: null, gone: null }, elsewhere).remedy).toContain(
      'power, network',
    );
    const refused = { rung: 'login', hold: 'pin-refused', gone: null } as const;
    expect(ladderWords(refused, inTheBox).remedy).toMatch(/^Write the right PIN into the PIN file/);
    expect(ladderWords(refused, elsewhere).remedy).toMatch(/^Correct KEYDESK_PKCS11_PIN and restart/);
  });

  it('begins with what is not there: the folder of the token, or the whole data directory', () => {
    const tokens = ladderWords({ rung: 'module', hold: null, gone: 'tokens' }, inTheBox);
    expect(tokens.stands).toBe('The token’s folder is not in the data directory.');
    expect(tokens.remedy).toMatch(/^Put the token’s folder/);
    const all = ladderWords({ rung: 'login', hold: 'pin-refused', gone: 'data-directory' }, inTheBox);
    expect(all.remedy).toMatch(/^Put the whole directory back.+restore a backup/);
  });

  it.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [1_000, '1.0 s'],
    [42_400, '42 s'],
    [119_000, '119 s'],
    [180_000, '3 min'],
    [7_200_000, '2 h'],
  ])('%d ms is %s', (ms, words) => {
    expect(lengthText(ms)).toBe(words);
  });
});
