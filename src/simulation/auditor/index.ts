/** The independent auditor: its own books from what each party was told, and the laws that may never break. */
export { Auditor } from './auditor.ts';
export type { ClosedJourney } from './close.ts';
export type { AuditFigures } from './memory.ts';
export type { Motion } from './motion.ts';
export type { AuditedPayment } from './records.ts';
export { BOUNDS } from './step-laws.ts';
export { LAWS, type Law, Violation } from './violation.ts';
