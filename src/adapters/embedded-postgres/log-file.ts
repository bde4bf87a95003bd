import { closeSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs';
import { copyFile, open } from 'node:fs/promises';
import { join } from 'node:path';
import { explainFileError } from './errors.ts';

const maxLogBytes = 10 * 1024 * 1024;
const checkEveryMs = 60_000;
const tailBytes = 16 * 1024;

/** The server's log: one file and one predecessor, each bounded. */
export type ServerLog = {
  readonly descriptor: number;
  /** What was written since the log was opened, at most the last 16 KiB. */
  tail(): string;
  close(): void;
};

async function turnOver(path: string, descriptor: number): Promise<void> {
  if (fstatSync(descriptor).size <= maxLogBytes) return;
  await copyFile(path, `${path}.1`);
  // The server holds the file open for appending: emptied in place it goes on at the beginning.
  ftruncateSync(descriptor, 0);
}

export async function openServerLog(dataFolder: string): Promise<ServerLog> {
  const path = join(dataFolder, 'postgres.log');
  let descriptor: number;
  try {
    const created = await open(path, 'a', 0o600);
    await created.close();
    descriptor = openSync(path, 'a+', 0o600);
    await turnOver(path, descriptor);
  } catch (error) {
    throw explainFileError('Opening the log of PostgreSQL', path, error);
  }
  const begin = fstatSync(descriptor).size;
  // A log that cannot be turned over (disk full) is no reason to stop the server: it is tried again.
  const timer = setInterval(() => turnOver(path, descriptor).catch(() => undefined), checkEveryMs);
  timer.unref();
  return {
    descriptor,
    tail() {
      const end = fstatSync(descriptor).size;
      const from = Math.max(Math.min(begin, end), end - tailBytes);
      const bytes = Buffer.alloc(end - from);
      const count = readSync(descriptor, bytes, 0, bytes.length, from);
      return bytes.toString('utf8', 0, count);
    },
    close() {
      clearInterval(timer);
      closeSync(descriptor);
    },
  };
}
