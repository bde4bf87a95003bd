/**
 * Messages of terminals as the bytes of the wire: the codec, the frame and the reader of production, with a code by the
 * simulation's security module. One journey in sixteen speaks so; the others pass as values, which is quicker.
 */
import { isoCodeOf } from '#domain/outcome';
import type { Command, Reply } from '#engine';
import { type PosCardRequest, printText, readPosRequest, writePosAnswer } from '#engine/translate';
import {
  answerHeader,
  answerTpdu,
  buildPosField60,
  buildPosField61,
  bytesOf,
  decode,
  decodePosFrame,
  encode,
  encodePosFrame,
  type FieldValue,
  FrameReader,
  type Iso8583Message,
  macInputPos,
  type PosFrame,
  posDialect,
  posFraming,
  posMessages,
  rowOf,
  textOf,
} from '#wire/iso8583';
import { cardOfIndex, panOf, sealedPan } from './cards.ts';
import { isModelMac, modelMac } from './model-mac.ts';
import type { Dice } from './seed.ts';

const EVERY = 16;
export const isFramed = (journey: number): boolean => journey >= 0 && journey % EVERY === 0;

/** What a card terminal asks for; the rest of its messages pass as values. */
export type CardCommand = Extract<Command, { readonly type: 'pay' | 'terminal-cancel' | 'terminal-reverse' }>;
export const isCardCommand = (command: Command): command is CardCommand =>
  (command.type === 'pay' && command.offline === undefined) ||
  command.type === 'terminal-cancel' ||
  command.type === 'terminal-reverse';

const MAC_BYTES = 8;
const ADDRESS = { id: '60', destination: '0003', source: '0000' };
const HEADER = {
  applicationClass: '60',
  softwareVersion: '31',
  terminalState: '0',
  processingRequirement: '0',
  softwareSubVersion: '310000',
};

/** In front of the message type: length, address and header, which no code covers. */
const BODY_AT = 2 + 5 + 6;

type Fields = Record<number, FieldValue>;

const ID = { pay: 'sale', VOID: 'void', REFUND: 'refund' } as const;

/** The row of the message table: of a reversal that of what it undoes. */
function rowFor(command: CardCommand) {
  if (command.type === 'pay') return rowOf(posMessages, ID.pay);
  if (command.type === 'terminal-reverse') return rowOf(posMessages, command.of === 'void' ? 'void' : 'sale');
  return rowOf(posMessages, command.route === 'VOID' ? ID.VOID : ID.REFUND);
}

export function messageOf(command: CardCommand): Iso8583Message {
  const row = rowFor(command);
  const { pan, expiry } = cardOfIndex(command.type === 'pay' ? command.card.index : command.cardIndex!);
  const { terminal } = command;
  const fields: Fields = {
    ...{ 2: pan, 3: row.processingCode ?? '', 4: command.amountFen.toString().padStart(12, '0') },
    ...{ 11: terminal.stan, 14: expiry, 22: '051', 25: '00' },
    ...{ 41: terminal.terminalId.padEnd(8, ' '), 42: terminal.merchantId.padEnd(15, ' '), 49: '156' },
    60: buildPosField60({
      transactionType: row.transactionType ?? '00',
      batch: terminal.batchNo,
      networkCode: '000',
      readingCapability: '5',
      chipCondition: '0',
    }),
  };
  if (command.type === 'pay') return { mti: row.requestMti, fields };
  if (command.type === 'terminal-reverse') {
    const { batchNo: batch, stan: trace } = terminal;
    fields[39] = command.reason;
    // A reversed void is named once more; a sale has nothing before it.
    if (command.of === 'void') fields[61] = buildPosField61({ batch, trace });
    return { mti: rowOf(posMessages, 'reversal').requestMti, fields };
  }
  const { batchNo: batch, stan: trace, day } = command.original;
  const date = day === null ? {} : { date: day.slice(5, 7) + day.slice(8, 10) };
  fields[37] = command.rrn ?? '';
  fields[61] = buildPosField61({ batch, trace, ...date });
  if (command.route === 'REFUND') fields[63] = 'CUP';
  return { mti: row.requestMti, fields };
}

/** A body with its code in F64. */
function sealed(message: Iso8583Message, key: string): Uint8Array {
  const body = encode(posDialect, {
    ...message,
    fields: { ...message.fields, 64: new Uint8Array(MAC_BYTES) },
  });
  body.set(modelMac(key, macInputPos(body)), body.length - MAC_BYTES);
  return body;
}

export const requestBytes = (message: Iso8583Message, key: string): Uint8Array =>
  encodePosFrame({ tpdu: ADDRESS, header: HEADER, body: sealed(message, key) });

/** One to three bytes of the message in a row are others. */
export function harmed(bytes: Uint8Array, dice: Dice): Uint8Array {
  const copy = bytes.slice();
  const count = dice.between(1, 3);
  const from = dice.between(BODY_AT, copy.length - count);
  for (let at = from; at < from + count; at += 1) copy[at] = copy[at]! ^ dice.between(1, 255);
  return copy;
}

interface Opened {
  readonly frame: PosFrame;
  readonly message: Iso8583Message;
}

function opened(bytes: Uint8Array): Opened | null {
  try {
    const [cut] = new FrameReader(posFraming).push(bytes);
    if (cut === undefined) return null;
    const frame = decodePosFrame(cut);
    return { frame, message: decode(posDialect, frame.body) };
  } catch {
    return null;
  }
}

const isProven = ({ frame, message }: Opened, keys: readonly string[]): boolean => {
  const code = bytesOf(message, 64);
  return code !== undefined && keys.some((key) => isModelMac(key, macInputPos(frame.body), code));
};

