/** The merchant API over HTTP. */

export { answerView } from './answers/answer-view.ts';
export { type ExplainedView, explained, explainSchema } from './answers/explained.ts';
export { createHttpApi } from './api.ts';
export { keyHash } from './auth.ts';
export { cancellationDetail, type TrackingOptions } from './cancellations/cancellation-detail.ts';
export type { PayoutView } from './cancellations/schemas-bounces.ts';
export type { Progress, QueueItemView, QueueView, VerifyRunner } from './desk/index.ts';
export type { DeliveryView, EndpointView, NoticeView, SmsView } from './notices/schemas-notices.ts';
export { accountsView, journalView } from './operation/books-view.ts';
export type { CeremonyQuestion, InputFault, KeyDesk, ShownKey } from './operation/key-desk.ts';
export type {
  LineEvent,
  OperationsDesk,
  SeenTerminal,
  Simulated,
  ZoneKeyAge,
} from './operation/operations-desk.ts';
export type { AccountView, JournalView, JourneyView, UnresolvedView } from './operation/schemas-books.ts';
export type { LiveSampleView, NetworkView, SimulatorView } from './operation/schemas-operations.ts';
export type {
  Access,
  ApiMetrics,
  HttpApiOptions,
  ListedRoute,
  Readiness,
  ReadinessPart,
  RuleDesk,
  RuleFault,
  TriedRules,
} from './options.ts';
export type { OrderJourneyView, OrderPaymentView, OrderView } from './orders/schemas-orders.ts';
export { journeyView } from './payments/journey-view.ts';
export type { AdviceView } from './payments/schemas-advices.ts';
export { createSubjectViews } from './payments/subject-views.ts';
export { cancellationView, cancellationWithAnswer, paymentView, unresolvedView } from './payments/views.ts';
export type { LookedUpView, PublicAskedView } from './public/schemas-public.ts';
export type { CancellationDetailView, PublicTrackingView, TrackingView } from './public/schemas-tracking.ts';
export type { ReceiptView, RequestDetailView, RequestView } from './requests/schemas-requests.ts';
export { ROUTE_PERMISSIONS } from './route-permissions.ts';
export type {
  ChangedFiles,
  DraftedFiles,
  NamedText,
  RuleEditing,
  RuleEditionFiles,
} from './rules/rule-editing.ts';
export { ruleDetail, ruleView } from './rules/rules-view.ts';
export type { ChangeView, EditionView, ProposalView, TrialStateView } from './rules/schemas-rule-changes.ts';
export type { DifferenceView, RuleDetailView, RuleTrialView, RuleView } from './rules/schemas-rules.ts';
export type {
  AnswerView,
  AskedView,
  CancellationView,
  CancellationWithAnswerView,
  ExplanationView,
  OutcomeView,
  PaymentView,
} from './schemas.ts';
export { openStandbyDoor, type StandbyDoor } from './standby-door.ts';
export type {
  AcceptanceAnswerView,
  AcceptancesView,
  BatchView,
  SwitchedView,
  TerminalView,
} from './terminals/schemas-terminals.ts';
export {
  TILL_ACTS,
  type TillAct,
  type TillActKind,
  type TillBegun,
  type TillCard,
  type TillDesk,
  type TillDoubt,
  type TillOrder,
  type TillPayerCode,
  type TillScan,
  type TillStep,
  type TillTerminal,
  TillTroubleError,
} from './till/till-desk.ts';
export { assertListenAllowed, isLoopback, ListenError, loadTls, type TlsFiles } from './tls.ts';
export type { BankOfCard, MadeToken, ShownCode, WalletTools } from './wallet/wallet-tools.ts';
