/** What somebody with the files of a desk sees and can change: the directory's bytes and the tables of its database. */
import { cpSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from 'node:sqlite';
import { temporaryDirectory } from '../../testing/desk.ts';

export const databaseOf = (dataDirectory: string): string => join(dataDirectory, 'keydesk.db');

export interface StoredFile {
  /** Relative to the directory. */
  readonly path: string;
  readonly isDirectory: boolean;
  readonly mode: number;
  readonly bytes: Buffer;
}

/** Everything below a directory, itself included as `.`. Sockets are left out. */
export function filesBelow(directory: string): readonly StoredFile[] {
  const describe = (path: string): StoredFile[] => {
    const status = statSync(path);
    const isDirectory = status.isDirectory();
    if (!isDirectory && !status.isFile()) return [];
    const bytes = isDirectory ? Buffer.alloc(0) : readFileSync(path);
    return [{ path: relative(directory, path) || '.', isDirectory, mode: status.mode & 0o777, bytes }];
  };
  const inside = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  return [describe(directory), ...inside.map((name) => describe(join(directory, name)))].flat();
}

/** Every value of every table, blobs as bytes: a long value may lie in pieces in the file. */
export function storedValues(dataDirectory: string): Buffer {
  const database = new DatabaseSync(databaseOf(dataDirectory), { readOnly: true });
  try {
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    const values = tables.flatMap(({ name }) =>
      database
        .prepare(`SELECT * FROM "${String(name)}"`)
        .all()
        .flatMap((row) => Object.values(row)),
    );
    const bytes = (value: SQLOutputValue): Buffer =>
      value instanceof Uint8Array ? Buffer.from(value) : Buffer.from(String(value));
    return Buffer.concat(values.flatMap((value) => [bytes(value), Buffer.from('\n')]));
  } finally {
    database.close();
  }
}

/** A copy of a stopped desk, to be altered. The caller removes it. */
export function copyOf(dataDirectory: string): string {
  const copy = temporaryDirectory();
  cpSync(dataDirectory, copy, { recursive: true });
  return copy;
}

/** Changes a stopped desk's database as an attacker with the files would. */
export function alter(dataDirectory: string, sql: string, ...values: SQLInputValue[]): void {
  const database = new DatabaseSync(databaseOf(dataDirectory));
  try {
    const { changes } = database.prepare(sql).run(...values);
    if (changes === 0) throw new Error('nothing was altered, so nothing would be tested');
  } finally {
    database.close();
  }
}

export interface StoredRow {
  readonly kind: string;
  readonly id: string;
  readonly version: number;
  readonly body: Uint8Array;
  readonly mac: Uint8Array;
}

/** A row as it is stored now. */
export function rowOf(dataDirectory: string, kind: string, id: string): StoredRow {
  const database = new DatabaseSync(databaseOf(dataDirectory), { readOnly: true });
  try {
    const row = database.prepare('SELECT * FROM "row" WHERE kind = ? AND id = ?').get(kind, id);
    if (row === undefined) throw new Error(`there is no ${kind} ${id}`);
    return { ...row } as unknown as StoredRow; // the columns of this table
  } finally {
    database.close();
  }
}

/** Puts a row back as it was, version, body and authentication code together. */
export const putBack = (dataDirectory: string, { kind, id, version, body, mac }: StoredRow): void =>
  alter(
    dataDirectory,
    'UPDATE "row" SET version = ?, body = ?, mac = ? WHERE kind = ? AND id = ?',
    version,
    body,
    mac,
    kind,
    id,
  );

/** The stored bytes of one event. */
export function leafOf(dataDirectory: string, sequence: number): Uint8Array {
  const database = new DatabaseSync(databaseOf(dataDirectory), { readOnly: true });
  try {
    const bytes = database.prepare('SELECT bytes FROM leaf WHERE sequence = ?').get(sequence)?.['bytes'];
    if (!(bytes instanceof Uint8Array)) throw new Error(`there is no event ${sequence}`);
    return bytes;
  } finally {
    database.close();
  }
}

export interface StoredNote {
  readonly size: number;
  readonly time: number;
  readonly note: string;
}

/** The newest checkpoint as it is stored now. */
export function checkpointOf(dataDirectory: string): StoredNote {
  const database = new DatabaseSync(databaseOf(dataDirectory), { readOnly: true });
  try {
    const row = database.prepare('SELECT * FROM checkpoint ORDER BY size DESC LIMIT 1').get();
    if (row === undefined) throw new Error('there is no checkpoint');
    return { ...row } as unknown as StoredNote; // the columns of this table
  } finally {
    database.close();
  }
}

/** Removes every checkpoint and puts this one in their place. */
export function putCheckpointBack(dataDirectory: string, { size, time, note }: StoredNote): void {
  alter(dataDirectory, 'DELETE FROM checkpoint');
  alter(dataDirectory, 'INSERT INTO checkpoint VALUES (?, ?, ?)', size, time, note);
}
