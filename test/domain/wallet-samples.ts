/** A wallet with something of everything, for tests of closings. */
import type { SealedCard } from '#domain/payment';
import type {
  Binding,
  BindingId,
  Deduction,
  DeductionId,
  DeviceCard,
  DeviceCardId,
  Service,
  ServiceId,
  ServiceKind,
  ServicePlace,
  Source,
  Wallet,
  WalletId,
  WalletPayment,
  WalletPaymentId,
} from '#domain/wallet';

export const DAY_MS = 86_400_000;
/** Sunday 2026-11-29, noon in Shanghai. */
export const NOW_MS = Date.UTC(2026, 10, 29, 4, 0, 0);

export const sealed = (end: string): SealedCard => ({
  index: `index-${end}`,
  cipher: `cipher-${end}`,
  masked: `621700******${end}`,
  expiry: '3012',
  sequence: null,
});

export const fromCard = (id: string): Source => ({ kind: 'card', bindingId: id as BindingId });
export const BALANCE: Source = { kind: 'balance' };

export const binding = (id: string, more: Partial<Binding> = {}): Binding => ({
  id: id as BindingId,
  card: sealed(id.slice(-4)),
  issuer: 'ICBC',
  bankZh: '工商银行',
  bankEn: 'ICBC',
  cardKind: 'debit',
  boundAtMs: NOW_MS - 100 * DAY_MS,
  lastUsedMs: NOW_MS - DAY_MS,
  state: 'bound',
  endedAtMs: null,
  ...more,
});

export const deviceCard = (id: string, source: Source, more: Partial<DeviceCard> = {}): DeviceCard => ({
  id: id as DeviceCardId,
  token: { ...sealed('9001'), masked: '628899*********9001' },
  source,
  device: { kind: 'phone', name: 'P1' },
  addedAtMs: NOW_MS - 50 * DAY_MS,
  lastUsedMs: NOW_MS - 2 * DAY_MS,
  counter: 7,
  state: 'active',
  endedAtMs: null,
  ...more,
});

export const service = (
  kind: ServiceKind,
  place: ServicePlace = { kind: 'everywhere' },
  more: Partial<Service> = {},
): Service => ({
  id: `svc_${kind}${place.kind === 'everywhere' ? '' : `-${place.kind}`}` as ServiceId,
  kind,
  place,
  state: 'on',
  sinceMs: NOW_MS - 100 * DAY_MS,
  lastUsedMs: NOW_MS - 3 * DAY_MS,
  usedCount: 12,
  limits: { perPaymentFen: null, perDayFen: null },
  usedOn: { day: '', amountFen: 0n },
  ...more,
});

export const deduction = (id: string, source: Source, more: Partial<Deduction> = {}): Deduction => ({
  id: id as DeductionId,
  merchantId: '898110053110001',
  nameZh: '某视频',
  nameEn: 'A Video Shop',
  subject: '月费',
  perPaymentFen: 2_500n,
  source,
  signedAtMs: NOW_MS - 90 * DAY_MS,
  lastUsedMs: NOW_MS - 20 * DAY_MS,
  state: 'active',
  endedAtMs: null,
  ...more,
});

export const SHOP_PLACE: ServicePlace = {
  kind: 'merchant',
  merchantId: '898110053110002',
  nameZh: '路口小店',
  nameEn: 'Corner Shop',
};

/** Two cards, a phone, every service, one shop with a switch of its own, a contract, a balance. */
export const richWallet = (more: Partial<Wallet> = {}): Wallet => ({
  id: 'wal_sample0000000001' as WalletId,
  book: 'wal_sample0000000001',
  status: { state: 'open' },
  accountClass: 'III',
  holder: { name: '持*', idNumber: '1101************11', phone: '140****0017' },
  openedAtMs: NOW_MS - 200 * DAY_MS,
  spent: { year: 2026, inYearFen: 0n, everFen: 0n },
  sourceOrder: [BALANCE, fromCard('bnd_0005'), fromCard('bnd_0013')],
  bindings: [
    binding('bnd_0005'),
    binding('bnd_0013', { bankZh: '招商银行', bankEn: 'CMB', issuer: 'CMB', cardKind: 'credit' }),
  ],
  deviceCards: [deviceCard('dvc_1', fromCard('bnd_0005'))],
  services: [
    service('tap'),
    service('tap', SHOP_PLACE),
    service('no-pin'),
    service('no-pin', { kind: 'source', source: fromCard('bnd_0005') }),
    service('pay-code'),
    service('scan'),
    service('deduction'),
    service('transit', { kind: 'everywhere' }, { state: 'off', usedCount: 0, lastUsedMs: null }),
  ],
  deductions: [deduction('ded_1', fromCard('bnd_0005'))],
  redPacketFen: 0n,
  points: 0,
  version: 1,
  ...more,
});

export const movement = (id: string, more: Partial<WalletPayment> = {}): WalletPayment => ({
  id: id as WalletPaymentId,
  book: 'wal_sample0000000001',
  kind: 'tap',
  state: 'held',
  source: fromCard('bnd_0005'),
  card: sealed('0005'),
  serviceIds: ['svc_tap' as ServiceId],
  amountFen: 3_000n,
  returnedFen: 0n,
  merchant: {
    ...{ merchantId: '898110053110002', nameZh: '路口小店', nameEn: 'Corner Shop' },
    terminalId: '31010001',
  },
  networkKey: null,
  authCode: null,
  dueMs: null,
  reason: null,
  atMs: NOW_MS - 60_000,
  endedAtMs: null,
  version: 1,
  ...more,
});
