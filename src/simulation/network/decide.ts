/** What issuers say to each kind of message. Pure: a decision names what moves, and moves nothing. */
import { civil, SHANGHAI } from '#domain/calendar';
import { isPayableFen } from '#domain/money';
import { decideAdjustment } from './adjust.ts';
import {
  cardAmounts,
  chargeJournal,
  chargePointsJournal,
  creditJournal,
  creditPointsJournal,
  type IssuerJournal,
  pointsOf,
  undoJournal,
  unpostedJournal,
} from './books.ts';
import { cardStatusOf, refundAccountOf, STATE_CODES } from './card-states.ts';
import type { ChipSeen } from './chip.ts';
import type { Card, Issuer, NetworkConfig } from './config.ts';
import { limitFault } from './day-use.ts';
import { checkHolder, type HolderCheck } from './holder.ts';
import { decideFamily } from './holds.ts';
import { decidePayout } from './payout.ts';
import { isLuhnValid, issuerOf, type Request } from './request.ts';
import type { NetworkState, Transaction } from './state.ts';
import { isReservation, NO_CARD, paysByPoints, varietyFault } from './varieties.ts';

export interface Decision {
  /** F39. */
  readonly code: string;
  /** Quoted from the original where there is one; an approved payment or refund gets its own otherwise. */
  readonly authCode: string | null;
  readonly journal: IssuerJournal | null;
  readonly original: string | null;
  readonly pinTries: number | null;
  /** What the issuer knows of the chip after this message; absent when it looked at none. */
  readonly chip?: ChipSeen;
}

/** What was found out of card and holder, as a decision carries it. */
export const foundOut = ({ pinTries, chip }: Pick<HolderCheck, 'pinTries' | 'chip'>) => ({
  pinTries,
  ...(chip === null ? {} : { chip }),
});
const nothingFound = { pinTries: null, chip: null };

export const no = (
  code: string,
  request: Request,
  holder: Pick<HolderCheck, 'pinTries' | 'chip'> = nothingFound,
): Decision => ({
  ...{ code, authCode: null, journal: null, original: request.original },
  ...foundOut(holder),
});

/** Numbers in an order that shows nothing of their count; 7919 and a million share no divisor. */
export function freshAuthCode(state: NetworkState): string {
  return String(((state.transactions.length + 1) * 7919 + 104_729) % 1_000_000).padStart(6, '0');
}

export function cardFault(
  request: Request,
  state: NetworkState,
  config: NetworkConfig,
  nowMs: number,
): string | null {
  if (!config.issuers.some((issuer) => request.pan.startsWith(issuer.bin))) return '15';
  const { card } = request;
  if (card === null || !isLuhnValid(request.pan)) return '14';
  const status = cardStatusOf(card, state.cardStates);
  if (STATE_CODES[status] === '14') return '14';
  const now = civil(nowMs, SHANGHAI);
  const thisMonth = `${String(now.year % 100).padStart(2, '0')}${String(now.month).padStart(2, '0')}`;
  if (card.expiry < thisMonth) return '54';
  return STATE_CODES[status];
}

function decideSale(request: Request, state: NetworkState, config: NetworkConfig, nowMs: number): Decision {
  if (state.tombstones.has(request.wireKey)) return no('22', request);
  if (!isPayableFen(request.amountFen) || request.currency !== '156') return no('13', request);
  const { card, payCode } = request;
  // A code leads to a card once: shown again it is no code any more.
  if (payCode !== null && (card === null || state.usedCodes.has(payCode))) return no('14', request);
  // What the card or a voice approved is honoured, whatever is on the account by now.
  const offline = request.mti === '0220';
  const found = cardFault(request, state, config, nowMs);
  const fault = offline && found !== '14' && found !== '15' ? null : found;
  const issuer = card === null ? null : issuerOf(config, card.issuer);
  if (fault !== null || card === null || issuer === null) return no(fault ?? '15', request);
  const holder = checkHolder(card, request, state, config, isReservation(request) ? NO_CARD : card.pan);
  const stopped =
    holder.code ??
    (offline ? null : limitFault(card, request.amountFen, state)) ??
    varietyFault(request, card, issuer);
  if (stopped !== null) return no(stopped, request, holder);
  const points = paysByPoints(request);
  const books = state.books.get(issuer.id);
  const availableFen = points ? pointsOf(card.id, books) : cardAmounts(card, books).availableFen;
  if (!offline && availableFen < request.amountFen) return no('51', request, holder);
  const charge = points ? chargePointsJournal : chargeJournal;
  return {
    code: '00',
    authCode: freshAuthCode(state),
    journal: charge(issuer, card.id, request.amountFen),
    original: null,
    ...foundOut(holder),
  };
}

const cardById = (config: NetworkConfig, id: string): Card | null =>
  config.cards.find((card) => card.id === id) ?? null;

const undo = (original: Transaction) => (paysByPoints(original) ? creditPointsJournal : undoJournal);

