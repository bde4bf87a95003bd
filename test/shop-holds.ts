/** The pre-authorisation family at the terminals of the small shop. */
import { calendarDayOf, SHANGHAI } from '#domain/calendar';
import type { Payment } from '#domain/payment';
import type { NamedHold } from '#engine';
import { type Asked, type AtTerminal, CARD, type Shop } from './shop.ts';

export interface AtHold extends AtTerminal {
  /** F38 as the terminal gives it; left out: as the approval said. */
  readonly authCode?: string | null;
  /** The terminal knows neither batch nor trace number of the original. */
  readonly byCode?: boolean;
}

const codeOf = (payment: Payment | undefined): string | null =>
  payment !== undefined && 'approval' in payment ? (payment.approval?.authCode ?? null) : null;

/** How a slip names a pre-authorisation. */
function namesOf(shop: Shop, of: string, at: AtHold): NamedHold {
  const preauth = shop.find(of);
  const authCode = at.authCode === undefined ? codeOf(preauth) : at.authCode;
  if (at.byCode === true) return { original: null, authCode };
  const batchNo = preauth?.terminal.batchNo ?? shop.keyOf(of, at).batchNo;
  const day = preauth === undefined ? null : calendarDayOf(preauth.startedMs, SHANGHAI);
  return { original: { batchNo, stan: of, day }, authCode };
}

function ask(
  shop: Shop,
  kind: 'preauthorisation' | 'increment' | 'completion',
  stan: string,
  at: AtHold,
  names: NamedHold | null,
  isNotice = false,
): Asked {
  const amountFen = at.amountFen ?? 10_000n;
  const card = at.card ?? CARD;
  return shop.ask(stan, {
    type: 'hold',
    kind,
    isNotice,
    names,
    merchant: shop.merchant,
    terminal: shop.keyOf(stan, at),
    amountFen,
    currency: 'CNY',
    card,
    entryMode: at.entryMode ?? '051',
    conditionCode: kind === 'increment' ? '60' : '06',
    ...(at.variety === undefined ? {} : { variety: at.variety }),
    print: at.print ?? `${kind}/${amountFen}/${card.index}/${names?.authCode}`,
    carried: { track2: null, pinBlock: null, chipData: null },
  });
}

/** ¥100.00 held at terminal 1 unless said otherwise. */
export const preauth = (shop: Shop, stan: string, at: AtHold = {}): Asked =>
  ask(shop, 'preauthorisation', stan, at, null);

export const raise = (shop: Shop, stan: string, of: string, at: AtHold = {}): Asked =>
  ask(shop, 'increment', stan, at, namesOf(shop, of, { ...at, byCode: true }));

export const complete = (shop: Shop, stan: string, of: string, at: AtHold = {}): Asked =>
  ask(shop, 'completion', stan, at, namesOf(shop, of, at));

export const completeByNotice = (shop: Shop, stan: string, of: string, at: AtHold = {}): Asked =>
  ask(shop, 'completion', stan, at, namesOf(shop, of, at), true);

/** A void of a pre-authorisation names it by its code; one of a completion by its reference number. */
export function voidOf(
  shop: Shop,
  kind: 'preauthorisation' | 'completion',
  stan: string,
  of: string,
  at: AtHold = {},
): Asked {
  const original = shop.find(of);
  const named = namesOf(shop, of, at);
  const amountFen = at.amountFen ?? original?.amountFen ?? 10_000n;
  return shop.ask(stan, {
    type: 'terminal-cancel',
    route: 'VOID',
    of: kind,
    merchant: shop.merchant,
    terminal: shop.keyOf(stan, at),
    original: named.original ?? { batchNo: '000000', stan: '000000', day: null },
    authCode: named.authCode,
    rrn: kind === 'completion' ? (original?.rrn ?? null) : null,
    amountFen,
    cardIndex: at.card?.index ?? CARD.index,
    print: at.print ?? `${kind}/${of}/${amountFen}`,
  });
}

/** `held 150.00` while it stands, else its state; with what completes it. */
export function hold(shop: Shop, stan: string): string {
  const payment = shop.find(stan);
  if (payment === undefined || payment.state !== 'approved') return shop.state(stan);
  const { raises = [], completion = null } = payment.hold ?? {};
  const fen = raises
    .filter(({ state }) => state === 'held')
    .reduce((sum, { amountFen }) => sum + amountFen, payment.amountFen);
  const yuan = `${fen / 100n}.${String(fen % 100n).padStart(2, '0')}`;
  const open = raises.some(({ state }) => state === 'open') ? ', being raised' : '';
  return `held ${yuan}${open}${completion === null ? '' : `, completion ${completion.state}`}`;
}
