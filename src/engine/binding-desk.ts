/**
 * Binding a card: its issuer compares name, ID number, telephone and card, texts its customer a code and confirms once
 * the code comes back. What was told of the holder is here until then, and nowhere else; a restart forgets it and the
 * holder begins again.
 */
import { CURRENCIES } from '#domain/money';
import type { Outcome } from '#domain/outcome';
import type { SealedCard } from '#domain/payment';
import type { Binding, WalletId } from '#domain/wallet';
import { type Command, type Reply, replyWith } from './commands.ts';
import { type IdMaker, type NetworkKeyMaker, rrnOf } from './ids.ts';
import type { InquiryDesk } from './inquiry-desk.ts';
import type { Limits } from './limits.ts';
import type { ClaimedHolder, Clock } from './ports/index.ts';
import { ENTRY_STORED, walletAsMerchant } from './wallet-merchant.ts';

export interface BindingDeskOptions {
  readonly inquiries: Pick<InquiryDesk, 'exchange'>;
  readonly clock: Clock;
  readonly limits: Pick<
    Limits,
    'bindingValidMs' | 'bindingTriesMax' | 'bindingsAskedMax' | 'bindingsOfWalletMax' | 'bindingsWindowMs'
  >;
  readonly ids: Pick<IdMaker, 'part'>;
  readonly networkKeys: NetworkKeyMaker;
  readonly member: { readonly acquirerId: string };
  readonly submit: (command: Command) => Promise<Reply>;
}

export type BoundCard = Pick<Binding, 'card' | 'issuer' | 'bankZh' | 'bankEn' | 'cardKind'>;

export interface BindingAsked {
  readonly outcome: Outcome;
  /** Names what was begun; null where nothing was. */
  readonly id: string | null;
  readonly expiresMs: number | null;
}

interface Begun {
  readonly book: WalletId;
  readonly bound: BoundCard;
  readonly holder: Omit<ClaimedHolder, 'code'>;
  readonly expiresMs: number;
  triesLeft: number;
  isAsking: boolean;
}

/** All that the issuer may have against it reads the same: which part was wrong is nobody's business. */
const REFUSED = 'wallet-card-not-verified' satisfies Outcome;
const SILENT: ReadonlySet<Outcome> = new Set(['inquiry-unanswered', 'network-unreachable', 'busy']);

export class BindingDesk {
  readonly #options: BindingDeskOptions;
  readonly #begun = new Map<string, Begun>();
  /** When each wallet asked, within the window. */
  readonly #askedMs = new Map<WalletId, readonly number[]>();

  constructor(options: BindingDeskOptions) {
    this.#options = options;
  }

  get waiting(): number {
    return this.#begun.size;
  }

  /** Asks the issuer to know its customer and to send its code. */
  async ask(asked: {
    readonly book: WalletId;
    readonly bound: BoundCard;
    readonly holder: Omit<ClaimedHolder, 'code'>;
    readonly by: string;
  }): Promise<BindingAsked> {
    const { clock, limits, ids, submit } = this.#options;
    const nowMs = clock.nowMs();
    const { book, bound, holder, by } = asked;
    const refuse = (outcome: Outcome): BindingAsked => ({ outcome, id: null, expiresMs: null });
    this.#forget(nowMs);
    if (this.#begun.size >= limits.bindingsAskedMax) return refuse('busy');
    if (!this.#mayAsk(book, nowMs)) return refuse('wallet-card-asked-too-often');
    const admitted = await submit({ type: 'wallet-card-asked', book, card: bound.card, by });
    if (admitted.outcome !== 'accepted') return refuse(admitted.outcome);
    const outcome = await this.#exchange(bound.card, { ...holder, code: null });
    if (SILENT.has(outcome)) return refuse(outcome);
    if (outcome !== 'approved') return refuse(REFUSED);
    const id = `cbd_${ids.part(book, nowMs)}`;
    const expiresMs = clock.nowMs() + limits.bindingValidMs;
    const triesLeft = limits.bindingTriesMax;
    this.#begun.set(id, { book, bound, holder, expiresMs, triesLeft, isAsking: false });
    return { outcome: 'accepted', id, expiresMs };
  }

  /** Brings the code back to the issuer, and binds the card once it agrees. */
  async confirm(
    book: WalletId,
    id: string,
    told: { readonly code: string; readonly by: string },
  ): Promise<Reply> {
    const { clock, submit } = this.#options;
    const reply = (outcome: Outcome): Reply => replyWith(outcome, clock.nowMs());
    this.#forget(clock.nowMs());
    const begun = this.#begun.get(id);
    if (begun === undefined || begun.book !== book) return reply('wallet-card-code-over');
    // Two at once would be two tries for one count.
    if (begun.isAsking) return reply('busy');
    begun.isAsking = true;
    begun.triesLeft -= 1;
    const outcome = await this.#exchange(begun.bound.card, { ...begun.holder, code: told.code });
    begun.isAsking = false;
    if (outcome === 'approved') {
      this.#begun.delete(id);
      const act = { kind: 'bind', ...begun.bound } as const;
      return submit({ type: 'wallet-act', book, act, by: told.by, key: `bind/${id}` });
    }
    // Silence proves nothing about the code: it may be told again.
    if (SILENT.has(outcome)) {
      begun.triesLeft += 1;
      return reply(outcome);
    }
    if (outcome === 'pin-wrong' && begun.triesLeft > 0) return reply('wallet-card-code-wrong');
    this.#begun.delete(id);
    return reply('wallet-card-code-over');
  }

  async #exchange(card: SealedCard, holder: ClaimedHolder): Promise<Outcome> {
    const { inquiries, networkKeys, clock, member } = this.#options;
    const network = networkKeys.next(clock.nowMs());
    const { outcome } = await inquiries.exchange({
      ...{ inquiry: 'account-verification', holder, network, rrn: rrnOf(network), card },
      carried: { track2: null, pinBlock: null, chipData: null },
      ...{ currencyNumeric: CURRENCIES.CNY.numeric, entryMode: ENTRY_STORED, conditionCode: '00' },
      ...{ ...walletAsMerchant(member, 'verification'), pointsAccount: null },
    });
    return outcome;
  }

  #mayAsk(book: WalletId, nowMs: number): boolean {
    const { bindingsOfWalletMax, bindingsWindowMs } = this.#options.limits;
    const recent = (this.#askedMs.get(book) ?? []).filter((atMs) => nowMs - atMs < bindingsWindowMs);
    if (recent.length >= bindingsOfWalletMax) return false;
    this.#askedMs.delete(book);
    this.#askedMs.set(book, [...recent, nowMs]);
    return true;
  }

  /** What is over is forgotten, and so are the oldest counts where there are too many. */
  #forget(nowMs: number): void {
    const { bindingsWindowMs, bindingsAskedMax } = this.#options.limits;
    for (const [id, { expiresMs, isAsking }] of this.#begun)
      if (expiresMs <= nowMs && !isAsking) this.#begun.delete(id);
    for (const [book, asked] of this.#askedMs) {
      const isOver = nowMs - (asked.at(-1) ?? 0) >= bindingsWindowMs;
      if (!isOver && this.#askedMs.size <= bindingsAskedMax) return;
      this.#askedMs.delete(book);
    }
  }
}
