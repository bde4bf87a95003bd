/**
 * A terminal without a case: it speaks ISO 8583 over TCP, keeps its own journal on disk and makes its own
 * reversals, as the device on a counter does. It knows the platform only through the line.
 */

export type { BalanceRequest, RefundRequest, SaleRequest, VoidRequest } from './acts.ts';
export { type AnswerVerdict, checkAnswer } from './answer-check.ts';
export { CARD_KINDS, isEntryKind, KIND_NAMES, ORIGINALS } from './card-kinds.ts';
export {
  beginChip,
  type ChipAsk,
  type ChipBegun,
  type ChipFinished,
  type ChipMemory,
  ChipMemoryError,
  type ChipPersonalisation,
  chipFile,
  chipInMemory,
  contactProfile,
  createVirtualCard,
  issuerBy,
  OFFLINE_METHODS,
  type OfflineData,
  type OfflineIssuer,
  type OfflineMethod,
  personaliseOffline,
  ridOf,
  type VirtualCard,
} from './chip/index.ts';
export { DOWNLOADS, type Download } from './download-flow.ts';
export {
  type CardEntry,
  type EntryKind,
  type JournalEntry,
  type JournalState,
  type KeptSettlement,
  type OriginalReference,
  type PendingReversal,
  type TerminalTotals,
  totalsOf,
} from './journal-state.ts';
export type { FamilyRequest, SlipReference } from './preauth-flow.ts';
export type { ReversalReport, SettlementReport, TerminalResult, UploadReport } from './result.ts';
export type { TerminalStep } from './session.ts';
export type { ShownCode } from './shown-codes.ts';
export { atText, receiptOf, receiptOfCode, receiptOfEntry, type Slip, slipText } from './slip.ts';
export { TerminalInputError } from './terminal-input.ts';
export {
  openTerminalJournal,
  readTerminalJournal,
  type TerminalJournal,
  TerminalJournalError,
} from './terminal-journal.ts';
export {
  loadTerminalProfile,
  type SignInCode,
  type TerminalAddress,
  type TerminalProfile,
  TerminalProfileError,
} from './terminal-profile.ts';
export { NO_CARD, type TerminalVariety, VARIETY_KINDS, type VarietyKind } from './varieties.ts';
export {
  createVirtualTerminal,
  TerminalInUseError,
  type VirtualTerminal,
  type VirtualTerminalOptions,
} from './virtual-terminal.ts';
export { meaningOf } from './words.ts';
