/** Wallets that nobody thought of, with what lies around them. */
import fc from 'fast-check';
import type { Around } from '#domain/closure';
import { NOTHING_AROUND, PROOF_KINDS } from '#domain/closure';
import type { Deduction, Service, ServicePlace, Source, Wallet, WalletPayment } from '#domain/wallet';
import {
  BALANCE,
  binding,
  DAY_MS,
  deduction,
  deviceCard,
  fromCard,
  movement,
  NOW_MS,
  richWallet,
  SHOP_PLACE,
  service,
} from './wallet-samples.ts';

const CARDS = ['bnd_0005', 'bnd_0013'] as const;
export const SOURCES: readonly Source[] = [BALANCE, ...CARDS.map(fromCard)];
const source = fc.constantFrom(...SOURCES);
const state = fc.constantFrom<Service['state']>('on', 'on', 'on', 'off', 'suspended');

const TERMINAL_PLACE: ServicePlace = {
  ...{ kind: 'terminal', merchantId: '898110053110002', terminalId: '31010001' },
  ...{ nameZh: '路口小店', nameEn: 'Corner Shop' },
};

const everywhere = (kind: Service['kind']): fc.Arbitrary<Service> =>
  fc.record({ state, usedCount: fc.nat(50) }).map((more) => service(kind, { kind: 'everywhere' }, more));

const narrower = fc.subarray([
  service('tap', SHOP_PLACE),
  service('tap', TERMINAL_PLACE),
  service('pay-code', SHOP_PLACE),
  service('scan', SHOP_PLACE),
  service('no-pin', { kind: 'source', source: fromCard('bnd_0005') }),
]);

const bindings = fc
  .tuple(
    ...CARDS.map(() =>
      fc.constantFrom('bound' as const, 'bound' as const, 'lost' as const, 'unbound' as const),
    ),
  )
  .map((states) => states.map((each, at) => binding(CARDS[at]!, { state: each })));

const deviceCards = fc
  .array(
    fc.tuple(
      source,
      fc.constantFrom('active' as const, 'active' as const, 'suspended' as const, 'removed' as const),
    ),
    {
      maxLength: 3,
    },
  )
  .map((all) => all.map(([from, each], at) => deviceCard(`dvc_${at}`, from, { state: each })));

const deductions = fc
  .array(fc.tuple(source, fc.constantFrom<Deduction['state']>('active', 'active', 'ended')), { maxLength: 2 })
  .map((all) => all.map(([from, each], at) => deduction(`ded_${at}`, from, { state: each })));

const status = fc.constantFrom<Wallet['status']>(
  { state: 'open' },
  { state: 'open' },
  { state: 'open' },
  { state: 'stopped', sinceMs: NOW_MS - DAY_MS, caseId: 'los_1' },
  { state: 'closing', sinceMs: NOW_MS - DAY_MS, closesAtMs: NOW_MS + DAY_MS },
  { state: 'closed', atMs: NOW_MS - DAY_MS, keptUntilMs: NOW_MS + 3650 * DAY_MS },
);

export const wallets: fc.Arbitrary<Wallet> = fc
  .record({
    status,
    bindings,
    deviceCards,
    deductions,
    services: fc
      .tuple(
        everywhere('tap'),
        everywhere('no-pin'),
        everywhere('pay-code'),
        everywhere('scan'),
        everywhere('deduction'),
        everywhere('transit'),
        narrower,
      )
      .map((all) => all.flat()),
    redPacketFen: fc.constantFrom(0n, 0n, 500n),
    points: fc.constantFrom(0, 0, 3),
  })
  .map((parts) => richWallet(parts))
  // One in four is emptied, as before an account is closed: otherwise hardly any could be.
  .chain((wallet) => fc.constantFrom(wallet, wallet, wallet, emptied(wallet)));

function emptied(wallet: Wallet): Wallet {
  const { bindings: cards, deviceCards: tokens, deductions: contracts } = wallet;
  return {
    ...wallet,
    bindings: cards.map((each) => ({ ...each, state: 'unbound' })),
    deviceCards: tokens.filter((each) => each.source.kind === 'balance'),
    deductions: contracts.map((each) => ({ ...each, state: 'ended' })),
    redPacketFen: 0n,
    points: 0,
  };
}

const movements = fc
  .array(
    fc.record({
      kind: fc.constantFrom<WalletPayment['kind']>('tap', 'pay-code', 'payout', 'top-up'),
      state: fc.constantFrom<WalletPayment['state']>('held', 'unknown', 'paid', 'declined'),
      source,
    }),
    { maxLength: 2 },
  )
  .map((all) => all.map((more, at) => movement(`wpm_${at}`, more)));

/** Mostly nothing: without this nearly every answer would be a refusal. */
export const arounds: fc.Arbitrary<Around> = fc
  .record(
    {
      balanceFen: fc.constantFrom(0n, 0n, 5_000n),
      movements,
      lastPayoutAtMs: fc.constantFrom(null, NOW_MS - 1_000, NOW_MS - 2 * DAY_MS),
      refunds: fc.array(source, { maxLength: 2 }).map((all) =>
        all.map((from, at) => ({
          ...{ id: `ref_${at}`, amountFen: 100n, merchant: null, source: from, masked: null },
          state: 'under-way' as const,
        })),
      ),
      holds: fc.array(source, { maxLength: 1 }).map((all) =>
        all.map((from) => ({
          id: 'hld_1',
          amountFen: 100n,
          merchant: null,
          source: from,
          expiresAtMs: null,
        })),
      ),
      disputes: fc.constantFrom(
        [],
        [{ id: 'dsp_1', what: 'dispute' as const, amountFen: 100n, openedAtMs: NOW_MS - DAY_MS }],
      ),
      arrearsFen: fc.constantFrom(0n, 0n, 700n),
      stop: fc.constantFrom('none', 'none', 'limited', 'frozen'),
      suspicious: fc.boolean(),
      person: fc.record({ realName: fc.boolean(), under14: fc.boolean(), guardianAgreed: fc.boolean() }),
      benefitsGivenUp: fc.boolean(),
      proven: fc.option(fc.subarray([...PROOF_KINDS])),
      faceConsent: fc.boolean(),
      faceAssessed: fc.boolean(),
    },
    { requiredKeys: [] },
  )
  .chain((told) =>
    fc.subarray(Object.keys(told), { maxLength: 4 }).map((kept) => ({
      ...NOTHING_AROUND,
      ...Object.fromEntries(Object.entries(told).filter(([name]) => kept.includes(name))),
    })),
  );
