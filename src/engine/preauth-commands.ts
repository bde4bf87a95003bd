/** What can be asked of the pre-authorisation family. Its ways back are those of every payment. */
import type { PaymentKind } from '#domain/payment';
import type { Pay } from './commands.ts';

/** F61 and F38: which earlier message of which terminal, and the code of its approval. */
export interface NamedHold {
  /** `null` where the terminal does not know it: an increment sends zeros. */
  readonly original: { readonly batchNo: string; readonly stan: string; readonly day: string | null } | null;
  readonly authCode: string | null;
}

/** A pre-authorisation, an increment of one, or its completion as a request or as a notice. */
export interface Hold extends Omit<Pay, 'type' | 'discounts'> {
  readonly type: 'hold';
  readonly kind: Exclude<PaymentKind, 'sale'>;
  /** Of a completion: stored and repeated until it is acknowledged, never reversed. */
  readonly isNotice: boolean;
  /** What is raised or completed; `null` for a pre-authorisation. */
  readonly names: NamedHold | null;
}
