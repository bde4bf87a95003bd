/** What a terminal asks for, read out of its message. Pure; nothing here throws on what a terminal sent. */
import {
  checkPresence,
  type DialectProfile,
  defaultProfileId,
  dialectProfile,
  type Identified,
  type Iso8583Message,
  identify,
  type MessageRow,
  type PosMessageId,
  posMessages,
  textOf,
  trimmed,
} from '#wire/iso8583';
import {
  ACQUIRER_CODE_ROWS,
  isAcquirerCodeRow,
  readAcquirerCode,
  requireCodeDialect,
} from './pos-acquirer-code.ts';
import { requireChipData } from './pos-chip.ts';
import { readInquiry } from './pos-inquiry.ts';
import { isManagementRow, MANAGEMENT_ROWS, readManagement } from './pos-management.ts';
import { isOfflineRow, OFFLINE_ROWS, readOffline } from './pos-offline.ts';
import { PREAUTH_ROWS, readPreauth, reversedKind } from './pos-preauth.ts';
import {
  malformed,
  printable,
  Refused,
  readCard,
  readCodes,
  readFreshCard,
  readReferences,
  readSender,
  unsupported,
} from './pos-read.ts';
import { toldTime } from './pos-told-time.ts';
import type {
  PosCardMessage,
  PosOriginal,
  PosRefusal,
  PosRequest,
  PosReversal,
  PosSale,
  PosSender,
} from './pos-types.ts';
import { NO_CARD, namedVariety, plainId, readVariety } from './pos-variety.ts';

const USUAL = dialectProfile(defaultProfileId)!;

/** Reads one request. A PIN or a track is handed on, never looked into; chip data has to be readable. */
export function readPosRequest(
  message: Iso8583Message,
  nowMs: number,
  profile: DialectProfile = USUAL,
): PosRequest | PosRefusal {
  try {
    return read(message, nowMs, profile);
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    // A sub-field of the wrong shape. The wire room's errors quote no content.
    const text = error instanceof Error ? error.message : 'the message could not be read';
    return { kind: 'refusal', outcome: 'message-malformed', text };
  }
}

function read(message: Iso8583Message, nowMs: number, profile: DialectProfile): PosRequest {
  const found = identify(posMessages, message);
  if (found === undefined || found.direction !== 'request') {
    return unsupported(`found MTI ${message.mti} with codes of no request in the table`);
  }
  const id = servedId(found.row);
  if (id === null || (found.original !== null && servedId(found.original) === null)) {
    const of = found.original === null ? '' : ` of a ${found.original.en}`;
    return unsupported(`${found.row.en}${of}: this host does not carry it out`);
  }
  requireCodeDialect(id, profile);
  requireFields(found, message);
  requireChipData(found, message, profile);
  const toldMs = toldTime(message, nowMs);
  const sender = { ...readSender(message), ...(toldMs === undefined ? {} : { toldMs }) };
  if (isAcquirerCodeRow(id)) return readAcquirerCode(id, message, sender, nowMs, profile);
  if (isOfflineRow(id)) return readOffline(message, sender, id, nowMs);
  if (isManagementRow(id)) return readManagement(id, message, sender);
  switch (id) {
    case 'balance':
    case 'points-query':
      return readInquiry(message, sender, id === 'balance' ? 'balance' : 'points');
    case 'sale':
      return readSale(message, sender, found.row);
    case 'void':
    case 'refund': {
      const said = { variety: namedVariety(found.row), ...readCard(message, sender) };
      const parts = { ...said, ...readReferences(message, nowMs) };
      return id === 'void' ? { kind: id, ...parts } : { kind: id, ...parts, offline: false };
    }
    case 'reversal':
      return readReversal(message, sender, reversedKind(found.original));
    default:
      return readPreauth(id, found.row, message, sender, nowMs);
  }
}

/** The rows of the table that this host carries out. All others, and their reversals, are refused with 40. */
const served = [
  ...MANAGEMENT_ROWS,
  ...OFFLINE_ROWS,
  'balance',
  'points-query',
  'sale',
  'void',
  'refund',
  'reversal',
  ...PREAUTH_ROWS,
  ...ACQUIRER_CODE_ROWS,
] as const satisfies readonly PosMessageId[];

const servedId = (row: MessageRow<PosMessageId>): (typeof served)[number] | null =>
  served.find((each) => each === plainId(row)) ?? null;

function requireFields(found: Identified<PosMessageId>, message: Iso8583Message): void {
  const { row } = found;
  const issue = checkPresence(row, 'request', message).find(
    // A reversal is the way back: it is not refused for a field too many. Nor is anybody for naming the time.
    ({ kind, field }) => kind === 'missing' || (row.kind !== 'reversal' && field !== 12 && field !== 13),
  );
  if (issue !== undefined) malformed(`${row.en}: field ${issue.field} is ${issue.kind}`);
}

function readSale(message: Iso8583Message, sender: PosSender, row: MessageRow<PosMessageId>): PosSale {
  const told = readVariety(message, row);
  const reserved = told.variety?.is === 'reservation';
  const card = readCard(message, sender);
  const pan = card.pan ?? (reserved ? NO_CARD : null);
  const byCode = row.product === 'code';
  const fresh = readFreshCard(message, pan, row.en, reserved ? 'without a card number' : 'with one');
  return { kind: 'sale', ...card, ...told, byCode, offline: null, ...fresh };
}

function readReversal(message: Iso8583Message, sender: PosSender, of: PosReversal['of']): PosReversal {
  const card = readCard(message, sender);
  const reason = trimmed(textOf(message, 39) ?? '');
  return {
    kind: 'reversal',
    ...card,
    of,
    original: originalOfReversal(message, card),
    ...readCodes(message),
    reason: reason === '' || reason === '00' ? '98' : printable(reason),
  };
}

/**
 * A reversal carries the trace number of what it undoes. Its batch is 60.2, or 61.1 where F61 names that same
 * message (terminals that put the batch now open into 60.2). An F61 that names another message is one that the
 * terminal kept from a void: the sale under it.
 */
function originalOfReversal(message: Iso8583Message, card: PosCardMessage): PosOriginal {
  const own = { batchNo: card.batchNo, stan: card.stan, day: null };
  const text = textOf(message, 61);
  if (text === undefined || text.length < 12) return own;
  const batch = text.slice(0, 6);
  return text.slice(6, 12) === card.stan && batch !== '000000' ? { ...own, batchNo: batch } : own;
}
