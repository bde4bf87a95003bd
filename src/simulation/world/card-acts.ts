/** What cashiers do with a card: the acts that a journey asks its terminals for. */
import { type SealedCard, terminalKeyText } from '#domain/payment';
import type { Merchant } from '#engine';
import type { Entry } from './entries.ts';
import type { PhoneTap } from './phone-chip.ts';
import type { CardAct, TerminalActor } from './terminal.ts';
import {
  changeCommand,
  holdCommand,
  offlineCommand,
  refundCommand,
  saleCommand,
  tapCommand,
  voidCommand,
  voidOfCommand,
} from './terminal-messages.ts';

export function saleAct(merchant: Merchant, journey: number, amountFen: bigint, card: SealedCard): CardAct {
  return {
    ...{ journey, kind: 'sale', amountFen, card, back: 'sale' },
    words: ({ key }) => `sale ${key.batchNo}/${key.stan} ${amountFen} fen`,
    command: (entry) => saleCommand(merchant, entry, card),
  };
}

/** A phone at the till: a token, and the cryptogram of its chip. `begins` hears the name of the sale. */
export function tapAct(
  merchant: Merchant,
  journey: number,
  amountFen: bigint,
  card: SealedCard,
  tap: PhoneTap,
  begins: (name: string) => void,
): CardAct {
  return {
    ...{ journey, kind: 'sale', amountFen, card, back: 'sale' },
    words: ({ key }) => `tap ${key.batchNo}/${key.stan} ${amountFen} fen, counter ${tap.counter}`,
    command: (entry) => {
      begins(terminalKeyText(entry.key));
      return tapCommand(merchant, entry, card, tap);
    },
  };
}

/** A payer's code that the till scans. */
export function codeAct(
  merchant: Merchant,
  journey: number,
  amountFen: bigint,
  code: SealedCard,
  begins: (name: string) => void,
): CardAct {
  return {
    ...{ journey, kind: 'sale', amountFen, card: code, back: 'sale' },
    words: ({ key }) => `scans a code ${key.batchNo}/${key.stan} ${amountFen} fen`,
    command: (entry) => {
      begins(terminalKeyText(entry.key));
      return { ...saleCommand(merchant, entry, code), entryMode: '032' };
    },
  };
}

/** A voice approved it while the line was down: it is uploaded until the host has it. */
export function offlineAct(
  merchant: Merchant,
  journey: number,
  amountFen: bigint,
  card: SealedCard,
): CardAct {
  return {
    ...{ journey, kind: 'sale', amountFen, card, back: null, stored: true },
    words: ({ key }) => `sale made offline ${key.batchNo}/${key.stan} ${amountFen} fen`,
    command: (entry) => offlineCommand(merchant, entry, card),
  };
}

/** Only what is in the open batch of its own terminal is voided at the till. */
const otherBatch = (at: TerminalActor, sale: Entry) => (): 'declined' | null =>
  sale.key.batchNo !== at.batchNo || sale.state !== 'approved' ? 'declined' : null;

export function voidAct(at: TerminalActor, journey: number, sale: Entry, card: SealedCard): CardAct {
  const ofCompletion = sale.kind === 'completion';
  return {
    ...{ journey, kind: 'void', amountFen: sale.amountFen, card, back: 'void' },
    words: ({ key }) => `void ${key.stan} of ${sale.kind} ${sale.key.stan}`,
    command: (entry) =>
      ofCompletion
        ? voidOfCommand(at.merchant, entry, sale, card, 'completion')
        : voidCommand(at.merchant, entry, sale, card),
    notNow: otherBatch(at, sale),
  };
}

/** The whole amount is another one from now on: a tip, or what the cashier had mistyped. */
export function changeAct(
  at: TerminalActor,
  journey: number,
  sale: Entry,
  card: SealedCard,
  toFen: bigint,
): CardAct {
  const advice = toFen > sale.amountFen ? 'tip' : 'adjustment';
  return {
    ...{ journey, kind: 'change', amountFen: toFen, card, back: null, stored: true },
    words: ({ key }) =>
      `${advice} ${key.stan} of sale ${sale.key.batchNo}/${sale.key.stan}, ${toFen} fen in all`,
    command: (entry) => changeCommand(at.merchant, entry, sale, card, advice),
    notNow: otherBatch(at, sale),
  };
}

/** A cashier tries again only in the same batch: later a refund without an answer is a matter for a person. */
export function refundAct(
  at: TerminalActor,
  journey: number,
  sale: Entry,
  card: SealedCard,
  amountFen: bigint,
  wishedIn: { readonly batchNo: string } | null,
): CardAct {
  return {
    ...{ journey, kind: 'refund', amountFen, card, back: null },
    words: ({ key }) =>
      `refund ${key.stan} of ${sale.kind} ${sale.key.batchNo}/${sale.key.stan}, ${amountFen} fen`,
    command: (entry) => refundCommand(at.merchant, entry, sale, card),
    notNow: () => (wishedIn !== null && wishedIn.batchNo !== at.batchNo ? 'unknown' : null),
  };
}

/** Money is held, more of it is held, or what is held is taken. */
export function holdAct(
  merchant: Merchant,
  journey: number,
  kind: 'preauthorisation' | 'increment' | 'completion',
  amountFen: bigint,
  card: SealedCard,
  preauth: Entry | null,
): CardAct {
  return {
    ...{ journey, kind, amountFen, card, back: kind },
    words: ({ key }) =>
      `${kind} ${key.batchNo}/${key.stan} ${amountFen} fen${preauth === null ? '' : ` on ${preauth.key.stan}`}`,
    command: (entry) => holdCommand(merchant, entry, kind, card, preauth),
  };
}

/** What was held is taken, and the network is told. */
export function noticeAct(
  merchant: Merchant,
  journey: number,
  amountFen: bigint,
  card: SealedCard,
  preauth: Entry,
): CardAct {
  return {
    ...{ journey, kind: 'completion', amountFen, card, back: null, stored: true },
    words: ({ key }) =>
      `completion notice ${key.batchNo}/${key.stan} ${amountFen} fen on ${preauth.key.stan}`,
    command: (entry) => holdCommand(merchant, entry, 'completion', card, preauth, true),
  };
}

export function holdVoidAct(
  merchant: Merchant,
  journey: number,
  preauth: Entry,
  heldFen: bigint,
  card: SealedCard,
): CardAct {
  return {
    ...{ journey, kind: 'void-of-hold', amountFen: heldFen, card, back: 'void' },
    words: ({ key }) => `void ${key.stan} of preauthorisation ${preauth.key.batchNo}/${preauth.key.stan}`,
    command: (entry) => voidOfCommand(merchant, entry, preauth, card, 'preauthorisation'),
  };
}
