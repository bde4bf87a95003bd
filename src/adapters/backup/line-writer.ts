import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { link, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { codeOf } from './errors.ts';

/** Writes a backup beside its final place; it appears there complete and on disk, or not at all. */
export type LineWriter = {
  write(lines: string): Promise<void>;
  /** SHA-256 over everything written so far. */
  digest(): string;
  publish(): Promise<void>;
  discard(): Promise<void>;
};

async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Unlike a rename, a link never replaces a file that stands there; some file systems have no links. */
async function giveName(draft: string, file: string): Promise<void> {
  try {
    await link(draft, file);
    await rm(draft);
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(codeOf(error) ?? '')) throw error;
    await rename(draft, file);
  }
}

export async function openLineWriter(file: string): Promise<LineWriter> {
  const draft = `${file}.${randomUUID()}.part`;
  const hash = createHash('sha256');
  const handle = await open(draft, 'wx', 0o600);
  const target = createWriteStream('', { fd: handle.fd, autoClose: false });
  const gzip = createGzip({ level: 6 });
  gzip.pipe(target);
  let failure: Error | undefined;
  const done = finished(target).catch((error: Error) => {
    failure = error;
    // A writer that waits for the stream to drain must hear of it.
    gzip.destroy(error);
  });
  gzip.on('error', () => undefined);
  return {
    async write(lines) {
      if (failure) throw failure;
      hash.update(lines);
      if (!gzip.write(lines)) await Promise.race([once(gzip, 'drain'), done]);
      if (failure) throw failure;
    },
    digest: () => hash.copy().digest('hex'),
    async publish() {
      gzip.end();
      await done;
      if (failure) throw failure;
      await handle.sync();
      await handle.close();
      await giveName(draft, file);
      await syncPath(dirname(file));
    },
    async discard() {
      gzip.unpipe(target);
      gzip.destroy();
      // Ended, not destroyed: destroying it would close the descriptor under its handle.
      target.end();
      await done;
      await handle.close().catch(() => undefined);
      await rm(draft, { force: true });
    },
  };
}
