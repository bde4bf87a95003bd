/** The card network with its issuers: a pure actor, its cards, and what it does wrong on request. */
export {
  createNetworkActor,
  type Handled,
  type NetworkActor,
  type Scanned,
  type ScanOptions,
} from './actor.ts';
export { answerTo } from './answer.ts';
export {
  type BookLine,
  type CardAmounts,
  cardAccount,
  cardAmounts,
  fundingAccount,
  holdsUnposted,
  type IssuerBooks,
  IssuerBooksError,
  type IssuerJournal,
  imbalanceOf,
  settlementAccount,
} from './books.ts';
export { CARD_STATES, type CardState, cardStatusOf } from './card-states.ts';
export {
  type QueuedScript,
  SCRIPT_COMMANDS,
  SCRIPTS_QUEUED_MAX,
  type ScriptCommand,
  type ScriptReport,
} from './chip-scripts.ts';
export { type ClearingFile, clearingLineOf } from './clearing.ts';
export {
  type Card,
  type CardStatus,
  cutOverTime,
  type Issuer,
  type IssuerChips,
  type NetworkConfig,
  pinTriesMax,
  type VerifyPin,
} from './config.ts';
export { type CutOver, type CutOverMoves, type CutOverStep, isCutOverDue } from './cut-over.ts';
export type { CardLimits } from './day-use.ts';
export {
  createFaultPlan,
  type Fault,
  type FaultKind,
  type FaultOdds,
  type FaultOrder,
  type FaultPlan,
  type FaultView,
  faultKinds,
  faultOrdersMax,
} from './faults.ts';
export type { KnownOrder } from './known-order.ts';
export { SCANNED_KEPT_MS } from './orders.ts';
export { cardOfPayCode, payCodeFor } from './pay-codes.ts';
export {
  applyRecord,
  createNetworkState,
  holdIndex,
  type NetworkRecord,
  type NetworkState,
  type Transaction,
  type TransactionKind,
  type TransactionRecord,
  wireKeyOf,
} from './state.ts';
export {
  issuedTestCards,
  networkInstitution,
  type TestCard,
  testCards,
  testHolders,
  testIssuers,
} from './test-cards.ts';
export type { IssuerText } from './verification.ts';
export {
  type CardView,
  findTransaction,
  type IssuerView,
  type TransactionView,
  viewCards,
  viewIssuers,
  viewTransaction,
} from './views.ts';
