/** Faults of decisions, as they would show in what is written: rows and journals that are wrong but even. */
import type { ChangeSet, EntryRow, JournalRow } from '#engine';
import type { PlantedFault } from './index.ts';
import { mapPayments, onApply, onStore } from './tamper.ts';

/** Two refunds under way at once, and the one that ends first is counted again with the other. */
const refundCountedTwice: PlantedFault = {
  zh: '竞争下退货记两次',
  en: 'a refund that races another one is counted twice',
  plant: () =>
    onApply((changes) => {
      const done = new Map<string, bigint>();
      for (const { cancellation } of changes.cancellations)
        if (cancellation.route === 'REFUND' && cancellation.state === 'done')
          done.set(cancellation.paymentId, cancellation.amountFen);
      return mapPayments(changes, (payment) => {
        const twiceFen = done.get(payment.id);
        if (twiceFen === undefined || payment.state !== 'approved' || payment.back.claimedFen === 0n)
          return payment;
        return { ...payment, back: { ...payment.back, returnedFen: payment.back.returnedFen + twiceFen } };
      });
    }),
};

/** One fen of the discount stays with the merchant account instead of going back with the last part. */
const feeRemainderDropped: PlantedFault = {
  zh: '最后一笔退货漏掉手续费尾差',
  en: 'the last refund drops the rounding remainder of the fee',
  plant: () => {
    const drop = new DriftingBooks();
    return onStore((store) => ({
      ...store,
      apply: (lane, changes) => store.apply(lane, drop.bend(changes)),
    }));
  },
};

/** Moves a fen between two accounts in some journals, and carries the difference on to the end of the batch. */
class DriftingBooks {
  /** How far each account of the present batch is off; what is loaded later already has it. */
  readonly #offFen = new Map<string, bigint>();

