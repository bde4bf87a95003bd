export * from './advice.ts';
export * from './advice-books.ts';
export * from './advice-end.ts';
export * from './circumstances.ts';
export * from './decide.ts';
export * from './discounts.ts';
export { baseOf, canBeClaimedWhole, evolvePayment } from './evolve.ts';
export * from './fees.ts';
export * from './kinds.ts';
export * from './moves.ts';
export * from './postings.ts';
export {
  completionLimitFen,
  dueOfPayment,
  heldFen,
  isBeingRaised,
  isHold,
  RAISE_SETTLES_MS,
  refusalOfCompletion,
  refusalOfUse,
} from './preauth.ts';
export * from './state.ts';
export * from './variety.ts';
