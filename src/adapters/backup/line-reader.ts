import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { createGunzip } from 'node:zlib';
import { BackupError, explainReadError } from './errors.ts';
import {
  type BackupHeader,
  type BackupSummary,
  formatName,
  formatVersion,
  type TableLine,
  type TrailerLine,
} from './file-format.ts';

/** PostgreSQL's own limit of a value is 1 GB; a longer line is no backup of ours. */
const maxLineCharacters = 256 * 1024 * 1024;

function problem(
  file: string,
  code: 'not-a-backup' | 'newer-format' | 'truncated' | 'altered',
  found: string,
) {
  const wayOut =
    code === 'newer-format'
      ? 'Restore it with the release that wrote it, or with a newer one.'
      : 'Fetch the file again from where it was stored, or use another backup.';
  return new BackupError(code, `Reading the backup ${file} failed: ${found}. ${wayOut}`);
}

async function* readLines(file: string): AsyncGenerator<string> {
  const source = createReadStream(file);
  const gunzip = createGunzip();
  source.on('error', (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  gunzip.setEncoding('utf8');
  let parts: string[] = [];
  let length = 0;
  try {
    for await (const chunk of gunzip as AsyncIterable<string>) {
      let from = 0;
      for (let at = chunk.indexOf('\n'); at >= 0; at = chunk.indexOf('\n', from)) {
        parts.push(chunk.slice(from, at));
        yield parts.join('');
        parts = [];
        length = 0;
        from = at + 1;
      }
      const rest = chunk.slice(from);
      parts.push(rest);
      length += rest.length;
      if (length > maxLineCharacters) throw problem(file, 'not-a-backup', 'it holds a line without end');
    }
    if (length > 0) throw problem(file, 'truncated', 'its last line is not complete');
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

/** The first line, recognised before anything else is believed. */
function readHeader(file: string, line: string): BackupHeader {
  let value: Partial<BackupHeader> | null;
  try {
    value = JSON.parse(line) as Partial<BackupHeader> | null;
  } catch {
    throw problem(file, 'not-a-backup', 'its first line is not a header');
  }
  if (value?.format !== formatName || typeof value.version !== 'number') {
    throw problem(file, 'not-a-backup', `its first line does not name the format ${formatName}`);
  }
  if (value.version > formatVersion) {
    const found = `its format is version ${value.version}, and this release reads up to ${formatVersion}`;
    throw problem(file, 'newer-format', found);
  }
  if (![value.tables, value.partitions, value.sequences].every(Array.isArray)) {
    throw problem(file, 'altered', 'its header lacks the list of tables');
  }
  return value as BackupHeader;
}

export type BackupVisitor = {
  header?(header: BackupHeader): Promise<void> | void;
  /** A row as it stands in the file: a JSON array with one text or null per column. */
  row?(table: string, line: string): Promise<void> | undefined;
  tableEnd?(table: string, rows: number): Promise<void> | void;
};

type Progress = { header: BackupHeader | undefined; table: number; rows: number; total: number };

function parse<T>(file: string, line: string): T {
  try {
    return JSON.parse(line) as T;
  } catch {
    throw problem(file, 'altered', 'it holds a line that is not JSON');
  }
}

async function endTable(file: string, state: Progress, visitor: BackupVisitor): Promise<void> {
  const table = state.header?.tables[state.table];
  if (table === undefined) return;
  if (table.rows !== state.rows) {
    const found = `table ${table.name} holds ${state.rows} rows where the header says ${table.rows}`;
    throw problem(file, 'altered', found);
  }
  await visitor.tableEnd?.(table.name, state.rows);
}

function checkTrailer(file: string, state: Progress, trailer: TrailerLine, sha256: string): void {
  if (trailer.sha256 !== sha256) {
    throw problem(file, 'altered', `its checksum is ${sha256} where its last line says ${trailer.sha256}`);
  }
  if (state.table + 1 !== state.header?.tables.length || trailer.rows !== state.total) {
    throw problem(file, 'altered', 'its last line counts other tables or rows than it holds');
  }
}

/** Reads a backup from the first to the last line; returns only when checksum and counts are right. */
export async function readBackup(path: string, visitor: BackupVisitor): Promise<BackupSummary> {
  const file = resolve(path);
  const hash = createHash('sha256');
  const state: Progress = { header: undefined, table: -1, rows: 0, total: 0 };
  let sha256: string | undefined;
  try {
    for await (const line of readLines(file)) {
      if (sha256 !== undefined) throw problem(file, 'altered', 'it goes on after its last line');
      if (state.header === undefined) {
        state.header = readHeader(file, line);
        await visitor.header?.(state.header);
      } else if (line.startsWith('[')) {
        const table = state.header.tables[state.table];
        if (table === undefined) throw problem(file, 'altered', 'it holds a row before the first table');
        state.rows += 1;
        state.total += 1;
        const pending = visitor.row?.(table.name, line);
        if (pending) await pending;
      } else {
        const mark = parse<TableLine | TrailerLine>(file, line);
        await endTable(file, state, visitor);
        if ('end' in mark) {
          sha256 = hash.copy().digest('hex');
          checkTrailer(file, state, mark, sha256);
        } else {
          state.table += 1;
          state.rows = 0;
          if (state.header.tables[state.table]?.name !== mark.table) {
            throw problem(file, 'altered', `table ${mark.table} is not where the header has it`);
          }
        }
      }
      if (sha256 === undefined) hash.update(line).update('\n');
    }
  } catch (error) {
    if (error instanceof Error && error.message === 'incorrect header check') {
      throw problem(file, 'not-a-backup', 'it is not compressed as a backup is');
    }
    throw explainReadError(file, error);
  }
  if (state.header === undefined || sha256 === undefined) {
    throw problem(file, 'truncated', 'its last line with the checksum is missing');
  }
  const { created, migration, tables } = state.header;
  return { file, created, migration, tables: tables.length, rows: state.total, sha256 };
}

/** Proves that a backup is complete and unaltered, without a database. */
export function verifyBackup(options: { readonly file: string }): Promise<BackupSummary> {
  return readBackup(options.file, {});
}
