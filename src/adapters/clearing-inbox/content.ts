/** What the files of a day say together, read when it is first needed. */
import type { ClearingDay } from '#domain/calendar';
import type { Cancellation } from '#domain/cancellation';
import type { Payment } from '#domain/payment';
import { ClearingFileError } from '#wire/clearing';
import type { ClearingBooks, ClearingFileRead } from './books.ts';
import type { ClearingFolder, FoundDay, FoundFile, ReadFile } from './folder.ts';
import { saysOf } from './judge.ts';
import { type ClearedDay, gather } from './match.ts';

export interface Content {
  readonly files: readonly ClearingFileRead[];
  readonly cleared: ClearedDay;
}

/** The day before: its files if they are all there, else only whether they were read once. */
export interface Before {
  readonly stamp: string;
  readonly wasRead: boolean;
  readonly cleared: () => Promise<ClearedDay | null>;
}

/** A file that is no clearing file. */
export class Refused extends Error {
  readonly file: FoundFile;
  constructor(file: FoundFile, cause: ClearingFileError) {
    super(cause.message, { cause });
    this.file = file;
  }
}

/** The files of a day, merged. @throws Refused at the first that is no clearing file. */
export function contentOf(folder: ClearingFolder, found: FoundDay): () => Promise<Content> {
  return once(async () => {
    const read: ReadFile[] = [];
    for (const file of found.files) {
      read.push(
        await folder.read(file).catch((error: unknown) => {
          throw error instanceof ClearingFileError ? new Refused(file, error) : error;
        }),
      );
    }
    const rows = read.flatMap((file) => file.rows);
    return {
      files: read.map((file) => ({ name: file.name, sha256: file.sha256, rows: file.rows.length })),
      cleared: gather(found.day, rows),
    };
  });
}

export async function dayBefore(
  folder: ClearingFolder,
  books: ClearingBooks,
  day: ClearingDay,
  found: FoundDay | undefined,
): Promise<Before> {
  const nothing = async (): Promise<null> => null;
  if (found === undefined) {
    const wasRead = await books.wasDayRead(day);
    return { stamp: wasRead ? 'read' : 'unknown', wasRead, cleared: nothing };
  }
  if (found.arriving || found.lacks !== null) return { stamp: 'part', wasRead: false, cleared: nothing };
  const content = contentOf(folder, found);
  const stamp = found.files.map((file) => file.stamp).join('\n');
  return { stamp, wasRead: true, cleared: async () => (await content()).cleared };
}

/** Does the payment stand in no file of the day before? Without its files nothing is known. */
export async function absentBefore(
  before: Before,
  payment: Payment,
  cancellations: readonly Cancellation[],
): Promise<boolean> {
  const cleared = await before.cleared();
  if (cleared === null) return before.wasRead;
  const { paymentIn, voidIn, reversalIn } = saysOf(cleared, payment, cancellations);
  return !paymentIn && !voidIn && !reversalIn;
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make();
    return made;
  };
}
