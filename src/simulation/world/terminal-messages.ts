/** The messages of a terminal, as the commands that the gateway makes of them. */
import { calendarDayOf, SHANGHAI } from '#domain/calendar';
import { kindOf, type Outcome, retryOf } from '#domain/outcome';
import type { Payment, PaymentKind, SealedCard } from '#domain/payment';
import type { Command, Merchant, Reply } from '#engine';
import type { Entry } from './entries.ts';
import { type PhoneTap, phoneChip } from './phone-chip.ts';

export const saleCommand = (merchant: Merchant, entry: Entry, card: SealedCard) =>
  ({
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
  }) as const satisfies Command;

/** A phone at the till. */
export const tapCommand = (
  merchant: Merchant,
  entry: Entry,
  card: SealedCard,
  { counter, verified, wrong }: PhoneTap,
): Command => ({
  ...saleCommand(merchant, entry, card),
  entryMode: '072',
  print: `${entry.amountFen}/${card.index}/${counter}`,
  carried: { track2: null, pinBlock: null, chipData: phoneChip(counter, verified, wrong) },
});

/** A sale that a voice approved while the terminal was alone; it is uploaded afterwards. */
export const offlineCommand = (merchant: Merchant, entry: Entry, card: SealedCard): Command => ({
  ...saleCommand(merchant, entry, card),
  offline: { authCode: '123456', sealedChip: null },
});

/** A tip, or a corrected amount; the entry's own amount is what the whole is from then on. */
export const changeCommand = (
  merchant: Merchant,
  entry: Entry,
  sale: Entry,
  card: SealedCard,
  advice: 'tip' | 'adjustment',
): Command => ({
  ...{ type: 'advise-payment', advice, merchant, terminal: entry.key },
  original: { batchNo: sale.key.batchNo, stan: sale.key.stan, day: null },
  rrn: sale.answer?.rrn ?? null,
  amountFen: entry.amountFen,
  tipFen: advice === 'tip' ? entry.amountFen - sale.amountFen : null,
  ...{ cardIndex: card.index, sealedChip: null },
  print: `${advice}/${sale.key.stan}/${entry.amountFen}`,
});

/** An answer that ends a stored message; after any other it is sent again. */
export const isFinal = (reply: Reply | null): boolean => {
  if (reply === null || kindOf(reply.outcome) === 'unknown') return false;
  return retryOf(reply.outcome) !== 'later' && retryOf(reply.outcome) !== 'sign-in';
};

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

/** The code of the approval, as a slip has it. */
export const authCodeOf = (payment: Payment): string | null =>
  'approval' in payment ? (payment.approval?.authCode ?? null) : null;

/** How a slip names a pre-authorisation. */
const named = (preauth: Entry) => ({
  batchNo: preauth.key.batchNo,
  stan: preauth.key.stan,
  day: preauth.answer === null ? null : calendarDayOf(preauth.answer.startedMs, SHANGHAI),
});

/** An increment names what it raises by the code of its approval alone. */
export const holdCommand = (
  merchant: Merchant,
  entry: Entry,
  kind: 'preauthorisation' | 'increment' | 'completion',
  card: SealedCard,
  preauth: Entry | null,
  isNotice = false,
): Command => {
  const authCode = preauth?.answer?.authCode ?? null;
  const original = preauth === null || kind === 'increment' ? null : named(preauth);
  return {
    ...{ type: 'hold', kind, isNotice, merchant, terminal: entry.key, amountFen: entry.amountFen },
    ...{ currency: 'CNY', card, entryMode: '051', conditionCode: kind === 'increment' ? '60' : '06' },
    names: preauth === null ? null : { original, authCode },
    print: `${kind}/${entry.amountFen}/${card.index}/${authCode}`,
    carried: { track2: null, pinBlock: null, chipData: null },
  };
};

/** The void of a pre-authorisation names it by its code; that of a completion by its reference number. */
export const voidOfCommand = (
  merchant: Merchant,
  entry: Entry,
  of: Entry,
  card: SealedCard,
  kind: 'preauthorisation' | 'completion',
): Command => ({
  ...{ type: 'terminal-cancel', route: 'VOID', of: kind, merchant, terminal: entry.key },
  ...{ original: named(of), authCode: of.answer?.authCode ?? null },
  rrn: kind === 'completion' ? (of.answer?.rrn ?? null) : null,
  ...{
    amountFen: entry.amountFen,
    cardIndex: card.index,
    print: `VOID/${kind}/${of.key.stan}/${entry.amountFen}`,
  },
});

/** A reversal repeats batch and trace number of the message that it undoes. */
export const reversalCommand = (
  merchant: Merchant,
  entry: Entry,
  of: PaymentKind | 'void',
  card: SealedCard,
  reason: string,
): Command => ({
  type: 'terminal-reverse',
  merchant,
  terminal: entry.key,
  of,
  rrn: null,
  amountFen: entry.amountFen,
  cardIndex: card.index,
  reason,
});

/** What the answer to a reversal says of the message that it undoes. */
export const reversalEnd = (outcome: Outcome): 'done' | 'not-found' | 'refused' => {
  if (outcome === 'approved') return 'done';
  return outcome === 'original-not-found' ? 'not-found' : 'refused';
};
