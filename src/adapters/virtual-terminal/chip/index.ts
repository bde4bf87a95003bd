/** Chip cards in software, and the terminal's half of a payment with one. */
export { type AloneResult, approveAlone } from './alone.ts';
export {
  type ChipMemory,
  type ChipPersonalisation,
  type ChipStore,
  contactProfile,
  createVirtualCard,
  ridOf,
  type VirtualCard,
} from './card.ts';
export { beginChip, type ChipAsk, type ChipBegun, type ChipFinished } from './kernel.ts';
export {
  issuerBy,
  OFFLINE_METHODS,
  type OfflineData,
  type OfflineIssuer,
  type OfflineMethod,
  personaliseOffline,
} from './offline-card.ts';
export { ChipMemoryError, chipFile, chipInMemory } from './store.ts';
