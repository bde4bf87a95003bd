/** What the doors of this room take and give. */
import type { PersonRecord, PersonSession, PersonStore } from '#adapters/postgres';
import type { Passwords, Place } from '#adapters/sign-in';
import type { WalletId } from '#domain/wallet';
import type { Clock, FacePort, SecurityModule } from '#engine';

export interface WalletSignInOptions {
  readonly store: PersonStore;
  readonly security: Pick<SecurityModule, 'seal' | 'unseal' | 'mark' | 'verifyMark'>;
  readonly clock: Clock;
  /** Cardholders of the demonstration, whose passwords everybody knows, may sign in. */
  readonly demo: boolean;
  readonly passwords?: Passwords;
  readonly wallets: Wallets;
  /** Somebody waits for a text. */
  readonly onText?: () => void;
  /** Who compares faces; left out: that way is not offered. */
  readonly face?: FacePort;
  /** What went wrong behind an answer, without a number or a name. */
  readonly trouble?: (message: string) => void;
}

/** Where wallets are opened, in the books. */
export interface Wallets {
  newId(): WalletId;
  /** The same wallet again is the same; throws when it cannot be told whether it was opened. */
  open(wallet: {
    readonly walletId: WalletId;
    readonly holder: { readonly name: string; readonly idNumber: string; readonly phone: string };
    /** Seen at a counter, or only from afar. */
    readonly seen: boolean;
    readonly by: string;
  }): Promise<void>;
}

export interface Parts extends WalletSignInOptions {
  readonly passwords: Passwords;
}

/** From where a cardholder calls: `device` is the secret that this browser keeps for long. */
export interface HolderPlace extends Place {
  readonly device: string;
}

/** A cardholder who is signed in, as of now. */
export interface HolderSignedIn {
  readonly session: PersonSession;
  readonly person: PersonRecord;
  readonly endsAtMs: number;
}

export type HolderRefused =
  | {
      readonly refused:
        | 'phone-sign-in-failed'
        | 'device-code-needed'
        | 'sign-in-busy'
        | 'code-wrong'
        | 'password-wrong'
        | 'passkey-not-valid';
    }
  | { readonly refused: 'too-many-tries' | 'too-many-codes'; readonly waitMs: number };

/** `token` goes to the browser and is kept nowhere. */
export type HolderOpened = { readonly token: string; readonly signedIn: HolderSignedIn };

/** Who tried, for the record; null where nobody has the telephone. */
export interface HolderTold<T> {
  readonly result: T;
  readonly person: PersonRecord | null;
}
