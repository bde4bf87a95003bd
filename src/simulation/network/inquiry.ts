/** What issuers say about the money on a card. Nothing moves; only a wrong PIN leaves a trace. */
import { buildBalances, type Iso8583Message } from '#wire/iso8583';
import { answerTo } from './answer.ts';
import { cardAmounts, pointsOf } from './books.ts';
import { chipAnswer } from './chip.ts';
import type { NetworkConfig } from './config.ts';
import { cardFault } from './decide.ts';
import { checkHolder } from './holder.ts';
import { readRequest } from './request.ts';
import type { NetworkRecord, NetworkState } from './state.ts';
import { paysByPoints } from './varieties.ts';

/** 54.1: the account as such; the sources show 30 for a credit card and 00 for the rest. */
const ACCOUNT_TYPE = { debit: '00', credit: '30' } as const;
const CURRENCY = '156';

/** 0210 with F54: the booked amount, then what may be spent. */
export function answerInquiry(
  state: NetworkState,
  config: NetworkConfig,
  message: Iso8583Message,
  nowMs: number,
): { readonly answer: Iso8583Message; readonly records: readonly NetworkRecord[] } {
  const byPan = new Map(config.cards.map((card) => [card.pan, card]));
  // An inquiry has no amount; the reader wants one.
  const asked = { ...message, fields: { ...message.fields, 4: '000000000000' } };
  const request = readRequest(
    asked,
    { kind: 'sale', undoes: null, about: 'sale' },
    { byPan, all: config.cards },
    nowMs,
  );
  if (request === null) return { answer: answerTo(message, '30'), records: [] };
  const { card, pinBlock } = request;
  const fault = cardFault(request, state, config, nowMs);
  const issuer = config.issuers.find(({ id }) => id === card?.issuer);
  if (fault !== null || card === null || issuer === undefined)
    return { answer: answerTo(message, fault ?? '15'), records: [] };
  // Without a PIN nobody is told what another person has.
  if (pinBlock === null) return { answer: answerTo(message, '55'), records: [] };
  const holder = checkHolder(card, request, state, config);
  const records: NetworkRecord[] = [];
  if (holder.pinTries !== null && holder.pinTries !== (state.pinTries.get(card.id) ?? 0))
    records.push({ type: 'pin-tried', atMs: nowMs, cardId: card.id, tries: holder.pinTries });
  if (holder.chip !== null)
    records.push({ type: 'chip-seen', atMs: nowMs, cardId: card.id, chip: holder.chip });
  const chip = (answer: Iso8583Message, code: string): Iso8583Message => {
    const told55 = chipAnswer(card, request, code, [], config);
    return told55 === null ? answer : { ...answer, fields: { ...answer.fields, 55: told55 } };
  };
  if (holder.code !== null) return { answer: chip(answerTo(message, holder.code), holder.code), records };
  const books = state.books.get(issuer.id);
  if (paysByPoints(request) && card.pointsFen === undefined)
    return { answer: answerTo(message, '57'), records };
  const points = paysByPoints(request) ? pointsOf(card.id, books) : null;
  const { availableFen, postedFen } = cardAmounts(card, books);
  const accountType = ACCOUNT_TYPE[issuer.kind];
  const group = { accountType, currency: CURRENCY };
  const answer = answerTo(message, '00', { day: state.day });
  const told = buildBalances([
    { ...group, amountType: '01', fen: points ?? postedFen },
    { ...group, amountType: '02', fen: points ?? availableFen },
  ]);
  return { answer: chip({ ...answer, fields: { ...answer.fields, 54: told } }, '00'), records };
}
