/** Answers to the messages that manage a terminal. */
import { formatFen } from '#domain/money';
import { isSuccess } from '#domain/outcome';
import {
  buildPosField60,
  buildSettlementTotals,
  type Iso8583Message,
  parsePosField60,
  parseSettlementTotals,
  type SettlementTotals,
  settlementResults,
  textOf,
} from '#wire/iso8583';
import {
  codeOf,
  echoed,
  type Fields,
  MAC_BYTES,
  type PosReply,
  running,
  timeFields,
  wordsFor,
} from './pos-answer-parts.ts';
import type { ManagementRow } from './pos-management.ts';

export function managementFields(id: ManagementRow, request: Iso8583Message, reply: PosReply): Fields {
  switch (id) {
    case 'sign-in':
      return signInFields(request, reply);
    case 'settlement':
      return settlementFields(request, reply);
    case 'echo':
      return { ...echoed(request), ...timeFields(reply), 39: codeOf(reply) };
    default:
      return plainFields(request, reply);
  }
}

/** F62 of a download, words where it was refused. */
function plainFields(request: Iso8583Message, reply: PosReply): Fields {
  const fields: Fields = {
    ...echoed(request),
    ...timeFields(reply),
    32: reply.acquirerId,
    39: codeOf(reply),
  };
  if (reply.data !== undefined) fields[62] = reply.data;
  if (!isSuccess(reply.outcome)) fields[63] = wordsFor(reply);
  if (request.fields[64] !== undefined) fields[64] = new Uint8Array(MAC_BYTES);
  return fields;
}

function signInFields(request: Iso8583Message, reply: PosReply): Fields {
  const fields: Fields = {
    ...echoed(request),
    ...timeFields(reply),
    32: reply.acquirerId,
    39: codeOf(reply),
  };
  if (reply.keys === undefined) return { ...fields, 63: wordsFor(reply) };
  const asked = parsePosField60(textOf(request, 60) ?? '');
  const { batchNo, bytes, networkCode } = reply.keys;
  return {
    ...fields,
    ...ownReference(fields, reply),
    60: buildPosField60({ ...asked, batch: batchNo, ...(networkCode === undefined ? {} : { networkCode }) }),
    62: bytes,
  };
}

/**
 * F37 of what no payment belongs to: the time, and the number of the answer behind an M. A payment's has digits alone,
 * and the trace number of a terminal would be that of another terminal too.
 */
function ownReference({ 12: time }: Fields, { serial = 0 }: PosReply): Fields {
  const number = (serial % REFERENCES).toString(36).toUpperCase().padStart(5, '0');
  return typeof time === 'string' ? { 37: `${time}M${number}` } : {};
}

/** As many as five characters can name within one second. */
const REFERENCES = 36 ** 5;

function settlementFields(request: Iso8583Message, reply: PosReply): Fields {
  const fields: Fields = {
    ...echoed(request),
    ...timeFields(reply),
    32: reply.acquirerId,
    39: codeOf(reply),
  };
  const totals = totalsOf(request);
  if (totals !== null) {
    fields[48] = buildSettlementTotals({
      domestic: { ...totals.domestic, result: resultOf(reply.settlement?.domestic) },
      foreign: { ...totals.foreign, result: resultOf(reply.settlement?.foreign) },
    });
  }
  const { hostVoids } = reply;
  if (!isSuccess(reply.outcome)) fields[63] = wordsFor(reply);
  else if (hostVoids !== undefined && hostVoids.count > 0) {
    const { count, amountFen } = hostVoids;
    const sum = formatFen(amountFen);
    fields[63] = running(
      reply.language === 'zh'
        ? `后台撤销${count}笔，RMB ${sum}，未计入本批合计`
        : `host voids: ${count}, RMB ${sum} not in these totals`,
    );
  }
  if (isSuccess(reply.outcome)) Object.assign(fields, ownReference(fields, reply));
  if (reply.settlementCode === false && isSuccess(reply.outcome)) delete fields[39];
  if (request.fields[64] !== undefined) fields[64] = new Uint8Array(MAC_BYTES);
  return fields;
}

function resultOf(agrees: boolean | undefined): string {
  if (agrees === undefined) return settlementResults.error;
  return agrees ? settlementResults.balanced : settlementResults.unbalanced;
}

/** A request that is refused for its F48 still gets an answer, with its F48 as it came. */
function totalsOf(request: Iso8583Message): SettlementTotals | null {
  try {
    return parseSettlementTotals(textOf(request, 48) ?? '');
  } catch {
    return null;
  }
}
