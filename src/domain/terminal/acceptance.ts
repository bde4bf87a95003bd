/**
 * What a terminal may accept: one switch for each product, in force at the host at once and told to the terminal in
 * its parameters. Ways back that undo something of the same day (void, reversal) have no switch: they stay open.
 */
import type { Outcome } from '../outcome/index.ts';
import type { Terminal } from './index.ts';

/** Products with their words. A payment uses one service and one way of reading, and perhaps `no-pin`. */
export const PRODUCTS = {
  sale: { zh: '消费', en: 'sale' },
  refund: { zh: '终端退货', en: 'refund at the till' },
  balance: { zh: '余额查询', en: 'balance inquiry' },
  preauth: { zh: '预授权', en: 'pre-authorisation' },
  moto: { zh: '邮购电购', en: 'mail and telephone order' },
  instalment: { zh: '分期付款', en: 'instalments' },
  points: { zh: '积分消费', en: 'points' },
  reservation: { zh: '预约消费', en: 'reservation' },
  tip: { zh: '小费', en: 'tip' },
  offline: { zh: '离线交易上送', en: 'offline upload' },
  tap: { zh: '闪付', en: 'QuickPass tap' },
  chip: { zh: '插卡', en: 'chip' },
  swipe: { zh: '刷卡', en: 'magnetic stripe' },
  keyed: { zh: '手工输入卡号', en: 'keyed card number' },
  qr: { zh: '扫码', en: 'QR code' },
  'no-pin': { zh: '小额免密免签', en: 'small amounts without PIN and signature' },
} as const;
export type Product = keyof typeof PRODUCTS;
export const isProduct = (text: string): text is Product => Object.hasOwn(PRODUCTS, text);

/** `off`: switched off, by shop or institution. `barred`: by the institution alone, and only it lifts that. */
export const ACCEPTANCE_STATES = ['on', 'off', 'barred'] as const;
export type AcceptanceState = (typeof ACCEPTANCE_STATES)[number];

/** How a product stands at a terminal. Earlier versions are rows of their own and are never changed. */
export interface Acceptance {
  readonly state: AcceptanceState;
  /** From 1; each change is the next one. */
  readonly version: number;
  /** From this instant on. */
  readonly sinceMs: number;
}

export type Acceptances = Partial<Readonly<Record<Product, Acceptance>>>;

/** Products that a terminal has only by the institution's permission: nobody sees the card of an order that is told. */
export const BY_PERMISSION: readonly Product[] = ['moto'];

/** A product that nobody ever switched is on, and one that needs a permission is barred. */
export const acceptanceOf = (terminal: Pick<Terminal, 'acceptances'>, product: Product): Acceptance =>
  terminal.acceptances?.[product] ?? {
    state: BY_PERMISSION.includes(product) ? 'barred' : 'on',
    version: 0,
    sinceMs: 0,
  };

export type Service =
  | 'sale'
  | 'refund'
  | 'balance'
  | 'preauth'
  | 'moto'
  | 'instalment'
  | 'points'
  | 'reservation'
  | 'tip'
  | 'offline';

/** How a message uses its terminal: what it asks for, how the card or code was read (F22), and whether with a PIN. */
export interface Use {
  readonly service: Service;
  readonly entryMode: string;
  readonly pinEntered: boolean;
}

/** First two digits of F22: 98 is a contactless reading of an older kind, 91 one of stripe data, 96 a phone's chip. */
const READ_BY: Readonly<Record<string, Product>> = {
  '01': 'keyed',
  '02': 'swipe',
  '80': 'swipe',
  '03': 'qr',
  '04': 'qr',
  '05': 'chip',
  '95': 'chip',
  '07': 'tap',
  '91': 'tap',
  '96': 'tap',
  '98': 'tap',
};

/** The switches that must all be on. A refund has one alone: how its card is read is not the payer's choice. */
export function productsOf(use: Use): readonly Product[] {
  if (use.service === 'refund') return ['refund'];
  const read = READ_BY[use.entryMode.slice(0, 2)];
  const noPin = read === 'tap' && !use.pinEntered && use.service === 'sale';
  return [use.service, ...(read === undefined ? [] : [read]), ...(noPin ? (['no-pin'] as const) : [])];
}

/**
 * May this terminal accept this now? The first switch that is not on gives the code: 40 for one that is switched off,
 * 58 for one that the institution barred. `madeMs`: of what was made offline, when it was: a switch turned since does
 * not reach back.
 */
export function acceptanceRefusal(
  terminal: Pick<Terminal, 'acceptances'>,
  use: Use,
  madeMs: number = Number.POSITIVE_INFINITY,
): Outcome | null {
  for (const product of productsOf(use)) {
    const { state, sinceMs } = acceptanceOf(terminal, product);
    if (state !== 'on' && sinceMs <= madeMs)
      return state === 'barred' ? 'acceptance-barred' : 'acceptance-off';
  }
  return null;
}

/** The next version of a switch. */
export function withAcceptance(
  terminal: Terminal,
  product: Product,
  state: AcceptanceState,
  atMs: number,
): Terminal {
  const version = acceptanceOf(terminal, product).version + 1;
  return {
    ...terminal,
    acceptances: { ...terminal.acceptances, [product]: { state, version, sinceMs: atMs } },
  };
}
