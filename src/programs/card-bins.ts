/**
 * Which bank a card is of, by its first digits: the JSON files of `card-bins/`, or of the folder in
 * `YUANLU_CARD_BINS`. The network sends its members such a list; that of this repository names the invented banks.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BankOfCard } from '#adapters/http-api';

const FOLDER = fileURLToPath(new URL('../../card-bins/', import.meta.url));
const ROWS_MAX = 100_000;
const BIN_MIN = 3;
const BIN_MAX = 12;
const NAME_MAX = 60;

interface BinRow {
  readonly bin: string;
  readonly issuer: string;
  readonly zh: string;
  readonly en: string;
  readonly kind: 'debit' | 'credit';
}

const isName = (value: unknown): value is string =>
  typeof value === 'string' && value.trim() !== '' && value.length <= NAME_MAX;

function rowOf(file: string, at: number, value: unknown): BinRow {
  const row = (typeof value === 'object' ? value : null) as Partial<BinRow> | null;
  const wrong = (what: string, expected: string): never => {
    throw new Error(`Cannot use ${file}: ${what} of row ${at + 1} is wrong, expected ${expected}`);
  };
  if (row === null) return wrong('the whole', 'an object');
  const { bin, issuer, zh, en, kind } = row;
  if (typeof bin !== 'string' || !/^\d+$/.test(bin) || bin.length < BIN_MIN || bin.length > BIN_MAX)
    return wrong('bin', `${BIN_MIN} to ${BIN_MAX} digits`);
  if (typeof issuer !== 'string' || !/^[A-Z0-9]{2,12}$/.test(issuer))
    return wrong('issuer', '2 to 12 capital letters or digits');
  if (!isName(zh) || !isName(en)) return wrong('zh or en', `a name of at most ${NAME_MAX} characters`);
  if (kind !== 'debit' && kind !== 'credit') return wrong('kind', 'debit or credit');
  return { bin, issuer, zh, en, kind };
}

async function rowsIn(file: string): Promise<BinRow[]> {
  let read: unknown;
  try {
    read = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new Error(`Cannot use ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!Array.isArray(read)) throw new Error(`Cannot use ${file}: expected a list of rows`);
  return read.map((row, at) => rowOf(file, at, row));
}

/** The longest beginning that fits counts. @throws Error naming file and row of what cannot be used */
export async function readCardBins(
  folder: string = process.env.YUANLU_CARD_BINS || FOLDER,
): Promise<BankOfCard> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  const rows = (await Promise.all(names.map((name) => rowsIn(join(folder, name))))).flat();
  if (rows.length > ROWS_MAX) throw new Error(`Cannot use ${folder}: more than ${ROWS_MAX} rows`);
  const byBin = new Map<string, BinRow>();
  for (const row of rows) {
    if (byBin.has(row.bin)) throw new Error(`Cannot use ${folder}: ${row.bin} stands there twice`);
    byBin.set(row.bin, row);
  }
  return (pan) => {
    for (let length = BIN_MAX; length >= BIN_MIN; length -= 1) {
      const found = byBin.get(pan.slice(0, length));
      if (found === undefined) continue;
      const { issuer, zh: bankZh, en: bankEn, kind: cardKind } = found;
      return { issuer, bankZh, bankEn, cardKind };
    }
    return null;
  };
}
