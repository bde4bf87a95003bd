/** The way to telephones. */

/** Stands in a stored text where its secret part is put in at the moment of sending. */
export const SMS_SECRET_MARK = '••••••';

/** `kept`: it stays in the outbox of this machine. `sent`: a provider took it, under this name of its own. */
export type SmsTaken =
  | { readonly state: 'kept' }
  | { readonly state: 'sent'; readonly providerId: string | null };

/** What became of a text that a provider took. */
export interface SmsReceipt {
  readonly providerId: string;
  readonly state: 'delivered' | 'undelivered';
  /** Why it did not arrive, in the provider's own short code. */
  readonly error: string | null;
}

export interface SmsPort {
  /** Throws when the text was not taken: it is tried again, bounded. */
  send(text: { readonly id: string; readonly number: string; readonly text: string }): Promise<SmsTaken>;
  /** Where receipts go; of a way without receipts nothing comes. */
  onReceipt?(listener: (receipt: SmsReceipt) => void): void;
  /** Ends the line in order. */
  close?(): Promise<void>;
}
