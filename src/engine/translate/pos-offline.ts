/**
 * What a terminal tells after the fact: tips and corrected amounts, sales made without the host, their refunds, and
 * what a card made of its issuer's commands. Pure; chip data is checked for its form and handed on.
 */
import { checkField55, type Field55Purpose } from '#wire/emv';
import {
  bytesOf,
  type Iso8583Message,
  type PosMessageId,
  parsePosField61,
  parseTip,
  textOf,
} from '#wire/iso8583';
import {
  malformed,
  readCard,
  readCardAlone,
  readCodes,
  readFreshCard,
  readReferences,
  required,
} from './pos-read.ts';
import type { PosAdvice, PosRefund, PosSale, PosSender } from './pos-types.ts';

export const OFFLINE_ROWS = [
  ...(['tip', 'adjustment', 'script-notice'] as const),
  ...(['offline-sale', 'offline-settlement', 'offline-refund'] as const),
] as const satisfies readonly PosMessageId[];
export type OfflineRow = (typeof OFFLINE_ROWS)[number];
export const isOfflineRow = (id: string): id is OfflineRow =>
  (OFFLINE_ROWS as readonly string[]).includes(id);

/** F55 as its purpose wants it. @throws the refusal that names what is missing or wrong, never its content. */
function readChip(message: Iso8583Message, purpose: Field55Purpose): Uint8Array {
  const chip = bytesOf(message, 55) ?? malformed('field 55 is missing');
  const wrong = checkField55(purpose, chip).find(({ level }) => level === 'refuse');
  if (wrong !== undefined) malformed(`field 55: tag ${wrong.tag ?? 'none'} is ${wrong.kind}`);
  return chip;
}

export function readOffline(
  message: Iso8583Message,
  sender: PosSender,
  id: OfflineRow,
  nowMs: number,
): PosAdvice | PosSale | PosRefund {
  switch (id) {
    case 'tip':
    case 'adjustment':
      return {
        ...{ kind: 'advice', advice: id, ...readCard(message, sender), ...original(message, nowMs) },
        tipFen: id === 'tip' ? parseTip(required(message, 48)) : null,
        chip: null,
      };
    case 'script-notice':
      return {
        ...{ kind: 'advice', advice: 'script-result' },
        ...readScriptCard(message, sender),
        ...{ ...original(message, nowMs), tipFen: null, chip: readChip(message, 'script-result') },
      };
    case 'offline-sale':
      return readUpload(message, sender, { authCode: null, chip: readChip(message, 'offline-sale') });
    case 'offline-settlement': {
      // 61.4 says how it was authorised: by telephone, by a stand-in, or by nobody but the terminal.
      parsePosField61(required(message, 61));
      const { authCode } = readCodes(message);
      return readUpload(message, sender, { authCode, chip: null });
    }
    case 'offline-refund':
      return {
        ...{ kind: 'refund', variety: null, offline: true },
        ...{ ...readCard(message, sender), ...readReferences(message, nowMs) },
      };
  }
}

function readUpload(
  message: Iso8583Message,
  sender: PosSender,
  offline: NonNullable<PosSale['offline']>,
): PosSale {
  const card = readCard(message, sender);
  const { pan } = readFreshCard(message, card.pan, 'offline sale');
  return {
    ...{ kind: 'sale', ...card, pan, offline, variety: null, privateText: null, byCode: false },
    // What was read at the counter decided there; only the chip's own certificate goes on.
    ...{ track2: null, pinBlock: null, chipData: null },
  };
}

/** A notice has no amount of its own, and may have no condition code. */
function readScriptCard(message: Iso8583Message, sender: PosSender) {
  const fields = { ...message.fields, 25: textOf(message, 25) ?? '00' };
  return { ...readCardAlone({ ...message, fields }, sender), amountFen: 0n };
}

/** F61 and F37: a tip may name its sale by the reference number alone. */
function original(message: Iso8583Message, nowMs: number): Pick<PosAdvice, 'original' | 'rrn'> {
  if (textOf(message, 61) !== undefined) {
    const { original: named, rrn } = readReferences(message, nowMs);
    return { original: named, rrn };
  }
  return { original: null, rrn: readCodes(message).rrn };
}
