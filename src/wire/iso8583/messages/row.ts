import type { Dialect } from '../field.ts';
import type { FieldValue, Iso8583Message } from '../message.ts';

/** Field numbers a message must and may carry; every other field is forbidden. Field 1 is implied. */
export interface Presence {
  readonly mandatory: readonly number[];
  readonly conditional: readonly number[];
  /** One of each of these groups must be there. */
  readonly oneOf?: readonly (readonly number[])[];
}

/**
 * `reversal` rows take processing code and transaction type from the message they reverse; `notice` rows tell of
 * something that is over and move no money of their own.
 */
export type MessageKind = 'payment' | 'reversal' | 'management' | 'notice';

/** What is sold to the merchant as a service of its own, and can be switched off as one. */
export type Product = 'card' | 'code' | 'instalment' | 'points' | 'moto' | 'reservation';

/** F3 of a row that takes it from another message, or has none: anything fits, nothing too. */
export const anyProcessingCode = '*';

/** One exchange of a dialect. A new message is a new row and nothing else. */
export interface MessageRow<Id extends string = string> {
  readonly id: Id;
  readonly zh: string;
  readonly en: string;
  readonly kind: MessageKind;
  readonly product: Product;
  /** The plain row of which this one is a variety: `sale` for a sale by instalments. Null for plain ones. */
  readonly base: string | null;
  readonly requestMti: string;
  readonly responseMti: string;
  /** F3 as a pattern, `x` for any digit; null when absent, and on a reversal, which has its original's. */
  readonly processingCode: string | null;
  /** F25 values; null when the field is absent or taken from the original. */
  readonly conditionCodes: readonly string[] | null;
  /** F22 as a pattern where the way of reading tells two rows apart; null when it plays no part. */
  readonly entryMode: string | null;
  /** 60.1 on the terminal side; null on the network and when taken from the original. */
  readonly transactionType: string | null;
  /** 60.3 on the terminal side, F70 on the network; null when it plays no part. */
  readonly networkCodes: readonly string[] | null;
  /** Codes that some hosts give in the answer alone. */
  readonly answerCodes?: readonly string[];
  readonly request: Presence;
  readonly response: Presence;
  /** The fields that an answer repeats as the request had them. */
  readonly echoes: readonly number[];
  /** Silence after this request obliges the sender to reverse it. */
  readonly reversible: boolean;
  /** Requests carry a message authentication code. */
  readonly mac: boolean;
}

/** All messages of one dialect. */
export interface MessageTable<Id extends string = string> {
  readonly dialect: Dialect;
  /** Where the routing facts lie: in F60 on the terminal side, in F70 and F90 on the network. */
  readonly routing: 'pos' | 'network';
  readonly rows: readonly MessageRow<Id>[];
}

/** The row with this id. @throws RangeError when the table has none. */
export function rowOf<Id extends string>(table: MessageTable<Id>, id: Id): MessageRow<Id> {
  const row = table.rows.find((candidate) => candidate.id === id);
  if (row === undefined) throw new RangeError(`message table of ${table.dialect.id} has no row ${id}`);
  return row;
}

/** What an answer repeats of its request: those of the row's fields that the request has. */
export function echoedFields(
  row: Pick<MessageRow, 'echoes'>,
  request: Iso8583Message,
): Record<number, FieldValue> {
  const fields: Record<number, FieldValue> = {};
  for (const number of row.echoes) {
    const value = request.fields[number];
    if (value !== undefined) fields[number] = value;
  }
  return fields;
}
