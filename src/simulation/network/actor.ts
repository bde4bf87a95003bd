/**
 * The card network with its issuers, as one pure actor: a message and the time in, an answer and records out.
 * It changes nothing itself: whoever runs it applies the records, makes them durable, and only then sends.
 */
import { type ClearingDay, DAY_MS, predictedClearingDay, SHANGHAI } from '#domain/calendar';
import { type Iso8583Message, identify, isComplete, maskPan, networkMessages, textOf } from '#wire/iso8583';
import { answerTo } from './answer.ts';
import { openingJournal } from './books.ts';
import { type CardDesk, cardDesk } from './card-desk.ts';
import { chipAnswer } from './chip.ts';
import type { QueuedScript } from './chip-scripts.ts';
import { type ClearingFile, clearingFileOf } from './clearing.ts';
import { type Card, cutOverTime, type NetworkConfig } from './config.ts';
import { type CutOverMoves, createCutOver } from './cut-over.ts';
import { decide } from './decide.ts';
import { answerInquiry } from './inquiry.ts';
import { acknowledgedBy, answerOrder, noticeOf, readScan, refusalOfScan, scanRequest } from './orders.ts';
import { type Request, readRequest } from './request.ts';
import { answerScript } from './scripts.ts';
import { isServed, kindOf } from './served.ts';
import { type NetworkRecord, type NetworkState, type Transaction, wireKeyOf } from './state.ts';
import { termsField } from './varieties.ts';
import { answerVerification } from './verification.ts';

export interface Handled {
  /** Null for an answer to one of the network's own messages. */
  readonly answer: Iso8583Message | null;
  readonly records: readonly NetworkRecord[];
}

/** What comes of a payer who scans a merchant's code. */
export interface Scanned {
  readonly result: 'paid' | 'scanned' | 'refused';
  /** F39 as the payer's app is told. */
  readonly code: string;
  readonly rrn: string | null;
  readonly wireKey: string | null;
  readonly records: readonly NetworkRecord[];
}

export interface ScanOptions {
  /** False: the app shows the amount, the payer has not confirmed yet. */
  readonly confirm: boolean;
  /** The payer pays although the order is paid or closed, as when both happen in one moment. */
  readonly force: boolean;
}

export interface NetworkActor extends CutOverMoves, CardDesk {
  /** Records that make an empty or older state ready: the first day, accounts of cards that are new. */
  open(nowMs: number): readonly NetworkRecord[];
  handle(message: Iso8583Message, nowMs: number): Handled;
  clearingFile(day: ClearingDay): ClearingFile;
  /** @throws QrError, RangeError for a code that is no order's, or a card that is none */
  scan(code: string, cardId: string, nowMs: number, options: ScanOptions): Scanned;
  /** The notice of an unacknowledged payment by its wire key; null when there is none. */
  notice(wireKey: string): Iso8583Message | null;
  /** A member's answer to a notice. */
  acknowledge(message: Iso8583Message, nowMs: number): readonly NetworkRecord[];
}

/** Messages that a card makes a cryptogram for. */
const PROVED: readonly Request['kind'][] = ['sale', 'preauth'];

const isRequest = (mti: string): boolean => /^\d\d[0248]\d$/.test(mti);

/** F7 repeats every year; half a year tells a repeat from a namesake. */
const namesakeMs = 183 * DAY_MS;

const sameContent = (before: Transaction, request: Request): boolean =>
  before.kind === request.kind &&
  before.processingCode === request.processingCode &&
  before.amountFen === request.amountFen &&
  before.cardId === (request.card?.id ?? null) &&
  before.maskedPan === request.maskedPan &&
  before.terminalId === request.terminalId &&
  before.merchantId === request.merchantId &&
  before.rrn === request.rrn &&
  // A refund may name its sale by the reference alone, an increment or a completion its hold by the code.
  (before.original === request.original ||
    (['refund', 'preauth', 'completion'].includes(request.kind) && request.original === null));

