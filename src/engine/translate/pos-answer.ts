/** The answer to a terminal's message, composed from the request and from what came of it. Pure. */
import { type ClearingDay, SHANGHAI, wireTime } from '#domain/calendar';
import { type Fen, formatFen } from '#domain/money';
import { isoCodeOf, isSuccess, type Outcome, wordsOf } from '#domain/outcome';
import type { InstalmentTerms } from '#domain/payment';
import {
  buildBalances,
  buildField44,
  buildInstalmentTerms,
  buildPosField60,
  buildSettlementTotals,
  type FieldValue,
  type Iso8583Message,
  identify,
  latinBytes,
  parsePosField60,
  parseSettlementTotals,
  posMessages,
  type SettlementTotals,
  settlementResults,
  textOf,
} from '#wire/iso8583';

import { plainId } from './pos-variety.ts';

/** What came of a request. Everything but the outcome is written only where the answer has a place for it. */
export interface PosReply {
  readonly outcome: Outcome;
  readonly nowMs: number;
  /** F32, at most 11 digits. */
  readonly acquirerId: string;
  readonly rrn?: string | null;
  readonly authCode?: string | null;
  readonly clearingDay?: ClearingDay | null;
  /** F4 when less than the asked amount was approved. */
  readonly amountFen?: Fen;
  /** F54 of an inquiry: what may be spent now. */
  readonly balanceFen?: Fen;
  /** F62 of a sale by instalments: what the issuer makes of the plan. */
  readonly instalments?: InstalmentTerms;
  /** F63, ASCII, cut after 40 characters; the words of the outcome when absent. */
  readonly text?: string;
  /** F62 and 60.2 of a sign-in answer. */
  readonly keys?: { readonly bytes: Uint8Array; readonly batchNo: string };
  /** How the totals of a settlement compared. */
  readonly settlement?: 'balanced' | 'differs';
  /** Voids of the batch that were made elsewhere: the terminal does not count them, and is told of them in F63. */
  readonly hostVoids?: { readonly count: number; readonly amountFen: Fen };
}

type Fields = Record<number, FieldValue>;

const TEXT_CHARACTERS_MAX = 40;
/** F63 after its code: three texts of 20 characters. */
const SETTLEMENT_TEXT_CHARACTERS_MAX = 60;
const MAC_BYTES = 8;

/** MTI of the answer to a request: `0200` → `0210`; `null` for what is no request. */
export function answerMti(mti: string): string | null {
  return /^0\d[02468]\d$/.test(mti) ? `${mti.slice(0, 2)}${Number(mti.charAt(2)) + 1}${mti.charAt(3)}` : null;
}

/**
 * The answer to a request, also to one that is not in the table or lacks fields. F64 is eight zero bytes where
 * the request had one: whoever holds the key writes the code there, or takes the field out.
 *
 * @throws RangeError when the message is itself an answer.
 */
export function writePosAnswer(request: Iso8583Message, reply: PosReply): Iso8583Message {
  const mti = answerMti(request.mti);
  if (mti === null) throw new RangeError(`Cannot answer MTI ${request.mti}: expected a request`);
  const id = plainId(identify(posMessages, request)?.row);
  switch (id) {
    case 'sign-in':
      return { mti, fields: signInFields(request, reply) };
    case 'settlement':
      return { mti, fields: settlementFields(request, reply) };
    case 'echo':
      return {
        mti,
        fields: { ...echoed(request, [11, 41, 42, 60]), ...timeFields(reply), 39: codeOf(reply) },
      };
    case 'balance':
    case 'points-query':
    case 'sale':
    case 'void':
    case 'refund':
    case 'reversal':
      return { mti, fields: cardFields(request, reply, id) };
    default:
      // Not carried out here, or in no table.
      return {
        mti,
        fields: { ...echoed(request, [3, 11, 41, 42, 60]), ...timeFields(reply), 39: codeOf(reply) },
      };
  }
}

const codeOf = (reply: PosReply): string => isoCodeOf(reply.outcome);

function echoed(request: Iso8583Message, numbers: readonly number[]): Fields {
  const fields: Fields = {};
  for (const number of numbers) {
    const value = request.fields[number];
    if (value !== undefined) fields[number] = value;
  }
  return fields;
}

