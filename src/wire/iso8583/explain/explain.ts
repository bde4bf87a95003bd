/** A message's fields taken apart into words, masked. */
import { Iso8583Error } from '../error.ts';
import { type Iso8583Message, textOf } from '../message.ts';
import { identify } from '../messages/identify.ts';
import type { PosMessageId } from '../messages/pos.ts';
import type { MessageTable } from '../messages/row.ts';
import { parseBalances } from '../subfields/balances.ts';
import { parseNetworkField60Parts } from '../subfields/network-60.ts';
import { parseNetworkField90 } from '../subfields/network-original.ts';
import { parseField44 } from '../subfields/texts.ts';
import { answerCodes } from './answer-codes.ts';
import * as codes from './codes.ts';
import { both, type ExplainedPart, part, yuanOf } from './part.ts';
import { field48, field59, field60, field61, field62, field63 } from './pos.ts';

/**
 * The parts of each field that has some, by number. Nothing of a card, a person, a PIN or a key is shown whole. A field
 * whose content has another shape has one part that says so; nothing here throws on what a message holds.
 */
export function explainFields(
  table: MessageTable,
  message: Iso8583Message,
): ReadonlyMap<number, readonly ExplainedPart[]> {
  const found = identify(table, message);
  const isAnswer = found?.direction === 'response';
  const explained = new Map<number, readonly ExplainedPart[]>();
  for (const number of Object.keys(message.fields).map(Number)) {
    const parts = reading(number, () =>
      table.routing === 'pos'
        ? posField(message, number, (found?.row.id ?? null) as PosMessageId | null, isAnswer)
        : networkField(message, number, found?.row.kind === 'reversal'),
    );
    if (parts.length > 0) explained.set(number, parts);
  }
  return explained;
}

function reading(number: number, read: () => ExplainedPart[]): ExplainedPart[] {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Iso8583Error)) throw error;
    return [part(`${number} !`, both('无法拆分', 'does not divide'), error.message)];
  }
}

function posField(
  message: Iso8583Message,
  number: number,
  row: PosMessageId | null,
  isAnswer: boolean,
): ExplainedPart[] {
  const text = textOf(message, number) ?? '';
  switch (number) {
    case 39:
      return isAnswer || row !== 'reversal'
        ? coded('39', '应答码', 'answer code', text, answerCodes)
        : coded('39', '冲正原因', 'reason', text, codes.reversalReasons);
    case 48:
      return field48(text, row);
    case 59:
      return field59(text);
    case 60:
      return field60(text);
    case 61:
      return field61(text);
    case 62:
      return field62(message, row, isAnswer);
    case 63:
      return field63(message);
    default:
      return commonField(number, text);
  }
}

function networkField(message: Iso8583Message, number: number, isReversal: boolean): ExplainedPart[] {
  const text = textOf(message, number) ?? '';
  switch (number) {
    case 39:
      return coded('39', '应答码', 'answer code', text, answerCodes);
    case 60:
      return networkField60(text, isReversal);
    case 90: {
      const original = parseNetworkField90(text);
      return [
        part('90.1', both('原报文类型', 'original message type'), original.mti),
        part('90.2', both('原系统跟踪号', 'original trace'), original.trace),
        part('90.3', both('原传输时间', 'original transmission time'), original.transmissionTime),
        part('90.4', both('原受理机构', 'original acquirer'), original.acquirer),
        part('90.5', both('原发送机构', 'original forwarder'), original.forwarder),
      ];
    }
    case 59:
      return field59(text);
    default:
      return commonField(number, text);
  }
}

function networkField60(text: string, isReversal: boolean): ExplainedPart[] {
  const found = parseNetworkField60Parts(text);
  const capability = found.terminalCapability;
  return [
    ...coded('60.1', '报文原因码', 'reason', found.reason, isReversal ? codes.networkReasons : {}),
    ...(capability === undefined
      ? []
      : coded('60.2.2', '终端读取能力', 'reading capability', capability, codes.readingCapabilities)),
    ...(found.channel === undefined
      ? []
      : coded('60.2.5', '交易渠道', 'channel', found.channel, codes.channels)),
  ];
}

function commonField(number: number, text: string): ExplainedPart[] {
  switch (number) {
    case 4:
      return /^\d{12}$/.test(text) ? [part('4', both('元', 'yuan'), yuanOf(BigInt(text)))] : [];
    case 22:
      return [
        ...coded('22.1', '输入方式', 'read by', text.slice(0, 2), codes.entryModes),
        ...coded('22.2', '密码', 'PIN', text.slice(2, 3), codes.pinPresence),
      ];
    case 25:
      return coded('25', '条件', 'condition', text, codes.conditionCodes);
    case 44:
      return Object.entries(parseField44(text)).map(([name, id]) =>
        part(
          name,
          name === 'issuer' ? both('发卡机构', 'issuer') : both('收单机构', 'acquirer'),
          id,
          id === '' ? both('（空）', '(empty)') : null,
        ),
      );
    case 53:
      return [
        ...coded('53.1', '密码格式', 'PIN format', text.slice(0, 1), codes.pinFormats),
        ...coded('53.2', '加密算法', 'algorithm', text.slice(1, 2), codes.pinAlgorithms),
        ...coded('53.3', '磁道', 'tracks', text.slice(2, 3), codes.trackForms),
      ];
    case 54:
      return parseBalances(text).map(({ accountType, amountType, currency, fen }, i) =>
        part(
          `54 #${i + 1}`,
          amountType === '02' ? both('可用余额', 'available') : both('账面余额', 'ledger'),
          `${yuanOf(fen)} ${currency} (${accountType})`,
        ),
      );
    default:
      return [];
  }
}

function coded(
  name: string,
  zh: string,
  en: string,
  value: string,
  words: Readonly<Record<string, { readonly zh: string; readonly en: string }>>,
): ExplainedPart[] {
  return [part(name, both(zh, en), value, words[value] ?? null)];
}
