/** Chip cards in software, and the terminal's half of a payment with one. */
export {
  type ChipMemory,
  type ChipPersonalisation,
  type ChipStore,
  createVirtualCard,
  type VirtualCard,
} from './card.ts';
export { approveAlone, beginChip, type ChipAsk, type ChipBegun, type ChipFinished } from './kernel.ts';
export { ChipMemoryError, chipFile, chipInMemory } from './store.ts';