  bend(changes: ChangeSet): ChangeSet {
    this.#offFen.clear();
    const whole = new Set<string>(
      changes.payments.flatMap(({ row: { payment } }) =>
        payment.state === 'approved' && payment.back.returnedFen === payment.amountFen ? [payment.id] : [],
      ),
    );
    const journals = changes.journals.map((journal): JournalRow => {
      const last = journal.kind === 'mirror' && whole.has(journal.paymentId);
      const both =
        last && journal.entries.some((entry) => entry.account === 'fee_income' && entry.debitPostedFen > 1n);
      const entries = journal.entries.map((entry) => this.#entry(journal.book, entry, both));
      return { ...journal, entries };
    });
    const accounts = changes.accounts.map((account) => {
      const offFen = this.#offFen.get(`${account.key.book}|${account.key.kind}`) ?? 0n;
      const debitPostedFen = account.balance.debitPostedFen + offFen;
      return { ...account, balance: { ...account.balance, debitPostedFen } };
    });
    return { ...changes, journals, accounts };
  }

  #entry(book: string, entry: EntryRow, drop: boolean): EntryRow {
    const key = `${book}|${entry.account}`;
    const change =
      !drop || entry.debitPostedFen === 0n
        ? 0n
        : entry.account === 'fee_income'
          ? -1n
          : entry.account === 'merchant_payable'
            ? 1n
            : 0n;
    const offFen = (this.#offFen.get(key) ?? 0n) + change;
    this.#offFen.set(key, offFen);
    const after = { ...entry.after, debitPostedFen: entry.after.debitPostedFen + offFen };
    return { ...entry, debitPostedFen: entry.debitPostedFen + change, after };
  }
}

const wrongClearingDay: PlantedFault = {
  zh: '清算日记错',
  en: 'a payment is booked for the day of the clock instead of the network’s',
  plant: () =>
    onApply((changes) =>
      mapPayments(changes, (payment) =>
        payment.state === 'approved'
          ? { ...payment, approval: { ...payment.approval, clearingDay: payment.expectedClearingDay } }
          : payment,
      ),
    ),
};

/** A void came to nothing, and the payment stays claimed for it. */
const voidClaimNotFreed: PlantedFault = {
  zh: '撤销失败后不释放占用',
  en: 'a void that came to nothing keeps its claim',
  plant: () =>
    onApply((changes) => {
      const ended = new Map(
        changes.cancellations.flatMap(({ cancellation }) =>
          cancellation.route === 'VOID' &&
          (cancellation.state === 'refused' || cancellation.state === 'undone')
            ? [[cancellation.paymentId, cancellation] as const]
            : [],
        ),
      );
      return mapPayments(changes, (payment) => {
        const back = ended.get(payment.id);
        if (back === undefined || payment.state !== 'approved') return payment;
        return { ...payment, back: { ...payment.back, whole: { route: 'VOID', cancellationId: back.id } } };
      });
    }),
};

/** The sale that a terminal reversed stays in the host's batch total. */
const batchNotUncounted: PlantedFault = {
  zh: '冲正后未从批次总计扣除',
  en: 'a reversed sale stays in the batch total',
  plant: () =>
    onApply((changes) => {
      const over = new Map<string, bigint>();
      for (const { cancellation, expectedVersion } of changes.cancellations)
        if (expectedVersion === 0 && cancellation.route === 'REVERSAL')
          over.set(cancellation.paymentId, cancellation.amountFen);
      const back = new Map<string, { fen: bigint; count: number }>();
      for (const { row } of changes.payments) {
        const amountFen = row.payment.state === 'approved' ? over.get(row.payment.id) : undefined;
        if (amountFen === undefined) continue;
        const { terminalId, batchNo } = row.payment.terminal;
        const { fen, count } = back.get(`${terminalId}|${batchNo}`) ?? { fen: 0n, count: 0 };
        back.set(`${terminalId}|${batchNo}`, { fen: fen + amountFen, count: count + 1 });
      }
      const terminals = changes.terminals.map(({ terminal, expectedVersion }) => {
        const { fen, count } = back.get(`${terminal.terminalId}|${terminal.batchNo}`) ?? {
          fen: 0n,
          count: 0,
        };
        const { totals } = terminal;
        const uncounted = {
          ...totals,
          debitFen: totals.debitFen + fen,
          debitCount: totals.debitCount + count,
        };
        return { terminal: { ...terminal, totals: uncounted }, expectedVersion };
      });
      return { ...changes, terminals };
    }),
};

/** A late approval is thrown away: the payment does not know that it was once approved. */
const lateApprovalIgnored: PlantedFault = {
  zh: '忽略迟到的成功应答',
  en: 'a late approval is ignored',
  plant: () =>
    onApply((changes) =>
      mapPayments(changes, (payment) =>
        payment.state === 'unknown' ? { ...payment, lateApproval: null } : payment,
      ),
    ),
};

/** The network took a tip, the books have it, and the payment stays what it was. */
const tipForgotten: PlantedFault = {
  zh: '小费入账但交易金额未变',
  en: 'a tip is booked and its payment keeps the old amount',
  plant: () =>
    onApply((changes) =>
      mapPayments(changes, (payment) => {
        const tip = payment.advices?.find((each) => each.kind === 'tip' && each.state === 'done');
        return tip?.state === 'done' ? { ...payment, amountFen: tip.fromFen } : payment;
      }),
    ),
};

/** A sale made offline was refused after its goods were handed out, and nobody hears of the loss. */
const lossUntold: PlantedFault = {
  zh: '脱机交易被拒而无人知晓',
  en: 'the refusal of a sale made offline is told nobody',
  plant: () =>
    onApply((changes) => ({
      ...changes,
      events: changes.events.filter(({ kind }) => kind !== 'goods-unpaid'),
    })),
};

export const booksFaults = {
  'loss-untold': lossUntold,
  'tip-forgotten': tipForgotten,
  'refund-counted-twice': refundCountedTwice,
  'fee-remainder-dropped': feeRemainderDropped,
  'wrong-clearing-day': wrongClearingDay,
  'void-claim-not-freed': voidClaimNotFreed,
  'batch-not-uncounted': batchNotUncounted,
  'late-approval-ignored': lateApprovalIgnored,
} as const;
