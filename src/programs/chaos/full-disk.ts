/**
 * A small file system in memory under the data folder, so that it can be filled. Only root may mount one. What belongs
 * to the other side, the network's memory and the folder of its files, stays outside: its disk is not ours.
 */
import { spawnSync } from 'node:child_process';
import { mkdir, open, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';

const SIZE_MB = 400;
const STEPS_BYTES = [1024 * 1024, 4096] as const;

export class SmallDisk {
  readonly folder: string;
  readonly #filler: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.#filler = join(folder, 'filler');
  }

  /** The disk below `root`, or why there is none. */
  static async mount(root: string): Promise<SmallDisk | string> {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'only root on Linux may mount one';
    const folder = join(root, 'disk');
    await mkdir(folder);
    const options = `size=${SIZE_MB}m,mode=0755`;
    const made = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'yuanlu-chaos', folder], {
      encoding: 'utf8',
    });
    if (made.status !== 0) return (made.error?.message ?? made.stderr).trim();
    const disk = new SmallDisk(folder);
    for (const name of ['network', 'clearing']) {
      await mkdir(join(root, name), { mode: 0o700 });
      await symlink(join(root, name), join(folder, name));
    }
    return disk;
  }

  /** Until not a byte more can be written. */
  async fill(): Promise<void> {
    const file = await open(this.#filler, 'a');
    try {
      for (const bytes of STEPS_BYTES) {
        const block = Buffer.alloc(bytes);
        for (;;) {
          const written = await file.write(block).then(
            ({ bytesWritten }) => bytesWritten,
            (error: NodeJS.ErrnoException) => {
              if (error.code === 'ENOSPC') return 0;
              throw error;
            },
          );
          if (written < bytes) break;
        }
      }
    } finally {
      await file.close();
    }
  }

  async free(): Promise<void> {
    await rm(this.#filler, { force: true });
  }

  /** Lazily where a program still holds a file: the folder is free at once, the memory with the last file. */
  unmount(): void {
    if (spawnSync('umount', [this.folder]).status !== 0) spawnSync('umount', ['-l', this.folder]);
  }
}
