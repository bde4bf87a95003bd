import { type Iso8583Message, textOf } from '../message.ts';
import type { MessageRow, MessageTable } from './row.ts';

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
  /** MTI of the message a reversal names, when it names one. */
  readonly originalMti: string | null;
}

/**
 * Which row a message belongs to: by MTI, F3, 60.1 and 60.3 on the terminal side; by MTI, F3 and F70 on
 * the network. A reversal belongs to the reversal row when a reversible row has its F3 and 60.1, and that
 * row is answered as `original`. Undefined when nothing fits; never throws.
 */
export function identify<Id extends string>(
  table: MessageTable<Id>,
  message: Iso8583Message,
): Identified<Id> | undefined {
  const facts = table.routing === 'pos' ? posFacts(message) : networkFacts(message);
  for (const row of table.rows) {
    const direction = directionOf(row, message.mti);
    if (direction === null) continue;
    if (row.kind === 'reversal') {
      const original = table.rows.find((candidate) => isOriginal(candidate, facts));
      if (original !== undefined && hasNetworkCode(row, facts)) return { row, direction, original };
    } else if (hasPaymentCodes(row, facts) && hasNetworkCode(row, facts)) {
      return { row, direction, original: null };
    }
  }
  return undefined;
}

function posFacts(message: Iso8583Message): RoutingFacts {
  const text = textOf(message, 60);
  return {
    processingCode: textOf(message, 3) ?? null,
    transactionType: text === undefined || text.length < 8 ? null : text.slice(0, 2),
    // Eight digits carry no 60.3: terminals that send so few mean a card message.
    networkCode: text === undefined || text.length < 8 ? null : text.length < 11 ? '000' : text.slice(8, 11),
    originalMti: null,
  };
}

function networkFacts(message: Iso8583Message): RoutingFacts {
  return {
    processingCode: textOf(message, 3) ?? null,
    transactionType: null,
    networkCode: textOf(message, 70) ?? null,
    originalMti: textOf(message, 90)?.slice(0, 4) ?? null,
  };
}

function directionOf(row: MessageRow, mti: string): Direction | null {
  if (mti === row.requestMti) return 'request';
  return mti === row.responseMti ? 'response' : null;
}

function isOriginal(row: MessageRow, facts: RoutingFacts): boolean {
  if (!row.reversible || !hasPaymentCodes(row, facts)) return false;
  return facts.originalMti === null || facts.originalMti === row.requestMti;
}

function hasPaymentCodes(row: MessageRow, facts: RoutingFacts): boolean {
  if (row.transactionType !== null && row.transactionType !== facts.transactionType) return false;
  if (row.processingCode === null) return facts.processingCode === null;
  return facts.processingCode !== null && fits(row.processingCode, facts.processingCode);
}

function hasNetworkCode(row: MessageRow, facts: RoutingFacts): boolean {
  if (row.networkCodes === null) return facts.networkCode === null;
  return facts.networkCode !== null && row.networkCodes.includes(facts.networkCode);
}

function fits(pattern: string, digits: string): boolean {
  if (pattern.length !== digits.length) return false;
  for (let i = 0; i < pattern.length; i += 1) {
    const wanted = pattern.charAt(i);
    if (wanted !== 'x' && wanted !== digits.charAt(i)) return false;
  }
  return true;
}
