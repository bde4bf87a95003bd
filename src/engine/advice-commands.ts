/** What a terminal tells of a payment that stands: a tip, a corrected amount, what a card made of a script. */
import type { Fen } from '#domain/money';
import type { AdviceId, AdviceKind, EndVerdict, PaymentId, TerminalKey } from '#domain/payment';
import type { Merchant } from './ports/index.ts';

/** An operator's act on an advice that was handed to a person. */
export interface EndAdvice {
  readonly type: 'end-advice';
  readonly book: string;
  readonly paymentId: PaymentId;
  readonly adviceId: AdviceId;
  readonly by: string;
  readonly act:
    | { readonly type: 'propose'; readonly verdict: EndVerdict; readonly evidence: string }
    | { readonly type: 'reject' }
    /** `ofMs`: when the finding was proposed that was read. */
    | { readonly type: 'approve'; readonly ofMs?: number | undefined };
}

export interface AdviseCommand {
  readonly type: 'advise-payment';
  readonly advice: AdviceKind;
  readonly merchant: Merchant;
  /** The message that tells. */
  readonly terminal: TerminalKey;
  /** F61; a tip may name its sale by the reference number alone. */
  readonly original: {
    readonly batchNo: string;
    readonly stan: string;
    readonly day: string | null;
  } | null;
  readonly rrn: string | null;
  /** F4: what the whole amount becomes; `null` for a script result. */
  readonly amountFen: Fen | null;
  /** F48 of a tip: the part that is the tip. */
  readonly tipFen: Fen | null;
  readonly cardIndex: string | null;
  /** Chip data under the module's key, bound to `terminal`. */
  readonly sealedChip: string | null;
  readonly print: string;
}