/** F12 and F13: the terminal sets its clock by them. */
function timeFields(reply: PosReply): Fields {
  const { time, date } = wireTime(reply.nowMs, SHANGHAI);
  return { 12: time, 13: date };
}

/** Three blanks in place of a scheme, then words for the cashier. The codec is one byte a character: ASCII. */
function wordsFor(reply: PosReply): string {
  return running(reply.text ?? wordsOf(reply.outcome, 'en'), TEXT_CHARACTERS_MAX);
}

function running(text: string, max: number): string {
  return `   ${text
    .replace(/[^ -~]/g, '?')
    .slice(0, max)
    .trimEnd()}`;
}

function cardFields(
  request: Iso8583Message,
  reply: PosReply,
  /** The plain row: `sale` for a sale by instalments. */
  id: string,
): Fields {
  const fields: Fields = {
    ...echoed(request, [2, 3, 4, 11, 25, 41, 42, 49, 60]),
    ...timeFields(reply),
    32: reply.acquirerId,
    39: codeOf(reply),
  };
  if (reply.amountFen !== undefined) fields[4] = reply.amountFen.toString().padStart(12, '0');
  if (reply.clearingDay) fields[15] = reply.clearingDay.slice(5, 7) + reply.clearingDay.slice(8, 10);
  if (reply.rrn) fields[37] = reply.rrn;
  if (reply.authCode && (id === 'sale' || id === 'void')) fields[38] = reply.authCode;
  if (reply.balanceFen !== undefined) fields[54] = balanceOf(reply.balanceFen);
  if (reply.instalments !== undefined)
    fields[62] = latinBytes(buildInstalmentTerms(62, reply.instalments)) ?? new Uint8Array(0);
  if (isSuccess(reply.outcome)) fields[44] = buildField44({ issuer: '', acquirer: reply.acquirerId });
  if (id !== 'reversal') fields[63] = wordsFor(reply);
  if (request.fields[64] !== undefined) fields[64] = new Uint8Array(MAC_BYTES);
  return fields;
}

/** One group: the account as such, what is available, in yuan. */
const balanceOf = (fen: Fen): string =>
  buildBalances([{ accountType: '00', amountType: '02', currency: '156', fen }]);

function signInFields(request: Iso8583Message, reply: PosReply): Fields {
  const fields: Fields = {
    ...echoed(request, [11, 41, 42, 60]),
    ...timeFields(reply),
    32: reply.acquirerId,
    39: codeOf(reply),
  };
  if (reply.keys === undefined) return { ...fields, 63: wordsFor(reply) };
  const asked = parsePosField60(textOf(request, 60) ?? '');
  return { ...fields, 60: buildPosField60({ ...asked, batch: reply.keys.batchNo }), 62: reply.keys.bytes };
}

function settlementFields(request: Iso8583Message, reply: PosReply): Fields {
  const fields: Fields = {
    ...echoed(request, [11, 41, 42, 48, 49, 60]),
    ...timeFields(reply),
    32: reply.acquirerId,
    39: codeOf(reply),
  };
  const totals = totalsOf(request);
  if (totals !== null) {
    const result = resultOf(reply.settlement);
    fields[48] = buildSettlementTotals({
      domestic: { ...totals.domestic, result },
      foreign: { ...totals.foreign, result },
    });
  }
  const { hostVoids } = reply;
  if (!isSuccess(reply.outcome)) fields[63] = wordsFor(reply);
  else if (hostVoids !== undefined && hostVoids.count > 0) {
    const { count, amountFen } = hostVoids;
    const text = `host voids: ${count}, RMB ${formatFen(amountFen)} not in these totals`;
    fields[63] = running(text, SETTLEMENT_TEXT_CHARACTERS_MAX);
  }
  if (request.fields[64] !== undefined) fields[64] = new Uint8Array(MAC_BYTES);
  return fields;
}

function resultOf(settlement: PosReply['settlement']): string {
  if (settlement === undefined) return settlementResults.error;
  return settlement === 'balanced' ? settlementResults.balanced : settlementResults.unbalanced;
}

/** A request that is refused for its F48 still gets an answer, with its F48 as it came. */
function totalsOf(request: Iso8583Message): SettlementTotals | null {
  try {
    return parseSettlementTotals(textOf(request, 48) ?? '');
  } catch {
    return null;
  }
}
