/**
 * Which clearing files lie in the folder, and which of them have arrived whole. Nobody tells when a file is
 * complete, so one is read only after it has kept its size and time over two looks.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClearingDay } from '#domain/calendar';
import { ClearingFileError, type ClearingRow, parseClearingFileName, readClearingFile } from '#wire/clearing';

/** A larger file is refused before it is read: it would not fit into one text. Bytes. */
const FILE_BYTES_MAX = 500_000_000;
/** An empty file is a day without trades, but also what a transfer that has just begun looks like. */
const EMPTY_SETTLES_MS = 60_000;

export interface FoundFile {
  readonly name: string;
  readonly day: ClearingDay;
  readonly session: number;
  readonly size: number;
  /** Name, size and time: a file that was corrected has another one. */
  readonly stamp: string;
}

/** All sessions of one clearing day that are in the folder. */
export interface FoundDay {
  readonly day: ClearingDay;
  /** Files that can be read, by session. */
  readonly files: readonly FoundFile[];
  /** A file of the day may still be arriving: nothing is concluded until the next look. */
  readonly arriving: boolean;
  /** Why this is not the whole day, as far as the folder shows it. */
  readonly lacks: string | null;
}

export interface ReadFile {
  readonly name: string;
  readonly sha256: string;
  readonly rows: readonly ClearingRow[];
}

interface Look {
  readonly stamp: string;
  readonly sinceMs: number;
  readonly looks: number;
}

export class ClearingFolder {
  readonly #path: string;
  #looks = new Map<string, Look>();
  /** Stamps of files whose content is no clearing file. */
  #refused = new Set<string>();

  constructor(path: string) {
    this.#path = path;
  }

  /** Looks once; days in order. */
  async look(nowMs: number): Promise<FoundDay[]> {
    const files = await this.#list();
    const before = this.#looks;
    this.#looks = new Map();
    for (const { name, stamp } of files) {
      const last = before.get(name);
      const look =
        last?.stamp === stamp ? { ...last, looks: last.looks + 1 } : { stamp, sinceMs: nowMs, looks: 1 };
      this.#looks.set(name, look);
    }
    const present = new Set(files.map(({ stamp }) => stamp));
    this.#refused = new Set([...this.#refused].filter((stamp) => present.has(stamp)));
    const days = [...new Set(files.map(({ day }) => day))].sort();
    return days.map((day) =>
      this.#dayOf(
        day,
        files.filter((file) => file.day === day),
        nowMs,
      ),
    );
  }

  /** Not read again until it changes. False: it was refused before. */
  refuse({ stamp }: FoundFile): boolean {
    const isNew = !this.#refused.has(stamp);
    this.#refused.add(stamp);
    return isNew;
  }

  /** @throws ClearingFileError for what is no clearing file; other errors may pass with time. */
  async read(file: FoundFile): Promise<ReadFile> {
    const { name, size } = file;
    if (size > FILE_BYTES_MAX) {
      const said = `Cannot read ${name}: it has ${size} bytes, at most ${FILE_BYTES_MAX} are accepted`;
      throw new ClearingFileError(said, 0, 0, null);
    }
    const bytes = await readFile(join(this.#path, name));
    if (bytes.length !== size || stampOf(name, await stat(join(this.#path, name))) !== file.stamp)
      throw new Error(`Cannot read ${name}: it changed meanwhile, and is read when it has settled again`);
    // Of an empty file only the day says which one it is.
    const sha256 = createHash('sha256')
      .update(size === 0 ? file.day : bytes)
      .digest('hex');
    return { name, sha256, rows: readClearingFile(bytes.toString('latin1')) };
  }

  async #list(): Promise<FoundFile[]> {
    const names = await readdir(this.#path).catch(nothingThere([] as string[]));
    const files: FoundFile[] = [];
    for (const name of names.sort()) {
      const parsed = parseClearingFileName(name);
      if (parsed === null) continue;
      const found = await stat(join(this.#path, name)).catch(nothingThere(null));
      if (found === null) continue;
      const { day, session } = parsed;
      files.push({ name, day, session, size: found.size, stamp: stampOf(name, found) });
    }
    return files;
  }

  #dayOf(day: ClearingDay, files: readonly FoundFile[], nowMs: number): FoundDay {
    const refused = files.filter(({ stamp }) => this.#refused.has(stamp));
    const gap = files.findIndex(({ session }, index) => session !== index + 1);
    return {
      day,
      files: files.filter((file) => !refused.includes(file)),
      arriving: files.some((file) => !this.#settled(file, nowMs)),
      lacks:
        refused.length > 0
          ? `${refused.map(({ name }) => name).join(', ')} cannot be read`
          : gap >= 0
            ? `session ${gap + 1} is not in the folder, but session ${files[gap]!.session} is`
            : null,
    };
  }

  #settled(file: FoundFile, nowMs: number): boolean {
    const look = this.#looks.get(file.name);
    if (look === undefined || look.looks < 2) return false;
    return file.size > 0 || nowMs - look.sinceMs >= EMPTY_SETTLES_MS;
  }
}

const stampOf = (
  name: string,
  { size, mtimeMs }: { readonly size: number; readonly mtimeMs: number },
): string => `${name}/${size}/${mtimeMs}`;

/** What vanished between two calls is simply not there; everything else is told. */
function nothingThere<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return instead;
    throw error;
  };
}
