/** Slips of the till: the terminal's journal, and the host's payment for the code that opens a cancellation. */
import { atText, type JournalState, receiptOfCode, receiptOfEntry } from '#adapters/virtual-terminal';
import type { Payment } from '#domain/payment';
import { type ReceiptCopy, type ReceiptLine, receiptLines, settlementLines } from '#domain/receipt';
import type { HttpApiOptions } from '../options.ts';
import { codeOf } from '../payments/receipt.ts';
import { Problem } from '../problems.ts';
import type { TillTerminal } from './till-desk.ts';
import type { Done } from './till-lookup.ts';

export interface SlipForm {
  readonly form: 'json' | 'text' | 'escpos' | 'pdf';
  readonly copy: ReceiptCopy | undefined;
  readonly lang: 'zh' | 'en';
  readonly paper: 58 | 80;
  readonly reprint: boolean;
}

const shopOf = ({ merchantName, merchantId, terminalId }: TillTerminal, { operator }: JournalState) => ({
  ...{ merchantName, merchantId, terminalId, operator },
});

export async function slipOf(
  options: HttpApiOptions,
  of: {
    readonly terminal: TillTerminal;
    readonly journal: JournalState;
    readonly done: Done;
    readonly payment: Payment | null;
  },
  { lang, copy, reprint }: SlipForm,
): Promise<readonly ReceiptLine[]> {
  const { terminal, journal, done, payment } = of;
  const shop = shopOf(terminal, journal);
  const receipt = 'entry' in done ? receiptOfEntry(shop, done.entry) : receiptOfCode(shop, done.code);
  const code = payment === null ? undefined : await requestUrl(options, payment);
  return receiptLines(receipt, { lang, copy, reprint, code });
}

/** Behind the hash: the secret part of the code reaches no log of a server or a proxy. */
async function requestUrl(options: HttpApiOptions, { id }: Payment): Promise<string> {
  const base = options.tracking.publicUrl().replace(/\/+$/, '');
  return `${base}/#${await codeOf(options.security, id)}`;
}

export function settlementSlip(
  terminal: TillTerminal,
  journal: JournalState,
  batch: string,
  { lang, reprint }: SlipForm,
): readonly ReceiptLine[] {
  const kept = journal.settlements?.findLast(({ batchNo }) => batchNo === batch);
  if (kept === undefined)
    throw new Problem('not-found', {
      detail: 'This terminal has no settlement of this batch.',
      detailZh: '本终端没有此批次的结算。',
    });
  const { batchNo, stan, outcome, totals, hostTotals, atMs } = kept;
  const at = atText({ atMs, date: null, time: null });
  const slip = { ...shopOf(terminal, journal), batchNo, stan, at, outcome, totals, hostTotals };
  return settlementLines(slip, { lang, reprint });
}
