/** The answer to a terminal's message, composed from the request and from what came of it. Pure. */
import type { Fen } from '#domain/money';
import { isSuccess } from '#domain/outcome';
import {
  buildBalances,
  buildCodeData,
  buildField44,
  buildInstalmentTerms,
  type Iso8583Message,
  identify,
  latinBytes,
  posMessages,
} from '#wire/iso8583';
import { isAcquirerCodeRow } from './pos-acquirer-code.ts';
import {
  codeOf,
  echoed,
  echoedByRefusal,
  type Fields,
  MAC_BYTES,
  type PosReply,
  timeFields,
  wordsFor,
} from './pos-answer-parts.ts';
import { isManagementRow } from './pos-management.ts';
import { managementFields } from './pos-management-answer.ts';
import { isPreauthRow } from './pos-preauth.ts';
import { plainId } from './pos-variety.ts';

export type { PosReply } from './pos-answer-parts.ts';

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
  const row = identify(posMessages, request)?.row;
  if (row !== undefined && isManagementRow(row.id))
    return { mti, fields: managementFields(row.id, request, reply) };
  const id = plainId(row);
  if (id !== null && isAcquirerCodeRow(id)) return { mti, fields: acquirerCodeFields(request, reply) };
  switch (id) {
    case 'balance':
    case 'points-query':
    case 'sale':
    case 'void':
    case 'refund':
    case 'reversal':
    case 'tip':
    case 'adjustment':
    case 'script-notice':
    case 'offline-sale':
    case 'offline-settlement':
    case 'offline-refund':
      return { mti, fields: cardFields(request, reply, id) };
    default:
      if (id !== null && isPreauthRow(id)) return { mti, fields: cardFields(request, reply, id) };
      // Not carried out here, or in no table.
      return {
        mti,
        fields: {
          ...{ ...echoedByRefusal(request), ...timeFields(reply), 39: codeOf(reply) },
          ...(request.fields[64] === undefined ? {} : { 64: new Uint8Array(MAC_BYTES) }),
        },
      };
  }
}

/**
 * F6 is the till's own name for the code: batch and trace number of the message that showed it, twelve digits. The text
 * of the code stands where the profile has it.
 */
function acquirerCodeFields(request: Iso8583Message, reply: PosReply): Fields {
  const fields: Fields = {
    ...echoed(request),
    ...timeFields(reply),
    32: reply.acquirerId,
    39: codeOf(reply),
    63: wordsFor(reply),
  };
  if (reply.amountFen !== undefined) fields[4] = reply.amountFen.toString().padStart(12, '0');
  if (reply.clearingDay) fields[15] = reply.clearingDay.slice(5, 7) + reply.clearingDay.slice(8, 10);
  if (reply.rrn) fields[37] = reply.rrn;
  if (reply.authCode) fields[38] = reply.authCode;
  const { code } = reply;
  if (code !== undefined) {
    fields[6] = code.number;
    if (code.text !== null && code.in === 'f62') fields[62] = latinBytes(code.text) ?? new Uint8Array(0);
    if (code.text !== null && code.in === 'f59')
      fields[59] = buildCodeData({ payCode: null, orderReference: null, merchantCode: code.text });
  }
  if (request.fields[64] !== undefined) fields[64] = new Uint8Array(MAC_BYTES);
  return fields;
}

function cardFields(
  request: Iso8583Message,
  reply: PosReply,
  /** The plain row: `sale` for a sale by instalments. */
  id: string,
): Fields {
  const fields: Fields = {
    ...echoed(request),
    ...timeFields(reply),
    32: reply.acquirerId,
    39: codeOf(reply),
  };
  if (reply.amountFen !== undefined) fields[4] = reply.amountFen.toString().padStart(12, '0');
  if (reply.clearingDay) fields[15] = reply.clearingDay.slice(5, 7) + reply.clearingDay.slice(8, 10);
  if (reply.rrn) fields[37] = reply.rrn;
  if (reply.authCode && id !== 'refund' && id !== 'reversal') fields[38] = reply.authCode;
  if (reply.balanceFen !== undefined) fields[54] = balanceOf(reply.balanceFen);
  if (reply.chipAnswer !== undefined && request.fields[55] !== undefined) fields[55] = reply.chipAnswer;
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
