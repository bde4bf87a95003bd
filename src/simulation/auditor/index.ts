/** The independent auditor: its own books from what each party was told, and the laws that may never break. */
export { type AuditFigures, Auditor, type ClosedJourney } from './auditor.ts';
export type { AuditedPayment } from './records.ts';
export { BOUNDS } from './step-laws.ts';
export { type Law, LAWS, Violation } from './violation.ts';