interface Found {
  readonly original: Transaction;
  readonly card: Card;
  readonly issuer: Issuer;
}

/** The approved message of one of these kinds that the request is about, or the code that says why not. */
export function findOriginal(
  request: Request,
  original: Transaction | undefined,
  kinds: readonly Transaction['kind'][],
  config: NetworkConfig,
): Found | string {
  if (original === undefined) return '25';
  if (!kinds.includes(original.kind) || original.state === 'declined' || original.cardId === null)
    return '12';
  // A reservation names no card again: its original knows it.
  const card = isReservation(request) ? cardById(config, original.cardId) : request.card;
  if (card === null || original.cardId !== card.id) return '14';
  const issuer = issuerOf(config, card.issuer);
  return issuer === null ? '15' : { original, card, issuer };
}

export const named = (request: Request, state: NetworkState): Transaction | undefined =>
  request.original === null ? undefined : state.byWireKey.get(request.original);

function decideVoid(request: Request, state: NetworkState, config: NetworkConfig): Decision {
  if (state.tombstones.has(request.wireKey)) return no('22', request);
  const found = findOriginal(request, named(request, state), ['sale'], config);
  if (typeof found === 'string') return no(found, request);
  const { original, card, issuer } = found;
  if (original.clearingDay !== state.day) return no('12', request);
  if (original.amountFen !== request.amountFen) return no('64', request);
  if (original.state !== 'approved' || original.refundedFen > 0n) return no('22', request);
  return {
    code: '00',
    authCode: original.authCode,
    journal: undo(original)(issuer, card.id, request.amountFen),
    original: request.original,
    pinTries: null,
  };
}

/** A refund without F90 names its sale by reference number; the latest of that card counts. */
function saleByRrn(request: Request, state: NetworkState): Transaction | undefined {
  const sales = (state.salesByRrn.get(request.rrn) ?? []).filter(
    (sale) => sale.cardId !== null && sale.cardId === request.card?.id,
  );
  return sales.findLast((sale) => sale.state !== 'declined') ?? sales.at(-1);
}

function decideRefund(
  request: Request,
  state: NetworkState,
  config: NetworkConfig,
  wireKeyOfSale: (sale: Transaction) => string,
): Decision {
  const sale = request.original === null ? saleByRrn(request, state) : named(request, state);
  const found = findOriginal(request, sale, ['sale', 'completion'], config);
  if (typeof found === 'string') return no(found, request);
  const { original, card, issuer } = found;
  if (original.state !== 'approved') return no('22', request);
  if (!isPayableFen(request.amountFen)) return no('13', request);
  if (original.refundedFen + request.amountFen > original.amountFen) return no('64', request);
  // The network takes every refund in; whether an account takes it, its issuer finds out when it posts.
  const account = refundAccountOf(card, state.cardStates);
  return {
    code: '00',
    authCode: freshAuthCode(state),
    journal:
      account === null
        ? unpostedJournal(issuer, request.amountFen)
        : (paysByPoints(original) ? creditPointsJournal : creditJournal)(issuer, account, request.amountFen),
    original: wireKeyOfSale(original),
    pinTries: null,
  };
}

function decideReversal(request: Request, state: NetworkState, config: NetworkConfig): Decision {
  const kind = request.undoes === 'void' ? 'void' : 'sale';
  const found = findOriginal(request, named(request, state), [kind], config);
  if (typeof found === 'string') return no(found, request);
  const { original, card, issuer } = found;
  const { authCode } = original;
  if (original.amountFen !== request.amountFen) return no('64', request);
  // Undone already: the same answer again, and nothing moves twice.
  if (original.state === 'reversed') return { ...no('00', request), authCode };
  if (original.state === 'voided' || original.refundedFen > 0n) return no('22', request);
  if (original.clearingDay !== state.day) return no('12', request);
  // The reversal of a void charges the card again, whatever is left on it: the payment was approved once.
  const journal =
    kind === 'sale'
      ? undo(original)(issuer, card.id, request.amountFen)
      : (paysByPoints(original) ? chargePointsJournal : chargeJournal)(issuer, card.id, request.amountFen);
  return { code: '00', authCode, journal, original: request.original, pinTries: null };
}

export function decide(
  request: Request,
  state: NetworkState,
  config: NetworkConfig,
  nowMs: number,
  wireKeyOfSale: (sale: Transaction) => string,
): Decision {
  if (request.about !== 'sale') return decideFamily(request, state, config, nowMs);
  switch (request.kind) {
    case 'sale':
      return decideSale(request, state, config, nowMs);
    case 'void':
      return decideVoid(request, state, config);
    case 'refund':
      return decideRefund(request, state, config, wireKeyOfSale);
    case 'reversal':
      return decideReversal(request, state, config);
    case 'adjustment':
      return decideAdjustment(request, state, config);
    case 'payout':
      return decidePayout(request, state, config);
    default:
      throw new RangeError(`Cannot decide a ${request.kind}: it is no message of a member about a sale`);
  }
}
