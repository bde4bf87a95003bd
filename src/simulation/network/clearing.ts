/** The clearing file of a day, computed from what the network remembers: the same day gives the same text. */
import type { ClearingDay } from '#domain/calendar';
import {
  type ClearingRow,
  clearingFileName,
  emptyClearingRow,
  writeClearingFile,
  writeClearingRow,
} from '#wire/clearing';
import type { NetworkConfig } from './config.ts';
import { isAboutHold } from './holds.ts';
import { issuerOf } from './request.ts';
import type { NetworkState, Transaction } from './state.ts';

export interface ClearingFile {
  readonly name: string;
  readonly day: ClearingDay;
  readonly rows: number;
  /** Latin-1 text. */
  readonly text: string;
}

/** Cards by their ids, for each configuration that was asked for one: their list does not change. */
const byId = new WeakMap<NetworkConfig['cards'], ReadonlyMap<string, NetworkConfig['cards'][number]>>();

function cardOf({ cards }: NetworkConfig, id: string | null): NetworkConfig['cards'][number] | undefined {
  let known = byId.get(cards);
  if (known === undefined) {
    known = new Map(cards.map((card) => [card.id, card]));
    byId.set(cards, known);
  }
  return id === null ? undefined : known.get(id);
}

function rowFor(transaction: Transaction, config: NetworkConfig): ClearingRow {
  const { key } = transaction;
  // F7 and F11 of what it is about stand in the wire key, whether the network still remembers that message or not.
  const [originalTime = null, originalTrace = null] = transaction.original?.split('/') ?? [];
  const card = cardOf(config, transaction.cardId);
  const institution = (card === undefined ? null : issuerOf(config, card.issuer))?.institution ?? '';
  return {
    ...emptyClearingRow,
    acquirerId: key.acquirerId,
    forwarderId: key.forwarderId,
    trace: key.stan,
    time: key.transmission,
    maskedPan: transaction.maskedPan,
    amountFen: transaction.amountFen,
    mti: transaction.mti,
    processingCode: transaction.processingCode,
    mcc: transaction.mcc,
    terminalId: transaction.terminalId,
    merchantId: transaction.merchantId,
    rrn: transaction.rrn,
    conditionCode: transaction.conditionCode,
    authCode: transaction.authCode ?? '',
    receiverId: institution,
    originalTrace,
    responseCode: transaction.code,
    entryMode: transaction.entryMode,
    originalTime,
    issuerId: institution,
    terminalType: '03',
  };
}

/** Does a message count: it was approved and something moved. The row of a sale shows it with all that adjusted it. */
const counts = (transaction: Transaction, state: NetworkState): boolean =>
  transaction.moved && transaction.kind !== 'adjustment' && !isAboutHold(transaction, state);

/** The line that a file has, or will have, of one message; `null` where it does not count. */
export const clearingLineOf = (
  transaction: Transaction,
  state: NetworkState,
  config: NetworkConfig,
): string | null => (counts(transaction, state) ? writeClearingRow(rowFor(transaction, config)) : null);

/** One row per message that counts. */
export function clearingFileOf(day: ClearingDay, state: NetworkState, config: NetworkConfig): ClearingFile {
  const counting = state.transactions.filter(
    (transaction) => transaction.clearingDay === day && counts(transaction, state),
  );
  return {
    name: clearingFileName(day),
    day,
    rows: counting.length,
    text: writeClearingFile(counting.map((transaction) => rowFor(transaction, config))),
  };
}
