/** What can be asked of the engine, and what it replies. */
import type { Answer } from '#domain/answer';
import type { ClearingDay } from '#domain/calendar';
import type { AfterCommand, Cancellation, Door, PersonCommand, Route } from '#domain/cancellation';
import type { Currency, Fen } from '#domain/money';
import type { Order } from '#domain/order';
import type { Outcome } from '#domain/outcome';
import type {
  AdviceId,
  CancellationId,
  Circumstances,
  DiscountPart,
  InstalmentTerms,
  OfflineApproval,
  Payment,
  PaymentChannel,
  PaymentId,
  PaymentKind,
  SealedCard,
  TerminalKey,
  Variety,
  VarietyName,
} from '#domain/payment';
import type { Actor, CancelRequest, Contact, Paper, Asked as RequestAsked, RequestId } from '#domain/request';
import type { Batch, Settlement, Terminal } from '#domain/terminal';
import type { WalletPaymentId } from '#domain/wallet';
import type { AdviseCommand, EndAdvice } from './advice-commands.ts';
import type { ClosureCommandOfEngine, ClosureReply } from './closure-commands.ts';
import type { InquiryCommand } from './inquiry-commands.ts';
import type { LatePayoutCommand } from './late-payout-commands.ts';
import type { LossReply, WalletLossCommand } from './loss-commands.ts';
import type { OrderCommand } from './order-commands.ts';
import type { Carried, Merchant, NetworkSubject } from './ports/index.ts';
import type { Hold } from './preauth-commands.ts';
import type { AcceptanceAnswer, TerminalCommand } from './terminal-commands.ts';
import type { WalletCommand, WalletReply } from './wallet-commands.ts';

/** A sale as a terminal asks for it. `print` is the keyed fingerprint of what the message says. */
export interface Pay {
  readonly type: 'pay';
  readonly merchant: Merchant;
  readonly terminal: TerminalKey;
  /** The time that the message names, where it names one. */
  readonly toldMs?: number | null;
  readonly amountFen: Fen;
  readonly currency: Currency;
  readonly card: SealedCard;
  readonly entryMode: string;
  readonly conditionCode: string;
  readonly print: string;
  /** Parts of the price that others pay; `amountFen` is the payer's. */
  readonly discounts?: readonly DiscountPart[];
  readonly carried: Carried;
  /** It was made without the host: the card or a voice said yes, and the terminal tells of it. */
  readonly offline?: OfflineApproval;
  /** Absent: a plain sale. */
  readonly variety?: Variety;
  /** By which way of paying; absent: a card. */
  readonly channel?: PaymentChannel;
  /** Why the sale cannot be carried out as it arrived; a repetition still gets its first outcome. */
  readonly refusal?: Outcome;
}

/** A void or refund message of a terminal. `original` is F61; its date is a full day. */
export interface TerminalCancel {
  readonly type: 'terminal-cancel';
  readonly route: 'VOID' | 'REFUND';
  readonly merchant: Merchant;
  readonly terminal: TerminalKey;
  readonly toldMs?: number | null;
  readonly original: { readonly batchNo: string; readonly stan: string; readonly day: string | null };
  /** What the message says that it undoes; absent: a sale. */
  readonly of?: 'preauthorisation' | 'completion';
  /** F38: pre-authorisations are known by it at every terminal of the shop; of others it must fit where it is named. */
  readonly authCode?: string | null;
  readonly rrn: string | null;
  readonly amountFen: Fen;
  readonly cardIndex: string | null;
  /** Which variety the message says that it undoes; absent: it does not say. */
  readonly variety?: VarietyName | 'plain';
  /** It gives back what was made without the host. */
  readonly offline?: true;
  /** F61 may name the message that showed a code: what paid its order goes back. */
  readonly byCode?: true;
  readonly print: string;
}

/** A reversal message of a terminal: it names its own earlier message by the same trace number. */
export interface TerminalReverse {
  readonly type: 'terminal-reverse';
  readonly merchant: Merchant;
  readonly terminal: TerminalKey;
  readonly of: PaymentKind | 'void';
  readonly rrn: string | null;
  readonly amountFen: Fen;
  readonly cardIndex: string | null;
  readonly reason: string;
}

/** The back office, the payer or an operator asks; `route` and `amountFen` may be left to the answer. */
export interface HostCancel {
  readonly type: 'host-cancel';
  readonly merchant: Merchant;
  readonly paymentId: PaymentId;
  readonly route: Route | null;
  readonly amountFen: Fen | null;
  readonly key: string;
  readonly print: string;
  readonly door: Door;
  readonly requestedBy: string;
  readonly reason: string;
  /** Who in the shop asked, in the shop's words. */
  readonly shopPerson?: string;
  /** A route that opens later is waited for by a request. */
  readonly whenOpen?: boolean;
}

/** A payer asks the shop, without login. */
export interface RequestOpen {
  readonly type: 'request-open';
  readonly merchant: Merchant;
  readonly paymentId: PaymentId;
  readonly amountFen: Fen | null;
  readonly whenOpen: boolean;
  readonly reason: string;
  readonly contact: Contact | null;
  /** What else the payer told: purpose, language, and under which key it was asked. */
  readonly told?: Pick<RequestAsked, 'purpose' | 'language' | 'print'>;
}

