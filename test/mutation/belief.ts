import type { VarietyName } from '#domain/payment';

/** What the people outside were told about one sale. At the end it has to be true. Amounts in fen. */
export interface Belief {
  readonly stan: string;
  readonly terminalId: string;
  readonly batchNo: string;
  /** A tip or a correction changes it. */
  amountFen: bigint;
  readonly card: string;
  /** Absent: a plain sale. */
  readonly variety?: VarietyName;
  /**
   * `being-undone`: the host said that it does not know and undoes it. `refused`: its reversal was refused
   * for a reason that leaves open what became of it.
   */
  sale: 'open' | 'paid' | 'unpaid' | 'being-undone' | 'refused';
  void: 'none' | 'done' | 'refused';
  refundedFen: bigint;
  /** A refund that its terminal never got an answer to. */
  unansweredFen: bigint;
}
