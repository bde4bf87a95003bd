/** What is asked of the engine when a cardholder wants to know what is on the card. */
import type { Outcome } from '#domain/outcome';
import type { NetworkKey, SealedCard, TerminalKey } from '#domain/payment';
import type { InquiryKind, Merchant } from './ports/index.ts';

/** A question of a terminal. It leaves a line of audit and no payment. */
export interface Inquire {
  readonly type: 'inquire';
  readonly merchant: Merchant;
  readonly terminal: TerminalKey;
  readonly inquiry: InquiryKind;
  /** Ours, as the network sees it: the line of audit names it. */
  readonly network: NetworkKey;
  readonly rrn: string;
  readonly card: SealedCard;
  readonly entryMode: string;
  readonly conditionCode: string;
  readonly pinEntered: boolean;
}

/** What came of the question: the second line of audit. What is on the card stands nowhere. */
export interface InquiryTold {
  readonly type: 'inquiry-told';
  readonly merchant: Merchant;
  readonly terminal: TerminalKey;
  readonly rrn: string;
  readonly outcome: Outcome;
}

export type InquiryCommand = Inquire | InquiryTold;
