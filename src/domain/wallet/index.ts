export { NO_LIMITS } from './act-account.ts';
export { BINDINGS_MAX, bindingOf, DEVICE_CARDS_MAX, isUsable } from './act-cards.ts';
export { activeDeduction, DEDUCTIONS_MAX, SERVICES_MAX, samePlace } from './act-services.ts';
export {
  type ActSetting,
  type Decided,
  sameSource,
  type WalletAct,
  type WalletActKind,
  type WalletEvent,
  type WalletStep,
} from './act-types.ts';
export { ACT_IN, decideWallet, refusalInState } from './acts.ts';
export { type Booked, type BookedMovement, bookedOf } from './booked.ts';
export * from './late-payout.ts';
export * from './late-state.ts';
export { type NoPinLimits, type PayLimits, payLimits } from './limits.ts';
export * from './money.ts';
export * from './movement.ts';
export {
  chosenSource,
  coveringServices,
  decidePay,
  type Instead,
  insteadOf,
  type PayAnswer,
  type PayAsk,
  type Standing,
  sourcesInOrder,
  spentFen,
} from './pay.ts';
export * from './state.ts';
export * from './transfer.ts';
export * from './transfer-moves.ts';
export { refundKeyOf } from './transfer-returned.ts';
export { usedFenOn, withoutUse, withUse, withUseAgain } from './use.ts';
export * from './words.ts';
