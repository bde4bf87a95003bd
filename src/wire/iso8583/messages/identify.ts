import { type Iso8583Message, textOf } from '../message.ts';
import { anyProcessingCode, type MessageRow, type MessageTable } from './row.ts';

export type Direction = 'request' | 'response';

export interface Identified<Id extends string = string> {
  readonly row: MessageRow<Id>;
  readonly direction: Direction;
  /** For a reversal: the reversible row it undoes. Null for every other message. */
  readonly original: MessageRow<Id> | null;
}

/** The facts that tell messages apart, wherever the dialect keeps them. */
interface RoutingFacts {
  readonly processingCode: string | null;
  readonly transactionType: string | null;
  readonly networkCode: string | null;
  readonly conditionCode: string | null;
  readonly entryMode: string | null;
  /** MTI of the message a reversal names, when it names one. */
  readonly originalMti: string | null;
}

/**
 * Which row a message belongs to: by MTI, F3, 60.1 and 60.3 on the terminal side; by MTI, F3 and F70 on the
 * network. Among rows with the same key F25 and F22 decide (a sale, a sale by instalments, a sale by a code); when
 * they fit none, the first of these rows is the answer, whose presence check then names F25. A reversal belongs to
 * the reversal row when a reversible row has its key, and that row is answered as `original`. An answer that does
 * not repeat F25 or F22 is identified as the plain row. Undefined when nothing fits; never throws.
 */
export function identify<Id extends string>(
  table: MessageTable<Id>,
  message: Iso8583Message,
): Identified<Id> | undefined {
  const facts = table.routing === 'pos' ? posFacts(message) : networkFacts(message);
  const { candidates, reversible } = indexOf(table);
  let plain: Identified<Id> | undefined;
  for (const { row, direction } of candidates.get(message.mti) ?? []) {
    if (!hasNetworkCode(row, facts, direction)) continue;
    if (row.kind === 'reversal') {
      const original = originalOf(reversible, facts);
      if (original !== undefined) return { row, direction, original };
    } else if (hasPaymentCodes(row, facts)) {
      const found = { row, direction, original: null };
      if (isExact(row, facts)) return found;
      // Only a payment told by another way of reading is surely none of this row.
      if (row.entryMode === null) plain ??= found;
    }
  }
  return plain;
}

interface TableIndex<Id extends string> {
  readonly candidates: ReadonlyMap<
    string,
    readonly { readonly row: MessageRow<Id>; readonly direction: Direction }[]
  >;
  readonly reversible: readonly MessageRow<Id>[];
}

const indexes = new WeakMap<MessageTable, TableIndex<string>>();

function indexOf<Id extends string>(table: MessageTable<Id>): TableIndex<Id> {
  const known = indexes.get(table);
  // What stands under a table was made from its own rows.
  if (known !== undefined) return known as TableIndex<Id>;
  const candidates = new Map<string, { row: MessageRow<Id>; direction: Direction }[]>();
  const add = (mti: string, row: MessageRow<Id>, direction: Direction) => {
    const list = candidates.get(mti) ?? [];
    list.push({ row, direction });
    candidates.set(mti, list);
  };
  for (const row of table.rows) {
    add(row.requestMti, row, 'request');
    add(row.responseMti, row, 'response');
  }
  const index = { candidates, reversible: table.rows.filter((row) => row.reversible) };
  indexes.set(table, index);
  return index;
}

function posFacts(message: Iso8583Message): RoutingFacts {
  const text = textOf(message, 60);
  return {
    processingCode: textOf(message, 3) ?? null,
    transactionType: text === undefined || text.length < 8 ? null : text.slice(0, 2),
    // Eight digits carry no 60.3: terminals that send so few mean a card message.
    networkCode: text === undefined || text.length < 8 ? null : text.length < 11 ? '000' : text.slice(8, 11),
    conditionCode: textOf(message, 25) ?? null,
    entryMode: textOf(message, 22) ?? null,
    originalMti: null,
  };
}

function networkFacts(message: Iso8583Message): RoutingFacts {
  return {
    processingCode: textOf(message, 3) ?? null,
    transactionType: null,
    networkCode: textOf(message, 70) ?? null,
    conditionCode: textOf(message, 25) ?? null,
    entryMode: textOf(message, 22) ?? null,
    originalMti: textOf(message, 90)?.slice(0, 4) ?? null,
  };
}

function originalOf<Id extends string>(
  rows: readonly MessageRow<Id>[],
  facts: RoutingFacts,
): MessageRow<Id> | undefined {
  let plain: MessageRow<Id> | undefined;
  for (const row of rows) {
    if (!hasPaymentCodes(row, facts)) continue;
    if (facts.originalMti !== null && facts.originalMti !== row.requestMti) continue;
    if (isExact(row, facts)) return row;
    if (row.entryMode === null) plain ??= row;
  }
  return plain;
}

function hasPaymentCodes(row: MessageRow, facts: RoutingFacts): boolean {
  if (row.transactionType !== null && row.transactionType !== facts.transactionType) return false;
  if (row.processingCode === anyProcessingCode) return true;
  if (row.processingCode === null) return facts.processingCode === null;
  return facts.processingCode !== null && fits(row.processingCode, facts.processingCode);
}

function hasNetworkCode(row: MessageRow, facts: RoutingFacts, direction: Direction): boolean {
  const { networkCode } = facts;
  if (row.networkCodes === null) return networkCode === null;
  if (networkCode === null) return false;
  if (row.networkCodes.includes(networkCode)) return true;
  return direction === 'response' && (row.answerCodes?.includes(networkCode) ?? false);
}

function isExact(row: MessageRow, facts: RoutingFacts): boolean {
  const { conditionCodes, entryMode } = row;
  if (conditionCodes !== null && !conditionCodes.includes(facts.conditionCode ?? '')) return false;
  return entryMode === null || (facts.entryMode !== null && fits(entryMode, facts.entryMode));
}

function fits(pattern: string, digits: string): boolean {
  if (pattern.length !== digits.length) return false;
  for (let i = 0; i < pattern.length; i += 1) {
    const wanted = pattern.charAt(i);
    if (wanted !== 'x' && wanted !== digits.charAt(i)) return false;
  }
  return true;
}
