/** What the platform answers when it is asked whether a payment, or a part of it, can be cancelled. */
import { api } from '../../shared/api.ts';
import type { Words } from '../../shared/words.ts';

export interface Asked {
  readonly verdict: 'YES' | 'NO' | 'NOT_YET' | 'YES_WITH_REVIEW';
  readonly sentence: Words;
  readonly deadline: { readonly at: string } | null;
  readonly rules: readonly (Words & { readonly id: string; readonly held: boolean })[];
}

/** `amount` in fen; `null` asks for all that is left. */
export const askCancellability = (
  paymentId: string,
  amount: number | null,
  signal: AbortSignal,
): Promise<Asked> =>
  api.get<Asked>(
    `/v1/payments/${encodeURIComponent(paymentId)}/cancellability${amount === null ? '' : `?amount=${amount}`}`,
    { signal },
  );

export const isAllowed = ({ verdict }: Asked): boolean => verdict === 'YES' || verdict === 'YES_WITH_REVIEW';
