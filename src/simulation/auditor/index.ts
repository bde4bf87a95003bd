/** The independent auditor: its own books from what each party was told, and the laws that may never break. */
export { Auditor, type ClosedJourney } from './auditor.ts';
export type { AuditFigures } from './memory.ts';
export type { AuditedPayment } from './records.ts';
export { BOUNDS } from './step-laws.ts';
export { LAWS, type Law, Violation } from './violation.ts';