const only = (answer: Iso8583Message | null): Handled => ({ answer, records: [] });

/** An approved sale by instalments is answered with what the issuer makes of the plan. */
function withTerms(answer: Iso8583Message, { kind, plan, amountFen }: Request, code: string): Iso8583Message {
  if (kind !== 'sale' || plan === null || code !== '00') return answer;
  return { ...answer, fields: { ...answer.fields, 48: termsField(amountFen, plan) } };
}

function manage(state: NetworkState, message: Iso8583Message, id: string, nowMs: number): Handled {
  const member = textOf(message, 33);
  if (id === 'echo') return only(answerTo(message, '00'));
  if (id !== 'sign-on' && id !== 'sign-off') return only(answerTo(message, '40'));
  if (member === undefined) return only(answerTo(message, '30'));
  const on = id === 'sign-on';
  // The day in force rides along: a member that was away while it changed learns it here.
  const answer = answerTo(message, '00', { day: on ? state.day : null });
  if (state.signedOn.has(member) === on) return only(answer);
  return { answer, records: [{ type: 'signed', atMs: nowMs, member, on }] };
}

function openingRecords(config: NetworkConfig, state: NetworkState, nowMs: number): NetworkRecord[] {
  const accounts = config.cards
    .filter((card) => !state.accounts.has(card.id))
    .map((card): NetworkRecord => {
      const { issuer, id: cardId } = card;
      return { type: 'account-opened', atMs: nowMs, issuer, cardId, journal: openingJournal(card) };
    });
  if (state.day !== null) return accounts;
  const day = predictedClearingDay(nowMs, cutOverTime, SHANGHAI);
  return [{ type: 'opened', atMs: nowMs, day }, ...accounts];
}

