/** SoftHSM's folder of tokens, as it was at one moment. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ServiceError } from '../../../service/errors.ts';
import { realPath } from './backup-place.ts';
import { syncDirectory, writeFile } from '../durable-file.ts';
import { BACKUP_TOKENS } from './manifest.ts';

const TOKEN_TRIES = 5;

/** Bytes of every file below `root`, by path. Throws ServiceError for what is neither file nor folder: a copy could not mean it. */
function readTree(root: string, secrets: readonly string[]): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  const walk = (folder: string, name: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      const inner = name === '' ? entry.name : `${name}/${entry.name}`;
      if (secrets.includes(realPath(path))) continue;
      if (entry.isDirectory()) walk(path, inner);
      else if (entry.isFile()) found.set(inner, readFileSync(path));
      else
        throw new ServiceError(
          'KMSInternalException',
          `The token's folder holds ${inner}, which is no file.`,
        );
    }
  };
  walk(root, '');
  return found;
}

const sameTree = (a: ReadonlyMap<string, Buffer>, b: ReadonlyMap<string, Buffer>): boolean =>
  a.size === b.size && [...a].every(([name, bytes]) => b.get(name)?.equals(bytes) === true);

/** The token as it was at one moment: read until two readings in a row are the same. Its objects are small, and seldom change. */
export function readToken(root: string, secrets: readonly string[]): ReadonlyMap<string, Buffer> {
  let before = readTree(root, secrets);
  for (let i = 0; i < TOKEN_TRIES; i++) {
    const now = readTree(root, secrets);
    if (sameTree(before, now)) return now;
    before = now;
  }
  throw new ServiceError('ConflictException', 'The token changed all the while it was copied. Try again.');
}

/** Answers the paths below `directory` of what was copied. */
export function copyToken(tree: ReadonlyMap<string, Buffer>, directory: string): string[] {
  const folders = new Set<string>([join(directory, BACKUP_TOKENS)]);
  for (const name of tree.keys()) folders.add(dirname(join(directory, BACKUP_TOKENS, name)));
  for (const folder of folders) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const paths: string[] = [];
  for (const [name, bytes] of tree) {
    writeFile(join(directory, BACKUP_TOKENS, name), bytes);
    paths.push(`${BACKUP_TOKENS}/${name}`);
  }
  for (const folder of folders) syncDirectory(folder);
  return paths;
}
