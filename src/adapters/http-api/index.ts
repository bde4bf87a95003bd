/** The merchant API over HTTP. */

export { answerView } from './answer-view.ts';
export { createHttpApi } from './api.ts';
export { keyHash } from './auth.ts';
export { accountsView, journalView } from './books-view.ts';
export { cancellationDetail, type TrackingOptions } from './cancellation-detail.ts';
export { journeyView } from './journey-view.ts';
export type { CeremonyQuestion, InputFault, KeyDesk, ShownKey } from './key-desk.ts';
export type {
  Access,
  ApiMetrics,
  HttpApiOptions,
  Readiness,
  ReadinessPart,
  RuleDesk,
  RuleFault,
  TriedRules,
} from './options.ts';
export { ruleDetail, ruleView } from './rules-view.ts';
export type {
  AnswerView,
  AskedView,
  CancellationView,
  CancellationWithAnswerView,
  ExplanationView,
  OutcomeView,
  PaymentView,
} from './schemas.ts';
export type { AdviceView } from './schemas-advices.ts';
export type { AccountView, JournalView, JourneyView, UnresolvedView } from './schemas-books.ts';
export type { PayoutView } from './schemas-bounces.ts';
export type { DeliveryView, EndpointView, NoticeView, SmsView } from './schemas-notices.ts';
export type { OrderJourneyView, OrderPaymentView, OrderView } from './schemas-orders.ts';
export type {
  LookedUpView,
  PublicAskedView,
  ReceiptView,
  RequestDetailView,
  RequestView,
} from './schemas-requests.ts';
export type { DifferenceView, RuleDetailView, RuleTrialView, RuleView } from './schemas-rules.ts';
export type {
  AcceptanceAnswerView,
  AcceptancesView,
  BatchView,
  SwitchedView,
  TerminalView,
} from './schemas-terminals.ts';
export type { CancellationDetailView, PublicTrackingView, TrackingView } from './schemas-tracking.ts';
export { openStandbyDoor, type StandbyDoor } from './standby-door.ts';
export { createSubjectViews } from './subject-views.ts';
export { assertListenAllowed, isLoopback, ListenError, loadTls, type TlsFiles } from './tls.ts';
export { cancellationView, cancellationWithAnswer, paymentView, unresolvedView } from './views.ts';
