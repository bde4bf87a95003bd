/** The one decision behind every door that is no terminal: which way back, if any. */
import type { Answer, Asker, Purpose } from '#domain/answer';
import type { Cancellation, Route, SentRoute } from '#domain/cancellation';
import type { Fen } from '#domain/money';
import type { Payment } from '#domain/payment';
import type { Context } from './context.ts';
import { ask } from './way-back.ts';

export type HostDecision =
  | {
      readonly kind: 'open';
      readonly route: SentRoute;
      readonly amountFen: Fen;
      readonly answer: Answer<Route>;
    }
  /** The outcome is unknown and its reversal is already under way: that one is the cancellation asked for. */
  | { readonly kind: 'running'; readonly cancellation: Cancellation; readonly answer: Answer<Route> }
  | { readonly kind: 'refused'; readonly answer: Answer<Route> };

export function decideHost(
  context: Context,
  payment: Payment,
  asked: {
    readonly asker: Asker;
    readonly route: Route | null;
    readonly amountFen: Fen | null;
    readonly purpose?: Purpose | undefined;
  },
): HostDecision {
  const { asker, route: wanted, amountFen, purpose = null } = asked;
  const answer = ask(context, payment, asker, wanted, amountFen, null, purpose);
  const { verdict, route, terms } = answer;
  if ((verdict !== 'YES' && verdict !== 'YES_WITH_REVIEW') || terms === null)
    return { kind: 'refused', answer };
  const running = context.work.cancellationsOf(payment.id).find((each) => each.route === 'REVERSAL');
  if (route === 'REVERSAL' && running !== undefined)
    return { kind: 'running', cancellation: running, answer };
  return { kind: 'open', route: route as SentRoute, amountFen: terms.amountFen, answer };
}
