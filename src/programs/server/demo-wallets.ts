/**
 * What is in the wallets of the demonstration, put there by the commands that a holder's own acts are: bound cards,
 * money from one of them, a telephone, a contract with the shop. Done once; what its holder took away stays away.
 */
import type { HttpApiOptions } from '#adapters/http-api';
import type { SealedCard } from '#domain/payment';
import type { BindingId, Wallet, WalletAct, WalletId } from '#domain/wallet';
import { testCards } from '#simulation/network';
import { DEMO_MERCHANT } from '../seed.ts';

type Parts = Pick<HttpApiOptions, 'engine' | 'reader' | 'security' | 'walletTools' | 'log'>;

interface DemoWallet {
  /** The first one is topped up from. */
  readonly cards: readonly string[];
  readonly topUpFen: bigint;
  readonly phone: string | null;
  readonly contracts: readonly Contract[];
}
interface Contract {
  readonly subject: string;
  readonly perPaymentFen: bigint;
  /** `card`: the first one, so that unbinding it has something to tell of. */
  readonly from: 'balance' | 'card';
}

/** In the order of the demonstration's cardholders. */
const WALLETS: readonly DemoWallet[] = [
  {
    cards: ['north-plenty', 'south-plenty'],
    topUpFen: 50_000n,
    phone: '我的手机',
    contracts: [
      { subject: '便利店会员月费', perPaymentFen: 3_000n, from: 'balance' },
      { subject: '鲜奶月订', perPaymentFen: 9_900n, from: 'card' },
    ],
  },
  { cards: ['north-second'], topUpFen: 10_000n, phone: null, contracts: [] },
];

/** So long a start waits for the demonstration's wallets; a bank that is silent does not keep the shop from opening. */
const PATIENCE_MS = 5_000;

/**
 * Resolves when they are filled, or when that takes too long and goes on beside everything else. Whoever plays with the
 * network's faults after the start meets no message of ours any more.
 */
export async function fillDemoWallets(...filling: Parameters<typeof fillAll>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS);
  });
  await Promise.race([fillAll(...filling), late]);
  clearTimeout(timer);
}

/**
 * Never rejects: a demonstration that could not be filled is filled at the next start. A program that is stopping
 * breaks off in the middle, which is no trouble to tell of.
 */
async function fillAll(ids: readonly WalletId[], parts: Parts, stopping: () => boolean): Promise<void> {
  for (const [at, id] of ids.entries()) {
    const wanted = WALLETS[at];
    if (wanted === undefined || stopping()) return;
    await fill(id, wanted, parts).catch((error: unknown) => {
      if (stopping()) return;
      const message = error instanceof Error ? error.message : String(error);
      parts.log.warn({ event: 'demo-wallet-not-filled', message }, 'demo-wallet-not-filled');
    });
  }
}

async function fill(book: WalletId, wanted: DemoWallet, parts: Parts): Promise<void> {
  const { engine, reader, walletTools } = parts;
  const act = async (key: string, what: WalletAct): Promise<string> => {
    const reply = await engine.submit({
      ...{ type: 'wallet-act', book, act: what, by: 'demonstration', key: `demo/${key}` },
    });
    if (reply.outcome !== 'accepted') throw new Error(`${what.kind} was answered with ${reply.outcome}`);
    return reply.made ?? '';
  };
  const bound: BindingId[] = [];
  for (const cardId of wanted.cards) bound.push(await bind(cardId, parts, act));
  const [first] = bound;
  const wallet = await reader.wallet(book);
  if (first === undefined || wallet === null) return;
  if (wanted.phone !== null && wallet.deviceCards.length === 0) {
    const made = await walletTools.token({ name: wanted.phone, publicKey: null });
    if (made !== null) {
      const device = { kind: 'phone', name: wanted.phone } as const;
      const source = { kind: 'balance' } as const;
      await made.keep?.(await act('phone', { kind: 'add-device-card', token: made.token, source, device }));
    }
  }
  if (wallet.deductions.length === 0)
    for (const contract of wanted.contracts) await sign(contract, first, parts, act);
  await topUp(wallet, first, wanted.topUpFen, parts);
}

type Act = (key: string, what: WalletAct) => Promise<string>;

async function bind(cardId: string, { security, walletTools }: Parts, act: Act): Promise<BindingId> {
  const card = testCards.find(({ id }) => id === cardId);
  const bank = card === undefined ? null : walletTools.bankOf(card.pan);
  if (card === undefined || bank === null) throw new Error(`no test card ${cardId} of a bank that is known`);
  const sealed: SealedCard = {
    ...{ ...(await security.sealPan(card.pan)), expiry: card.expiry, sequence: null },
  };
  return (await act(`bind/${cardId}`, { kind: 'bind', card: sealed, ...bank })) as BindingId;
}

async function sign(
  { subject, perPaymentFen, from }: Contract,
  card: BindingId,
  { engine, walletTools }: Parts,
  act: Act,
): Promise<void> {
  const merchant = await engine.merchant(DEMO_MERCHANT);
  if (merchant === null) return;
  const { merchantId, nameZh, nameEn } = merchant;
  const agreement = await walletTools.agreement();
  await act(`contract/${from}`, {
    ...{ kind: 'sign-deduction', merchantId, nameZh, nameEn, subject, perPaymentFen, agreement },
    source: from === 'balance' ? { kind: 'balance' } : { kind: 'card', bindingId: card },
  });
}

/** Once: one that the bank did not answer, or turned away, is tried again at the next start. */
async function topUp(
  { id: book }: Wallet,
  bindingId: BindingId,
  amountFen: bigint,
  { engine, reader }: Parts,
): Promise<void> {
  const { items } = await reader.movements({ book, cursor: null, limit: 100 });
  const before = items.filter(({ kind }) => kind === 'top-up');
  if (before.some(({ state }) => state !== 'declined' && state !== 'reversed')) return;
  await engine.submit({
    ...{ type: 'wallet-transfer', book, kind: 'top-up', bindingId, amountFen, by: 'demonstration' },
    key: `demo/top-up/${before.length}`,
  });
}
