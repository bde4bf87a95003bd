/** What is known of one order. */
export interface KnownOrder {
  closed: boolean;
  /** When a payer's app last scanned its code without paying yet. */
  scannedMs: number | null;
  /** Wire keys of the payments that were approved, first one first. */
  readonly paid: string[];
}

export const newKnownOrder = (): KnownOrder => ({ closed: false, scannedMs: null, paid: [] });
