/** Slips for thermal printers. */
export { escposBytes, type Paper } from './escpos.ts';
