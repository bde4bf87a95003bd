/** People who look after refunds that the bank sent back: the holder, two operators, and the bank that pays out. */
import { type Cancellation, type CancellationState, isAfterBounce } from '#domain/cancellation';
import type { CancellationId, PaymentId } from '#domain/payment';
import type { CancellationAct, Store } from '#engine';
import type { Acquirer } from './acquirer.ts';
import type { Ground } from './ground.ts';
import { type Dice, diceOf } from './seed.ts';

const LOOK_AGAIN_MS = 5 * 60_000;
const HOLDER = { namePrint: 'holder', idKind: 'resident-id', idPrint: 'holder' } as const;
const OTHER = { ...HOLDER, idPrint: 'somebody else' };
const ACCOUNT = {
  ...HOLDER,
  bank: '模拟银行',
  holder: '持卡人',
  number: { index: 'other-account', cipher: 'other-account', masked: '620000******9999' },
};

interface Found {
  readonly book: string;
  readonly paymentId: PaymentId;
  readonly cancellationId: CancellationId;
}

/** What the bank did in a round; it reports it until it is believed. */
interface Round {
  readonly pays: boolean;
  readonly back: 'no' | 'returned' | 'struck';
  readonly feeFen: bigint;
}

export class BounceDesk {
  readonly #ground: Ground;
  readonly #store: Store;
  readonly #acquirer: Acquirer;
  readonly #busy = new Set<string>();

  constructor(ground: Ground, store: Store, acquirer: Acquirer) {
    this.#ground = ground;
    this.#store = store;
    this.#acquirer = acquirer;
  }

  /** The clearing file sent this refund back: somebody looks until its money is out, or nobody claims it. */
  take(
    found: Found,
    amountFen: bigint,
    day: Extract<CancellationAct, { type: 'returned' }>['clearingDay'],
  ): void {
    const { cancellationId } = found;
    if (this.#busy.has(cancellationId)) return;
    this.#busy.add(cancellationId);
    this.#atWork(found, 1);
    const dice = diceOf(this.#ground.seed, 'bounce', cancellationId);
    const returned: CancellationAct = {
      type: 'returned',
      amountFen,
      why: 'account-closed',
      clearingDay: day,
    };
    const rounds = new Map<number, Round>();
    void this.#look(found, dice, returned, rounds);
  }

  /** A journey is not over while people are at it. */
  #atWork({ paymentId }: Found, change: 1 | -1): void {
    const { underWay } = this.#ground;
    this.#ground.audit((auditor) => {
      const index = auditor.journeyOfPayment(paymentId);
      underWay.set(index, (underWay.get(index) ?? 0) + change);
    });
  }

  /** One step a look: what is next is read from the disk, so that a crash in between costs a look and no more. */
  async #look(
    found: Found,
    dice: Dice,
    returned: CancellationAct,
    rounds: Map<number, Round>,
  ): Promise<void> {
    this.#ground.touched = true;
    const row = await this.#store.payment(found.paymentId);
    const now = row?.cancellations.find(({ id }) => id === found.cancellationId);
    if (now === undefined) return;
    const act = this.#next(now, dice, returned, rounds);
    if (act === 'over') {
      this.#busy.delete(found.cancellationId);
      this.#atWork(found, -1);
      return;
    }
    if ('by' in act)
      this.#ground.audit(({ people }) => people.acted(found.cancellationId, act.type, String(act.by)));
    this.#acquirer.submit({ type: 'act', ...found, act }, () => {});
    this.#ground.agenda.after(
      dice.between(1_000, LOOK_AGAIN_MS),
      () => void this.#look(found, dice, returned, rounds),
    );
  }

  #next(
    now: Cancellation,
    dice: Dice,
    returned: CancellationAct,
    rounds: Map<number, Round>,
  ): CancellationAct | 'over' {
    if (!isAfterBounce(now)) return returned;
    // Some holders never come.
    const claims = diceOf(this.#ground.seed, 'claims', now.id).perMille(900);
    switch (now.state as CancellationState) {
      case 'bounced':
        return claims ? { type: 'name-account', account: ACCOUNT, by: 'shop', byOperator: false } : 'over';
      case 'account-named': {
        const checked = now.state === 'account-named' && now.issuerWord !== null;
        if (checked) return { type: 'approve-payout', by: dice.perMille(200) ? 'operator-a' : 'operator-b' };
        const person = dice.perMille(150) ? OTHER : HOLDER;
        return { type: 'issuer-word', person, reference: 'letter', by: 'operator-a' };
      }
      case 'payout-ordered':
      case 'paid-out':
        return this.#bank(now, dice, rounds);
      default:
        return 'over';
    }
  }

  /** The bank decides once for a round, and reports until the books have it. */
  #bank(now: Cancellation, dice: Dice, rounds: Map<number, Round>): CancellationAct | 'over' {
    if (now.state !== 'payout-ordered' && now.state !== 'paid-out') return 'over';
    const { orderNo } = now.order;
    const number = now.bounce.rounds;
    const round = rounds.get(number) ?? this.#decide(now, dice);
    rounds.set(number, round);
    const report = { orderNo, bankReference: `bank-${number}`, bankFeeFen: round.feeFen };
    if (now.state === 'payout-ordered' && round.pays) return { type: 'payout-paid', ...report };
    // Some holders ask once more for what they have.
    if (round.back === 'no')
      return now.state === 'paid-out' && dice.perMille(200)
        ? { type: 'name-account', account: ACCOUNT, by: 'shop', byOperator: false }
        : 'over';
    return { type: 'payout-returned', how: round.back, ...report };
  }

  #decide(now: Cancellation, dice: Dice): Round {
    const pays = dice.perMille(800);
    const back = pays && dice.perMille(700) ? 'no' : dice.perMille(600) ? 'returned' : 'struck';
    const feeFen = BigInt(dice.between(0, 60));
    const out = back === 'no';
    const kept = out || back === 'returned' ? feeFen : 0n;
    this.#ground.audit(({ people }) => people.bankDid(now.paymentId, out ? now.amountFen : 0n, kept, pays));
    return { pays, back, feeFen };
  }
}
