/** What can be asked of the engine about terminals, beside payments. */
import type { AcceptanceRoute } from '#domain/acceptance';
import type { Answer } from '#domain/answer';
import type { TerminalKey } from '#domain/payment';
import type {
  AcceptanceState,
  DataSet,
  DifferenceEnd,
  Product,
  Settlement,
  UploadEnd,
  UploadedItem,
} from '#domain/terminal';
import type { Merchant } from './ports/index.ts';

interface OfTerminal {
  readonly merchant: Merchant;
  readonly terminalId: string;
}

export interface SignIn extends OfTerminal {
  readonly type: 'sign-in';
  readonly operator: string;
  readonly pinKey: string | null;
  readonly macKey: string;
  readonly trackKey?: string | null;
  /** The dialect that the terminal signed in with. */
  readonly profile?: string;
}

export interface SignOff extends OfTerminal {
  readonly type: 'sign-off';
  readonly operator: string;
}

export interface Settle {
  readonly type: 'settle';
  readonly merchant: Merchant;
  readonly terminal: TerminalKey;
  readonly totals: Settlement['terminal'];
}

/** What is written down of a terminal. `by` and `reason` where a person did it. */
export type TerminalNote =
  | { readonly kind: 'held'; readonly set: DataSet; readonly version: string }
  | { readonly kind: 'status'; readonly text: string }
  | {
      readonly kind: 'wanted';
      readonly what: 'signIn' | 'status';
      readonly wanted: boolean;
      readonly by: string;
      readonly reason: string;
    }
  | {
      readonly kind: 'blocked';
      readonly blocked: boolean;
      readonly by: string;
      readonly reason: string;
    }
  | { readonly kind: 'registered'; readonly by: string; readonly reason: string }
  | {
      readonly kind: 'language';
      readonly language: 'zh' | 'en';
      readonly by: string;
      readonly reason: string;
    }
  | {
      readonly kind: 'profiles';
      readonly profiles: readonly string[];
      readonly by: string;
      readonly reason: string;
    };

export interface NoteTerminal extends OfTerminal {
  readonly type: 'note-terminal';
  readonly note: TerminalNote;
}

/** Switch a product, or with `only: 'ask'` say what would come of it. `batchNo`: the batch that is open now. */
export interface SwitchAcceptance extends OfTerminal {
  readonly type: 'switch-acceptance';
  readonly product: Product;
  readonly wanted: AcceptanceState;
  readonly asker: 'merchant' | 'operator';
  readonly by: string;
  readonly reason: string;
  readonly batchNo: string;
  readonly only?: 'ask';
}

/** What of a settled batch the terminal sends one by one. */
export interface UploadBatch extends OfTerminal {
  readonly type: 'upload-batch';
  readonly batchNo: string;
  readonly items: readonly UploadedItem[];
}

export interface EndBatch extends OfTerminal {
  readonly type: 'end-batch';
  readonly batchNo: string;
  readonly code: UploadEnd['code'];
  readonly count: number;
  /** The end carried the terminal's code: without it no rule undoes anything, for anybody could have sent it. */
  readonly authentic: boolean;
}

/** A person ends a difference between the terminal's list and the host's. */
export interface EndDifference extends OfTerminal {
  readonly type: 'end-difference';
  readonly batchNo: string;
  readonly no: number;
  readonly how: DifferenceEnd;
  readonly by: string;
  readonly reason: string;
}

export type TerminalCommand =
  | SignIn
  | SignOff
  | Settle
  | NoteTerminal
  | SwitchAcceptance
  | UploadBatch
  | EndBatch
  | EndDifference;

export type AcceptanceAnswer = Answer<AcceptanceRoute>;
