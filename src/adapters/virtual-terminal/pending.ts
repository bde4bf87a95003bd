/** What a terminal keeps until the host has taken it: reversals, completion notices, results of scripts. */

/** A request on its way back, written before the request itself leaves. */
export interface PendingReversal {
  readonly stan: string;
  /** Fields of the 0400 without card number, expiry, reason and MAC: text fields by number. */
  readonly fields: Readonly<Record<string, string>>;
  readonly sealedCard: string;
  /** False for a swiped card, whose number only ever was in the track. */
  readonly namesCard: boolean;
  /** F39: `06` until more is known, `98` no answer, `A0` answer with a wrong MAC. */
  readonly reason: '06' | '98' | 'A0';
  /** F38, when an answer that could not be accepted had one. */
  readonly authCode: string | null;
  /** F55 of the 0400 of a chip payment, in hexadecimal. */
  readonly chipHex?: string;
  readonly sends: number;
}

/** What a card made of its issuer's scripts, kept until the host has taken it. `stan`, `batchNo`: of the payment. */
export interface PendingScriptNotice
  extends Pick<PendingReversal, 'stan' | 'fields' | 'sealedCard' | 'sends'> {
  readonly batchNo: string;
  readonly chipHex: string;
  /** Trace number of the notice itself; null until it leaves for the first time. */
  readonly ownStan: string | null;
}

/** A completion notice, kept until it is answered; the same fields every time. */
export interface PendingNotice extends Pick<PendingReversal, 'stan' | 'fields' | 'sealedCard' | 'namesCard'> {
  readonly batchNo: string;
}
