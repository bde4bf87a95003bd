/** Random bytes out of a stock: drawing few of them costs more than whatever they are for. */
import { randomFillSync } from 'node:crypto';

const STOCK_BYTES = 8_192;
const stock = new Uint8Array(STOCK_BYTES);
let used = STOCK_BYTES;

/** Bytes that nobody was given before; the stock keeps none of them. */
export function drawBytes(count: number): Uint8Array {
  if (count > STOCK_BYTES / 4) return randomFillSync(new Uint8Array(count));
  if (used + count > STOCK_BYTES) {
    randomFillSync(stock);
    used = 0;
  }
  const drawn = stock.slice(used, used + count);
  stock.fill(0, used, used + count);
  used += count;
  return drawn;
}
