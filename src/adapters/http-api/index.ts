/** The merchant API over HTTP. */

export { answerView } from './answer-view.ts';
export { createHttpApi } from './api.ts';
export { keyHash } from './auth.ts';
export type { Access, ApiMetrics, HttpApiOptions, Readiness, ReadinessPart } from './options.ts';
export type {
  AccountView,
  AnswerView,
  CancellationView,
  CancellationWithAnswerView,
  JournalView,
  JourneyView,
  OutcomeView,
  PaymentView,
  UnresolvedView,
} from './schemas.ts';
export { assertListenAllowed, isLoopback, ListenError, loadTls, type TlsFiles } from './tls.ts';
export {
  accountView,
  cancellationView,
  cancellationWithAnswer,
  journalView,
  journeyView,
  paymentView,
  unresolvedView,
} from './views.ts';
