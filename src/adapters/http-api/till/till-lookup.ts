/** Which terminals a caller may use, and what the host knows of what one of them did. */
import type { FastifyRequest } from 'fastify';
import type { ApiKey } from '#adapters/postgres';
import type { JournalEntry, JournalState, ShownCode } from '#adapters/virtual-terminal';
import type { Payment } from '#domain/payment';
import { bookFor, callerOf, maySee } from '../auth.ts';
import type { HttpApiOptions } from '../options.ts';
import { inputProblem, Problem } from '../problems.ts';
import { type TillDesk, type TillTerminal, TillTroubleError } from './till-desk.ts';

/** The clock of the host and that of the till may differ by this much. */
const AROUND_MS = 2 * 60_000;
const LOOKED_AT_MAX = 50;
const UNKNOWN_SHOWN = 20;

/** The till itself; @throws Problem `not-found` at a server without terminals. */
export function deskOf({ till }: Pick<HttpApiOptions, 'till'>): TillDesk {
  if (till !== undefined) return till;
  throw new Problem('not-found', {
    detail: 'This server has no till.',
    detailZh: '此服务器没有收银台。',
  });
}

/** Terminals of the data folder that belong to the caller's shop. */
export async function terminalsOf(options: HttpApiOptions, caller: ApiKey): Promise<readonly TillTerminal[]> {
  const all = await deskOf(options).terminals();
  const seen = await Promise.all(
    all.map(async ({ merchantId }) => {
      const merchant = await options.engine.merchant(merchantId);
      return merchant !== null && maySee(caller, merchant.book);
    }),
  );
  return all.filter((_, index) => seen[index]);
}

export async function tillTerminal(
  options: HttpApiOptions,
  request: FastifyRequest,
  id: string,
  merchant: string | undefined,
): Promise<TillTerminal> {
  const all = await terminalsOf(options, callerOf(request));
  const found = all.filter(
    ({ terminalId, merchantId }) => terminalId === id && (merchant ?? merchantId) === merchantId,
  );
  if (found.length > 1)
    throw inputProblem('query', '/merchant', 'must name the shop: several have a terminal of this number');
  if (found[0] !== undefined) return found[0];
  throw new Problem('not-found', { detail: 'There is no such terminal here.', detailZh: '没有此终端。' });
}

/** Trouble of the terminal as a problem. */
export async function orTrouble<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof TillTroubleError)) throw error;
    throw troubleProblem(error.words);
  }
}
export const troubleProblem = ({ zh, en }: { readonly zh: string; readonly en: string }): Problem =>
  new Problem('till-trouble', { detail: en, detailZh: zh });

/** The payment that the host has for a charge of the terminal. */
export async function paymentOfEntry(
  { reader }: Pick<HttpApiOptions, 'reader'>,
  caller: ApiKey,
  terminal: TillTerminal,
  entry: Pick<JournalEntry, 'stan' | 'batchNo' | 'atMs'>,
): Promise<Payment | null> {
  const { items } = await reader.payments({
    ...{ book: bookFor(caller, undefined), cursor: null, limit: LOOKED_AT_MAX },
    terminalId: terminal.terminalId,
    ...{ fromMs: entry.atMs - AROUND_MS, toMs: entry.atMs + AROUND_MS },
  });
  const found = items.find(({ payment: { terminal: at } }) => {
    const { merchantId, batchNo, stan } = at;
    return merchantId === terminal.merchantId && batchNo === entry.batchNo && stan === entry.stan;
  });
  return found?.payment ?? null;
}

/** What paid a code that the terminal showed. */
export async function paymentOfCode(
  { reader }: Pick<HttpApiOptions, 'reader'>,
  caller: ApiKey,
  { rrn }: Pick<ShownCode, 'rrn'>,
): Promise<Payment | null> {
  if (rrn === null) return null;
  const book = bookFor(caller, undefined);
  const { items } = await reader.payments({ book, cursor: null, limit: 1, rrn });
  return items[0]?.payment ?? null;
}

/** No money was taken, and none will be. */
export const tookNothing = (payment: Payment): boolean =>
  payment.state === 'reversed' || payment.state === 'declined';

export interface OpenEntry {
  readonly entry: JournalEntry;
  readonly payment: Payment | null;
}

/** What was sent and has no end at the terminal, newest first, with what the host knows of it. */
export async function openEntries(
  options: HttpApiOptions,
  caller: ApiKey,
  terminal: TillTerminal,
  journal: JournalState,
): Promise<readonly OpenEntry[]> {
  const open = [...journal.earlier, ...journal.batch]
    .filter(({ state }) => state === 'unknown' || state === 'reversal-failed')
    .slice(-UNKNOWN_SHOWN)
    .reverse();
  return Promise.all(
    open.map(async (entry) => ({ entry, payment: await paymentOfEntry(options, caller, terminal, entry) })),
  );
}

/** What stands under a trace number: a transaction, or a code that was shown. */
export type Done = { readonly entry: JournalEntry } | { readonly code: ShownCode };

/** @throws Problem `not-found` where the journal has neither. */
export function doneAt(journal: JournalState, batch: string, stan: string): Done {
  const isIt = (each: { readonly batchNo: string; readonly stan: string }): boolean =>
    each.batchNo === batch && each.stan === stan;
  const entry = [...journal.earlier, ...journal.batch].findLast(isIt);
  if (entry !== undefined) return { entry };
  const code = journal.codes?.findLast(isIt);
  if (code !== undefined) return { code };
  throw new Problem('not-found', {
    detail: 'This terminal has no such transaction.',
    detailZh: '本终端没有此交易。',
  });
}

export const paymentOf = (
  options: HttpApiOptions,
  caller: ApiKey,
  terminal: TillTerminal,
  done: Done,
): Promise<Payment | null> =>
  'entry' in done
    ? paymentOfEntry(options, caller, terminal, done.entry)
    : paymentOfCode(options, caller, done.code);
