import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fromJson, toJson } from '#engine/json';
import { type JournalState, newJournal } from './journal-state.ts';

/** Far above what the bounds of the state allow: a larger file is not a journal. */
const FILE_BYTES_MAX = 8 * 1024 * 1024;

/** The terminal's storage cannot be read or written. Nothing may be sent then. */
export class TerminalJournalError extends Error {
  override readonly name = 'TerminalJournalError';
}

export interface TerminalJournal {
  readonly state: JournalState;
  /** Applies the change and returns once it is on the disk; on an error the old state stands. */
  update(change: (state: JournalState) => JournalState): Promise<JournalState>;
}

/**
 * The journal of one terminal: one JSON file, mode 0600, replaced whole at every change. A file that cannot
 * be read is never replaced by a new one, because it may hold a reversal.
 *
 * @throws TerminalJournalError also when the file belongs to another terminal.
 */
export async function openTerminalJournal(
  path: string,
  identity: Pick<JournalState, 'merchantId' | 'terminalId'>,
): Promise<TerminalJournal> {
  let state = (await readJournal(path, identity)) ?? newJournal(identity);
  return {
    get state() {
      return state;
    },
    async update(change) {
      const next = change(state);
      if (next === state) return state;
      await writeWhole(path, toJson(next));
      state = next;
      return state;
    },
  };
}

/**
 * The journal as it is on the disk now, for a look: the file is replaced whole, so it is read whole while another
 * program works with the terminal. @throws TerminalJournalError.
 */
export async function readTerminalJournal(
  path: string,
  identity: Pick<JournalState, 'merchantId' | 'terminalId'>,
): Promise<JournalState> {
  return (await readJournal(path, identity)) ?? newJournal(identity);
}

async function readJournal(
  path: string,
  identity: Pick<JournalState, 'merchantId' | 'terminalId'>,
): Promise<JournalState | null> {
  let text: string;
  try {
    const { size } = await stat(path);
    if (size > FILE_BYTES_MAX) throw broken(path, `it has ${size} bytes, at most ${FILE_BYTES_MAX} are used`);
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof TerminalJournalError) throw error;
    if (codeOf(error) === 'ENOENT') return null;
    throw broken(path, codeOf(error));
  }
  let state: JournalState;
  try {
    state = fromJson<JournalState>(text);
  } catch {
    throw broken(path, 'it is not JSON');
  }
  if (!looksWhole(state)) throw broken(path, 'its content is not a terminal journal of version 1');
  if (state.merchantId !== identity.merchantId || state.terminalId !== identity.terminalId) {
    throw broken(
      path,
      `it belongs to merchant ${state.merchantId}, terminal ${state.terminalId}; ` +
        `expected ${identity.merchantId}, ${identity.terminalId}`,
    );
  }
  return state;
}

function looksWhole(state: JournalState | null): state is JournalState {
  return (
    typeof state === 'object' &&
    state !== null &&
    state.version === 1 &&
    Array.isArray(state.batch) &&
    Array.isArray(state.earlier) &&
    /^\d{6}$/.test(state.batchNo) &&
    Number.isInteger(state.nextStan) &&
    state.pending !== undefined &&
    state.keys !== undefined
  );
}

/** Written aside, forced to the disk, then put in place: a crash leaves the old or the new journal. */
async function writeWhole(path: string, text: string): Promise<void> {
  const folder = dirname(path);
  const aside = join(folder, `.${basename(path)}.${randomBytes(6).toString('hex')}`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = await open(aside, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(aside, path);
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    await unlink(aside).catch(() => undefined);
    throw new TerminalJournalError(
      `Cannot store the terminal journal ${path}: ${codeOf(error)}; nothing may be sent without it`,
    );
  }
}

function broken(path: string, why: string): TerminalJournalError {
  return new TerminalJournalError(
    `Cannot read the terminal journal ${path}: ${why}. It may hold a reversal: ` +
      'restore it, or move it aside after the acquirer has settled this terminal',
  );
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
}
