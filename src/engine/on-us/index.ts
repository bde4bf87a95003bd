export { isOwnNumber, OWN_BIN, PAY_CODE_BIN } from '../own-numbers.ts';
export { createOnUsChip, type OnUsChip, type OnUsChipOptions, TOKEN_SEQUENCE } from './chip.ts';
export { createOnUsNetwork, type OnUsNetwork, type OnUsOptions } from './network.ts';