export function createNetworkActor(config: NetworkConfig, state: NetworkState): NetworkActor {
  const cards = new Map<string, Card>(config.cards.map((card) => [card.pan, card]));

  function day(): ClearingDay {
    if (state.day === null) throw new Error('The network is not open: apply the records of open() first');
    return state.day;
  }

  /** With what the issuer makes of a plan, and what it says to the chip. */
  function whole(
    answer: Iso8583Message,
    request: Request,
    code: string,
    scripts: readonly QueuedScript[],
  ): Iso8583Message {
    const told = withTerms(answer, request, code);
    const chip = PROVED.includes(request.kind)
      ? chipAnswer(request.card, request, code, scripts, config)
      : null;
    return chip === null ? told : { ...told, fields: { ...told.fields, 55: chip } };
  }

  function pay(message: Iso8583Message, request: Request, nowMs: number): Handled {
    const before = state.byWireKey.get(request.wireKey);
    if (before !== undefined && Math.abs(nowMs - before.atMs) < namesakeMs) {
      if (!sameContent(before, request)) return only(answerTo(message, '94', { day: day() }));
      const again = answerTo(message, before.code, { day: before.clearingDay, authCode: before.authCode });
      return only(whole(again, request, before.code, before.scripts ?? []));
    }
    if (state.transactions.length >= config.transactionsMax) return only(answerTo(message, '96'));
    const decision = decide(request, state, config, nowMs, (sale) => wireKeyOf(sale.key));
    const { kind, key, maskedPan, amountFen, mti, processingCode, conditionCode, entryMode } = request;
    const { mcc, terminalId, merchantId, rrn, payCode } = request;
    const plain = answerTo(message, decision.code, { day: day(), authCode: decision.authCode });
    // What waits for the card goes along once a right cryptogram shows that it is there to hear it.
    const waiting = decision.chip?.wrong === 0 ? state.scriptQueue.get(request.card?.id ?? '') : undefined;
    const scripts = request.chipData === null ? undefined : waiting;
    return {
      answer: whole(plain, request, decision.code, scripts ?? []),
      records: [
        {
          ...decision,
          type: 'transaction',
          atMs: nowMs,
          kind,
          key,
          clearingDay: day(),
          cardId: request.card?.id ?? null,
          maskedPan,
          amountFen,
          mti,
          processingCode,
          conditionCode,
          entryMode,
          mcc,
          terminalId,
          merchantId,
          rrn,
          ...(payCode === null ? {} : { payCode }),
          ...(scripts === undefined ? {} : { scripts }),
        },
      ],
    };
  }

  function scan(text: string, cardId: string, nowMs: number, { confirm, force }: ScanOptions): Scanned {
    const code = readScan(text);
    const card = config.cards.find(({ id }) => id === cardId);
    if (card === undefined) throw new RangeError(`Cannot scan: no card has the id ${cardId.slice(0, 40)}`);
    const told = { rrn: null, wireKey: null, records: [] };
    const refusal = refusalOfScan(state, code.reference);
    if (refusal !== null && !(force && refusal === '22'))
      return { result: 'refused', code: refusal, ...told };
    const order = code.reference;
    if (!confirm)
      return {
        result: 'scanned',
        code: '09',
        ...told,
        records: [{ type: 'order-scanned', atMs: nowMs, order }],
      };
    const request = scanRequest(code, card, maskPan(card.pan), state, config.institution, nowMs);
    const { records } = pay({ mti: '0200', fields: {} }, request, nowMs);
    const [record] = records;
    if (record?.type !== 'transaction') return { result: 'refused', code: '96', ...told };
    const paid = { ...record, order, member: code.forwarderId };
    return {
      result: record.code === '00' ? 'paid' : 'refused',
      code: record.code,
      rrn: record.rrn,
      wireKey: request.wireKey,
      records: [paid],
    };
  }

  function handle(message: Iso8583Message, nowMs: number): Handled {
    const identified = identify(networkMessages, message);
    if (identified === undefined) return only(isRequest(message.mti) ? answerTo(message, '40') : null);
    const { row, direction, original } = identified;
    if (direction === 'response') return only(null);
    if (!isServed(row.id) || (original !== null && !isServed(original.id)))
      return only(answerTo(message, '40'));
    if (!isComplete(row, direction, message)) return only(answerTo(message, '30'));
    if (row.kind === 'management') return manage(state, message, row.id, nowMs);
    if (!state.signedOn.has(textOf(message, 33) ?? '')) return only(answerTo(message, 'C1'));
    if (row.id === 'order-enquiry' || row.id === 'order-close')
      return answerOrder(state, config, message, row.id, nowMs);
    if (row.id === 'script-notice') return answerScript(state, message, nowMs);
    if (row.id === 'account-verification') return answerVerification(state, config, message, nowMs);
    if (row.id === 'balance') return answerInquiry(state, config, message, nowMs);
    const as = kindOf(row.id, original?.id ?? null);
    const request = readRequest(message, as, { byPan: cards, all: config.cards }, nowMs);
    // What was decided before the day began to change keeps its answer: a copy of an approved sale is no refusal.
    const isNew = request === null || !state.byWireKey.has(request.wireKey);
    if (state.nextDay !== null && isNew) return only(answerTo(message, '90'));
    return request === null ? only(answerTo(message, '30')) : pay(message, request, nowMs);
  }

  return {
    open: (nowMs) => openingRecords(config, state, nowMs),
    handle,
    ...createCutOver(config, state),
    ...cardDesk(config, state),
    clearingFile: (asked) => clearingFileOf(asked, state, config),
    scan,
    notice(wireKey) {
      const order = state.unacknowledged.get(wireKey);
      const payment = state.byWireKey.get(wireKey);
      return order === undefined || payment === undefined ? null : noticeOf(payment, order.order, config);
    },
    acknowledge(message, nowMs) {
      const record = acknowledgedBy(state, message, nowMs);
      return record === null ? [] : [record];
    },
  };
}