/** What the door makes of bytes. `unreadable`: nobody answers; `unproven`: A0. */
export type ReadFrame =
  | { readonly state: 'unreadable'; readonly why: string }
  | { readonly state: 'unproven' }
  | { readonly state: 'read'; readonly opened: Opened; readonly command: CardCommand };

/**
 * Reads a request as the gateway does. `given` lends what the gateway has from elsewhere: its merchant, and the
 * request's kind, which the bytes must say as well.
 */
export function readRequest(
  bytes: Uint8Array,
  given: CardCommand,
  keys: { readonly macKey: string; readonly previousMacKey: string | null },
  nowMs: number,
): ReadFrame {
  const found = opened(bytes);
  if (found === null) return { state: 'unreadable', why: 'no message' };
  const request = readPosRequest(found.message, nowMs);
  if (request.kind === 'refusal') return { state: 'unreadable', why: request.text };
  const { macKey, previousMacKey } = keys;
  const previous = request.kind === 'reversal' && previousMacKey !== null ? [previousMacKey] : [];
  if (!isProven(found, [macKey, ...previous])) return { state: 'unproven' };
  const command = isCard(request) ? commandOf(request, given) : null;
  return command === null
    ? { state: 'unreadable', why: request.kind }
    : { state: 'read', opened: found, command };
}

const isCard = (request: { readonly kind: string }): request is PosCardRequest =>
  ['sale', 'void', 'refund', 'reversal'].includes(request.kind);

function commandOf(request: PosCardRequest, given: CardCommand): CardCommand | null {
  const { merchantId, terminalId, batchNo, stan, amountFen, pan } = request;
  const terminal = { merchantId, terminalId, batchNo, stan };
  const card = sealedPan(pan ?? '');
  const { merchant } = given;
  const cardIndex = card.index;
  switch (request.kind) {
    case 'reversal': {
      const { of, reason, original, rrn } = request;
      const undone = { ...terminal, batchNo: original.batchNo, stan: original.stan };
      return { type: 'terminal-reverse', merchant, terminal: undone, of, rrn, amountFen, cardIndex, reason };
    }
    case 'sale': {
      const { currency, entryMode, conditionCode, track2, pinBlock, chipData } = request;
      const print = printText(request, cardIndex);
      const carried = { track2, pinBlock, chipData };
      const asked = { amountFen, currency, card, entryMode, conditionCode, print, carried };
      return { type: 'pay', merchant, terminal, ...asked };
    }
    case 'void':
    case 'refund': {
      const { original, rrn } = request;
      const route = request.kind === 'void' ? 'VOID' : 'REFUND';
      const print = printText(request, cardIndex);
      return {
        type: 'terminal-cancel',
        route,
        merchant,
        terminal,
        original,
        rrn,
        amountFen,
        cardIndex,
        print,
      };
    }
    case 'hold':
      return null;
  }
}

/** What of a command its bytes must bring across, as text. */
export function gistOf(command: CardCommand): string {
  const { type, terminal, amountFen } = command;
  const { merchantId, terminalId, batchNo, stan } = terminal;
  const parts = [type, merchantId, terminalId, batchNo, stan, String(amountFen)];
  if (command.type === 'pay') parts.push(panOf(command.card), command.entryMode, command.conditionCode);
  else parts.push(command.cardIndex ?? '-');
  if (command.type === 'terminal-reverse') parts.push(command.of, command.reason);
  if (command.type === 'terminal-cancel') {
    const { original, route, rrn } = command;
    parts.push(route, rrn ?? '-', original.batchNo, original.stan, original.day ?? '-');
  }
  return parts.join(' ');
}

const ACQUIRER = '48021000';

/** The answer's bytes. Without a proven sender there is no key, and the answer goes without a code. */
export function answerBytes(
  { frame, message }: Opened,
  reply: Reply,
  key: string | null,
  nowMs: number,
): Uint8Array {
  const { payment, cancellation, outcome } = reply;
  const rrn = (message.fields[61] === undefined ? payment?.rrn : cancellation?.rrn) ?? null;
  const approval = payment !== null && 'approval' in payment ? payment.approval : null;
  const { authCode = null, clearingDay = null } = approval ?? {};
  const answer = writePosAnswer(message, {
    outcome,
    rrn,
    authCode,
    clearingDay,
    nowMs,
    acquirerId: ACQUIRER,
  });
  const { 64: _code, ...bare } = answer.fields;
  const body =
    key === null
      ? encode(posDialect, { mti: answer.mti, fields: bare })
      : sealed({ ...answer, fields: bare }, key);
  return encodePosFrame({ tpdu: answerTpdu(frame.tpdu), header: answerHeader(frame.header), body });
}

/** A request that was not proven is refused with A0, whatever could be read of it. */
export const refusalBytes = (bytes: Uint8Array, reply: Reply, nowMs: number): Uint8Array | null => {
  const found = opened(bytes);
  try {
    return found === null ? null : answerBytes(found, reply, null, nowMs);
  } catch {
    return null;
  }
};

/**
 * What a terminal makes of an answer: F39, or nothing. It believes what has its code, and of what has none only A0,
 * which costs it a sign-in: a refusal that anybody could have written does not end a sale.
 */
export function heardCode(request: Iso8583Message, bytes: Uint8Array, key: string): string | null {
  const found = opened(bytes);
  if (found === null) return null;
  const { message } = found;
  if (message.mti !== String(Number(request.mti) + 10).padStart(4, '0')) return null;
  for (const field of [3, 11, 41]) if (textOf(message, field) !== textOf(request, field)) return null;
  const code = textOf(message, 39) ?? null;
  if (isProven(found, [key])) return code;
  return code === isoCodeOf('mac-wrong') && message.fields[64] === undefined ? code : null;
}
