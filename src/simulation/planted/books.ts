/** Faults of decisions, as they would show in what is written: rows and journals that are wrong but even. */
import type { ChangeSet, EntryRow, JournalRow } from '#engine';
import type { PlantedFault } from './index.ts';
import { mapPayments, onApply, onStore } from './tamper.ts';

/** A refund that is done is taken out of the books twice, as two that raced and did not see each other would do. */
const refundCountedTwice: PlantedFault = {
  zh: '竞争下退货记两次',
  en: 'a refund that races is counted twice',
  plant: ({ dice }) =>
    onApply((changes) =>
      mapPayments(changes, (payment) => {
        if (payment.state !== 'approved' || payment.back.returnedFen === 0n) return payment;
        if (payment.back.claimedFen > 0n || dice.perMille(900)) return payment;
        const { back } = payment;
        return { ...payment, back: { ...back, returnedFen: back.returnedFen + back.returnedFen } };
      }),
    ),
};

/** One fen of the discount stays with the merchant account instead of going back with the last part. */
const feeRemainderDropped: PlantedFault = {
  zh: '最后一笔退货漏掉手续费尾差',
  en: 'the last refund drops the rounding remainder of the fee',
  plant: () => {
    const drop = new DriftingBooks();
    return onStore((store) => ({ ...store, apply: (lane, changes) => store.apply(lane, drop.bend(changes)) }));
  },
};

/** Moves a fen between two accounts in some journals, and carries the difference on in every later balance. */
class DriftingBooks {
  readonly #offFen = new Map<string, bigint>();

  bend(changes: ChangeSet): ChangeSet {
    const whole = new Set(
      changes.payments.flatMap(({ row: { payment } }) =>
        payment.state === 'approved' && payment.back.returnedFen === payment.amountFen ? [payment.id] : [],
      ),
    );
    const journals = changes.journals.map((journal): JournalRow => {
      const last = journal.kind === 'mirror' && whole.has(journal.paymentId);
      const both = last && journal.entries.some((entry) => entry.account === 'fee_income' && entry.debitPostedFen > 1n);
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
          cancellation.route === 'VOID' && (cancellation.state === 'refused' || cancellation.state === 'undone')
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
  plant: () => {
    const approved = new Set<string>();
    const overFen = new Map<string, { fen: bigint; count: number }>();
    return onApply((changes) => {
      for (const { cancellation, expectedVersion } of changes.cancellations) {
        if (expectedVersion !== 0 || cancellation.route !== 'REVERSAL' || !approved.has(cancellation.paymentId)) continue;
        const key = `${cancellation.book}|${cancellation.terminal?.terminalId}|${cancellation.terminal?.batchNo}`;
        const { fen, count } = overFen.get(key) ?? { fen: 0n, count: 0 };
        overFen.set(key, { fen: fen + cancellation.amountFen, count: count + 1 });
      }
      for (const { row } of changes.payments) if (row.payment.state === 'approved') approved.add(row.payment.id);
      const terminals = changes.terminals.map(({ terminal, expectedVersion }) => {
        const settled = terminal.lastSettlement;
        const over = overFen.get(`${terminal.book}|${terminal.terminalId}|${settled?.batchNo}`);
        if (settled === null || over === undefined || settled.result === 'differs') return { terminal, expectedVersion };
        const lastSettlement = { ...settled, result: 'differs' as const };
        return { terminal: { ...terminal, lastSettlement }, expectedVersion };
      });
      return { ...changes, terminals };
    });
  },
};

/** A late approval is thrown away: the payment does not know that it was once approved. */
const lateApprovalIgnored: PlantedFault = {
  zh: '忽略迟到的成功应答',
  en: 'a late approval is ignored',
  plant: () =>
    onApply((changes) =>
      mapPayments(changes, (payment) =>
        payment.state === 'unknown'
          ? { ...payment, lateApproval: null }
          : payment.state === 'reversed'
            ? { ...payment, approval: null }
            : payment,
      ),
    ),
};

export const booksFaults = {
  'refund-counted-twice': refundCountedTwice,
  'fee-remainder-dropped': feeRemainderDropped,
  'wrong-clearing-day': wrongClearingDay,
  'void-claim-not-freed': voidClaimNotFreed,
  'batch-not-uncounted': batchNotUncounted,
  'late-approval-ignored': lateApprovalIgnored,
} as const;
