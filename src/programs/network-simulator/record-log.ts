/**
 * The network's memory on disk: one JSON line per record, numbered from 1, only ever added to. Lines that
 * wait while one write is in flight go out together with the next, under one fsync.
 */
import { Buffer } from 'node:buffer';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fromJson, toJson } from '#engine';
import type { NetworkRecord } from '#simulation/network';
import { codeOf, StartError, textOfError } from './start-error.ts';

export interface RecordLog {
  /** Resolves when these records and all before them are on disk; with none, when all before are. */
  append(records: readonly NetworkRecord[]): Promise<void>;
  /** Records in the log, those not yet on disk included. */
  count(): number;
  close(): Promise<void>;
}

const newline = 0x0a;
const chunkBytes = 1 << 20;
const lineBytesMax = 1 << 20;

interface LogLine {
  readonly n: number;
  readonly record: NetworkRecord;
}

function readLine(file: string, line: string, expected: number): NetworkRecord {
  try {
    const { n, record } = fromJson<LogLine>(line);
    if (n === expected) return record;
  } catch {
    // The same way out as for a number that does not follow.
  }
  throw new StartError(
    `Reading ${file} failed: line ${expected} is damaged or out of order. Restore the file from a backup; ` +
      'to begin with empty books, move the data folder away.',
  );
}

/** Reads all whole lines in order. Answers how many there are and where the last one ends. */
async function replay(
  file: string,
  handle: FileHandle,
  onRecord: (record: NetworkRecord) => void,
): Promise<{ readonly count: number; readonly end: number }> {
  let count = 0;
  let end = 0;
  let rest: Buffer = Buffer.alloc(0);
  const chunk = Buffer.alloc(chunkBytes);
  for (let at = 0; ; ) {
    const { bytesRead } = await handle.read(chunk, 0, chunkBytes, at);
    if (bytesRead === 0) return { count, end };
    at += bytesRead;
    const data = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
    let from = 0;
    for (let to = data.indexOf(newline); to >= 0; to = data.indexOf(newline, from)) {
      onRecord(readLine(file, data.toString('utf8', from, to), count + 1));
      count += 1;
      end += to - from + 1;
      from = to + 1;
    }
    rest = Buffer.from(data.subarray(from));
    if (rest.length > lineBytesMax) {
      throw new StartError(`Reading ${file} failed: line ${count + 1} is longer than ${lineBytesMax} bytes.`);
    }
  }
}

async function syncFolderOf(file: string): Promise<void> {
  const folder = await open(dirname(file), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function writeAll(handle: FileHandle, data: Buffer, at: number): Promise<void> {
  for (let done = 0; done < data.length; ) {
    const { bytesWritten } = await handle.write(data, done, data.length - done, at + done);
    done += bytesWritten;
  }
}

async function openFile(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'r+');
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    const handle = await open(file, 'wx+', 0o600);
    await syncFolderOf(file);
    return handle;
  }
}

/**
 * Opens the log and hands out what is in it. A last line without its end is cut off: it was never whole on
 * disk, so nothing that depends on it was ever answered.
 *
 * @param onFailure called once when a write fails. What was decided since then is not durable and must not be
 *   answered: the program has to end, and the next start rebuilds from the disk.
 * @throws StartError
 */
export async function openRecordLog(
  file: string,
  onRecord: (record: NetworkRecord) => void,
  onFailure: (error: Error) => void,
): Promise<RecordLog> {
  let handle: FileHandle;
  try {
    handle = await openFile(file);
  } catch (error) {
    throw new StartError(
      `Opening ${file} failed: ${textOfError(error)}. Choose a --data folder you may write.`,
    );
  }
  let found: { readonly count: number; readonly end: number };
  try {
    found = await replay(file, handle, onRecord);
    await handle.truncate(found.end);
    await handle.sync();
  } catch (error) {
    await handle.close();
    if (error instanceof StartError) throw error;
    throw new StartError(`Reading ${file} failed: ${textOfError(error)}.`);
  }
  return createWriter(handle, found.count, found.end, onFailure);
}

interface Batch {
  readonly lines: string[];
  readonly done: PromiseWithResolvers<void>;
}

function createWriter(
  handle: FileHandle,
  countAtStart: number,
  endAtStart: number,
  onFailure: (error: Error) => void,
): RecordLog {
  let count = countAtStart;
  let end = endAtStart;
  let waiting: Batch | null = null;
  let writing: Batch | null = null;
  let failure: Error | null = null;

  async function writeOut(): Promise<void> {
    while (waiting !== null) {
      const batch: Batch = waiting;
      writing = batch;
      waiting = null;
      try {
        const data = Buffer.from(batch.lines.join(''), 'utf8');
        await writeAll(handle, data, end);
        await handle.datasync();
        end += data.length;
        batch.done.resolve();
      } catch (error) {
        failure = new Error(`Writing the network's log failed: ${textOfError(error)}`, { cause: error });
        batch.done.reject(failure);
        (waiting as Batch | null)?.done.reject(failure);
        waiting = null;
        onFailure(failure);
      }
    }
    writing = null;
  }

  function append(records: readonly NetworkRecord[]): Promise<void> {
    if (failure !== null) return Promise.reject(failure);
    if (records.length === 0) return (waiting ?? writing)?.done.promise ?? Promise.resolve();
    if (waiting === null) {
      waiting = { lines: [], done: Promise.withResolvers<void>() };
      // Whoever appends may go without waiting; the failure is told through onFailure.
      waiting.done.promise.catch(() => undefined);
    }
    const batch = waiting;
    for (const record of records) {
      count += 1;
      batch.lines.push(`${toJson({ n: count, record } satisfies LogLine)}\n`);
    }
    if (writing === null) void writeOut();
    return batch.done.promise;
  }

  return {
    append,
    count: () => count,
    async close() {
      await append([]).catch(() => undefined);
      await handle.close();
    },
  };
}