/** What a person does with a request. `why` goes with a no. */
export interface RequestMove {
  readonly type: 'request-move';
  readonly book: string;
  readonly paymentId: PaymentId;
  readonly requestId: RequestId;
  readonly move: 'accept' | 'refuse' | 'approve' | 'reject' | 'withdraw' | 'confirm-arrival';
  readonly by: Actor;
  readonly why: string | null;
}

/** A paper whose content is stored already. */
export interface RequestPaper {
  readonly type: 'request-paper';
  readonly book: string;
  readonly paymentId: PaymentId;
  readonly requestId: RequestId;
  readonly paper: Omit<Paper, 'atMs'>;
}

export interface Answered {
  readonly type: 'answered';
  readonly subject: NetworkSubject;
  /** F7/F11 key of the message that was answered. A void that is tried again has a new one. */
  readonly key?: string;
  readonly outcome: Outcome;
  readonly authCode: string | null;
  readonly clearingDay: ClearingDay | null;
  readonly instalments?: InstalmentTerms | null;
}

export interface NotSent {
  readonly type: 'not-sent';
  readonly subject: NetworkSubject;
}

export interface Due {
  readonly type: 'due';
  readonly book: string;
  readonly paymentId: PaymentId;
  readonly cancellationId: CancellationId | null;
  readonly requestId?: RequestId;
}

/** What the network's clearing file says of one payment. */
export interface Cleared {
  readonly type: 'cleared';
  readonly book: string;
  readonly paymentId: PaymentId;
  readonly paymentIn: boolean;
  readonly voidIn: boolean;
  readonly reversalIn: boolean;
  /** Network keys of the refunds of this payment that stand in the file. */
  readonly refundKeys?: readonly string[];
  readonly clearingDay: ClearingDay;
}

/** The parts of an act that the engine adds: time, the network's day, keys, and what the payment itself tells. */
type Added = 'atMs' | 'clearingDayNow' | 'fresh' | 'isClosedCard';
type Asked<T> = T extends unknown ? Omit<T, Added> : never;
export type CancellationAct = Asked<AfterCommand | PersonCommand>;

/** A person, the bank or the clearing file moves a way back after the network's word. */
export interface Act {
  readonly type: 'act';
  readonly book: string;
  readonly paymentId: PaymentId;
  readonly cancellationId: CancellationId;
  readonly act: CancellationAct;
}

/** An operator records what surrounds a payment: only what is named changes. */
export interface RecordCircumstances {
  readonly type: 'record-circumstances';
  readonly book: string;
  readonly paymentId: PaymentId;
  readonly told: Partial<Circumstances>;
  readonly by: string;
  readonly reason: string;
}

export type Command =
  | Pay
  | Hold
  | TerminalCancel
  | TerminalReverse
  | TerminalCommand
  | HostCancel
  | RequestOpen
  | RequestMove
  | RequestPaper
  | Answered
  | NotSent
  | Due
  | Cleared
  | Act
  | RecordCircumstances
  | AdviseCommand
  | EndAdvice
  | InquiryCommand
  | OrderCommand
  | WalletCommand
  | WalletLossCommand
  | LatePayoutCommand
  | ClosureCommandOfEngine;

/** A result with everything a terminal or an API answer needs. */
export interface Reply extends WalletReply, LossReply, ClosureReply {
  readonly outcome: Outcome;
  readonly atMs: number;
  readonly payment: Payment | null;
  readonly cancellation: Cancellation | null;
  readonly request: CancelRequest | null;
  readonly terminal: Terminal | null;
  readonly settlement: Settlement | null;
  readonly batch: Batch | null;
  /** Whether and why a product could be switched. */
  readonly acceptance: AcceptanceAnswer | null;
  readonly order: Order | null;
  readonly answer: Answer<Route> | null;
  /** What the issuer says to the chip (F55): only for whoever waits for the network's own answer. */
  readonly chipAnswer?: Uint8Array;
  /** The same was asked before; this is the first outcome again. */
  readonly repeated: boolean;
}

/** Either a reply now, or the promise of one when this payment or cancellation ends. */
export type Handled =
  | { readonly reply: Reply }
  | {
      readonly waitFor: PaymentId | CancellationId | AdviceId | WalletPaymentId;
      readonly repeated: boolean;
    };

export function replyWith(outcome: Outcome, atMs: number, parts?: Partial<Reply>): Reply {
  const bare: Reply = {
    outcome,
    atMs,
    payment: null,
    cancellation: null,
    request: null,
    terminal: null,
    settlement: null,
    batch: null,
    acceptance: null,
    order: null,
    wallet: null,
    movement: null,
    made: null,
    loss: null,
    closure: null,
    page: null,
    needs: null,
    answer: null,
    repeated: false,
  };
  return parts === undefined ? bare : { ...bare, ...parts };
}

/** The book a command writes; it decides the lane. */
export function bookOf(command: Command): string {
  if ('merchant' in command) return command.merchant.book;
  return 'book' in command ? command.book : command.subject.book;
}
