/** The messages of a terminal, as the commands that the gateway makes of them. */
import { calendarDayOf, SHANGHAI } from '#domain/calendar';
import type { Outcome } from '#domain/outcome';
import type { SealedCard } from '#domain/payment';
import type { Command, Merchant } from '#engine';
import type { Entry } from './entries.ts';

export const saleCommand = (merchant: Merchant, entry: Entry, card: SealedCard): Command => ({
  type: 'pay',
  merchant,
  terminal: entry.key,
  amountFen: entry.amountFen,
  currency: 'CNY',
  card,
  entryMode: '051',
  conditionCode: '00',
  print: `${entry.amountFen}/${card.index}`,
  carried: { track2: null, pinBlock: null, chipData: null },
});

/** Everything comes from the journal: reference number and amount of the sale. */
export const voidCommand = (merchant: Merchant, entry: Entry, sale: Entry, card: SealedCard): Command => ({
  type: 'terminal-cancel',
  route: 'VOID',
  merchant,
  terminal: entry.key,
  original: { batchNo: sale.key.batchNo, stan: sale.key.stan, day: null },
  rrn: sale.answer?.rrn ?? null,
  amountFen: entry.amountFen,
  cardIndex: card.index,
  print: `VOID/${sale.key.stan}/${entry.amountFen}`,
});

/** The original is named by batch, trace number and the day that the host's answer carried. */
export const refundCommand = (merchant: Merchant, entry: Entry, sale: Entry, card: SealedCard): Command => ({
  type: 'terminal-cancel',
  route: 'REFUND',
  merchant,
  terminal: entry.key,
  original: {
    batchNo: sale.key.batchNo,
    stan: sale.key.stan,
    day: sale.answer === null ? null : calendarDayOf(sale.answer.startedMs, SHANGHAI),
  },
  rrn: sale.answer?.rrn ?? null,
  amountFen: entry.amountFen,
  cardIndex: card.index,
  print: `REFUND/${sale.key.batchNo}/${sale.key.stan}/${entry.amountFen}`,
});

/** A reversal repeats batch and trace number of the message that it undoes. */
export const reversalCommand = (
  merchant: Merchant,
  entry: Entry,
  of: 'sale' | 'void',
  card: SealedCard,
  reason: string,
): Command => ({
  type: 'terminal-reverse',
  merchant,
  terminal: entry.key,
  of,
  amountFen: entry.amountFen,
  cardIndex: card.index,
  reason,
});

/** What the answer to a reversal says of the message that it undoes. */
export const reversalEnd = (outcome: Outcome): 'done' | 'not-found' | 'refused' => {
  if (outcome === 'approved') return 'done';
  return outcome === 'original-not-found' ? 'not-found' : 'refused';
};
