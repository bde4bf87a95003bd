/**
 * Is this the holder of the card? The issuer compares name, ID number and telephone with what it keeps, sends a code
 * of its own to that telephone, and says yes once the code comes back. Nothing moves.
 */
import { decodeGb18030 } from '#wire/gb18030';
import { type Iso8583Message, parseHolderIdentity, textOf } from '#wire/iso8583';
import { answerTo } from './answer.ts';
import type { Card, NetworkConfig } from './config.ts';
import { cardFault } from './decide.ts';
import { readRequest } from './request.ts';
import type { NetworkRecord, NetworkState } from './state.ts';

/** A code that an issuer sent, and what became of it. */
export interface SentCode {
  readonly code: string;
  readonly sentMs: number;
  readonly wrong: number;
  /** How many were sent for the card in this clearing day. */
  readonly ofDay: number;
  readonly used: boolean;
}

/** A text that an issuer sent to one of its customers. */
export interface IssuerText {
  readonly atMs: number;
  readonly phone: string;
  readonly issuer: string;
  readonly zh: string;
  readonly en: string;
}

export const CODE_VALID_MS = 5 * 60_000;
const WRONG_MAX = 3;
/** Nobody is rung out of bed by somebody who knows a number. */
const CODES_A_DAY_MAX = 10;
/** What the telephones of this network still show. */
export const TEXTS_KEPT_MAX = 200;
const RESIDENT_ID = '01';

/** One code for everything that does not fit: which of the four was wrong is nobody's business. */
const NOT_THE_HOLDER = '05';
const CODE_WRONG = '55';
const CODE_OVER = '75';
const TOO_OFTEN = '65';

type Told = ReturnType<typeof parseHolderIdentity> & { readonly clearName: string };

function toldIn(message: Iso8583Message): Told | null {
  try {
    const told = parseHolderIdentity(textOf(message, 61) ?? '');
    return { ...told, clearName: decodeGb18030(told.name) };
  } catch {
    return null;
  }
}

const isHolder = ({ holder }: Card, told: Told): boolean =>
  holder !== undefined &&
  told.certificateType === RESIDENT_ID &&
  told.certificateNumber.toUpperCase() === holder.idNumber &&
  told.clearName === holder.name &&
  told.phone === holder.phone;

export function textOfCode(card: Card, code: string, config: NetworkConfig, atMs: number): IssuerText {
  const issuer = config.issuers.find(({ id }) => id === card.issuer);
  const tail = card.pan.slice(-4);
  return {
    ...{ atMs, phone: card.holder?.phone ?? '', issuer: card.issuer },
    zh: `【${issuer?.zh ?? ''}】验证码 ${code}，用于将尾号 ${tail} 的卡绑定到支付账户，5 分钟内有效。切勿告知他人。`,
    en: `[${issuer?.en ?? ''}] ${code} binds your card ending ${tail} to a payment account. Valid for 5 minutes.`,
  };
}

/** 0110: the first message has no code and makes the issuer send one, the second one brings it. */
export function answerVerification(
  state: NetworkState,
  config: NetworkConfig,
  message: Iso8583Message,
  nowMs: number,
): { readonly answer: Iso8583Message; readonly records: readonly NetworkRecord[] } {
  const only = (code: string, records: readonly NetworkRecord[] = []) => ({
    answer: answerTo(message, code),
    records,
  });
  const asked = { ...message, fields: { ...message.fields, 4: '000000000000' } };
  const cards = { byPan: new Map(config.cards.map((card) => [card.pan, card])), all: config.cards };
  const request = readRequest(asked, { kind: 'sale', undoes: null, about: 'sale' }, cards, nowMs);
  const told = toldIn(message);
  if (request === null || told === null || config.newCode === undefined) return only('30');
  const { card } = request;
  const fault = cardFault(request, state, config, nowMs);
  // A card that is closed or lost is no less a secret than one that is not.
  if (fault !== null || card === null || !isHolder(card, told)) return only(NOT_THE_HOLDER);
  const sent = state.sentCodes.get(card.id);
  if (told.code === null) {
    if ((sent?.ofDay ?? 0) >= CODES_A_DAY_MAX) return only(TOO_OFTEN);
    const code = config.newCode();
    const text = textOfCode(card, code, config, nowMs);
    return only('00', [{ type: 'code-sent', atMs: nowMs, cardId: card.id, code, text }]);
  }
  if (sent === undefined || sent.used || sent.wrong >= WRONG_MAX || nowMs - sent.sentMs > CODE_VALID_MS)
    return only(CODE_OVER);
  const right = sent.code === told.code;
  return only(right ? '00' : CODE_WRONG, [{ type: 'code-tried', atMs: nowMs, cardId: card.id, right }]);
}

export function applyCode(
  state: Pick<NetworkState, 'sentCodes' | 'texts'>,
  record: Extract<NetworkRecord, { readonly type: 'code-sent' | 'code-tried' }>,
): void {
  const sent = state.sentCodes.get(record.cardId);
  if (record.type === 'code-sent') {
    const { code, atMs: sentMs } = record;
    state.sentCodes.set(record.cardId, {
      code,
      sentMs,
      wrong: 0,
      ofDay: (sent?.ofDay ?? 0) + 1,
      used: false,
    });
    state.texts.push(record.text);
    if (state.texts.length > TEXTS_KEPT_MAX) state.texts.shift();
  } else if (sent !== undefined) {
    const wrong = record.right ? sent.wrong : sent.wrong + 1;
    state.sentCodes.set(record.cardId, { ...sent, wrong, used: record.right });
  }
}
