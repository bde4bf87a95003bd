/** The own copy: everything of a wallet as JSON, its movements as a table; read page by page while it is sent. */
import type { ClearDetails } from '#adapters/wallet-sign-in';
import { formatFen } from '#domain/money';
import type { Wallet, WalletPayment, WalletPaymentId } from '#domain/wallet';
import { MOVEMENT_STATE_WORDS, MOVEMENT_WORDS } from '#domain/wallet';
import { LIMITS } from '#engine';
import { instant, instantOrNull } from '../answers/answer-view.ts';
import { head, line } from '../desk/csv.ts';
import type { HttpApiOptions } from '../options.ts';
import { movementView } from './wallet-view.ts';

type Source = Pick<HttpApiOptions, 'reader'>;
const PAGE = 200;

async function* movementsOf({ reader }: Source, wallet: Wallet): AsyncGenerator<WalletPayment> {
  let cursor: WalletPaymentId | null = null;
  for (let sent = 0; sent < LIMITS.exportMovementsMax; sent += PAGE) {
    const page: Awaited<ReturnType<typeof reader.movements>> = await reader.movements({
      ...{ book: wallet.id, cursor, limit: PAGE },
    });
    yield* page.items;
    cursor = page.next;
    if (cursor === null) return;
  }
}

const HEADS = {
  zh: ['编号', '时间', '类型', '状态', '金额（元）', '已退（元）', '商户', '付款方式'],
  en: ['id', 'at', 'kind', 'state', 'amount (yuan)', 'returned (yuan)', 'merchant', 'paid with'],
} as const;

export async function* csvOf(source: Source, wallet: Wallet, lang: 'zh' | 'en'): AsyncGenerator<string> {
  yield head(HEADS[lang]);
  for await (const movement of movementsOf(source, wallet)) {
    const { id, kind, state, amountFen, returnedFen, merchant, card, atMs } = movement;
    const name = merchant === null ? '' : lang === 'zh' ? merchant.nameZh : merchant.nameEn;
    yield line([
      ...[id, instant(atMs), MOVEMENT_WORDS[kind][lang], MOVEMENT_STATE_WORDS[state][lang]],
      ...[
        formatFen(amountFen),
        formatFen(returnedFen),
        name,
        card?.masked ?? (lang === 'zh' ? '余额' : 'balance'),
      ],
    ]);
  }
}

interface Sealed {
  readonly cipher: string;
  readonly masked: string;
  readonly expiry?: string | null;
}
const isSealed = (value: unknown): value is Sealed =>
  typeof value === 'object' && value !== null && 'cipher' in value && 'masked' in value;

/** Amounts are whole fen, as in every answer. Sealed numbers are of use to this platform alone, and stay here. */
const plain = (value: unknown): string =>
  JSON.stringify(value, (_key, each: unknown) => {
    if (typeof each === 'bigint') return Number(each);
    return isSealed(each) ? { number: each.masked, expiry: each.expiry ?? null } : each;
  });

export async function* jsonOf(
  source: Source & Pick<HttpApiOptions, 'clock'>,
  wallet: Wallet,
  details: ClearDetails | null,
): AsyncGenerator<string> {
  const { reader, clock } = source;
  yield `{"takenAt":${plain(instant(clock.nowMs()))},"openedAt":${plain(instant(wallet.openedAtMs))},`;
  yield `"account":${plain({ ...wallet, holder: details ?? wallet.holder })},"movements":[`;
  let first = true;
  for await (const movement of movementsOf(source, wallet)) {
    yield `${first ? '' : ','}${plain(movementView(wallet, movement))}`;
    first = false;
  }
  const [losses, closures] = await Promise.all([
    reader.lossesOf(wallet.id),
    reader.closures({ book: wallet.id, cursor: null, limit: PAGE }),
  ]);
  const closed = closures.items.map(({ id, subject, route, state, begunAtMs, ...closure }) => ({
    ...{ id, subject, route, state, begunAt: instant(begunAtMs) },
    endedAt: instantOrNull('endedMs' in closure ? closure.endedMs : null),
  }));
  yield `],"reportsOfLoss":${plain(losses)},"closings":${plain(closed)}}\n`;
}
