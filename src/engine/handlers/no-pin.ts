/** Small amounts without PIN and signature (小额免密免签): what is read without contact and without a PIN has a bound. */
import { calendarDayOf, SHANGHAI } from '#domain/calendar';
import type { Fen } from '#domain/money';
import type { Outcome } from '#domain/outcome';
import { effective } from '#domain/policy';
import { productsOf, type Terminal, type Use } from '#domain/terminal';
import { EmvError, readChipData, verifiedOnDevice } from '#wire/emv';
import { type Context, scopeOf } from './context.ts';

/** The bound of the rules for this merchant (PBC-40); a terminal may have a narrower one of its own. */
function noPinMaxFen(context: Context, terminal: Terminal): Fen {
  const scope = scopeOf(context, terminal.merchantId);
  const today = calendarDayOf(context.nowMs, SHANGHAI);
  const ruled = BigInt(Number(effective(context.rules, 'order.noPinMaxFen', scope, today).value));
  const own = terminal.noPinMaxFen;
  return own !== undefined && own < ruled ? own : ruled;
}

/** A telephone proves its holder itself; the issuer checks that it says so under its cryptogram. */
function saysVerifiedOnDevice(chipData: Uint8Array | null): boolean {
  if (chipData === null) return false;
  try {
    return verifiedOnDevice(readChipData(chipData, 'loose'));
  } catch (error) {
    if (error instanceof EmvError) return false;
    throw error;
  }
}

export function noPinRefusal(
  context: Context,
  terminal: Terminal,
  use: Use,
  amountFen: Fen,
  chipData: Uint8Array | null,
): Outcome | null {
  if (!productsOf(use).includes('no-pin') || saysVerifiedOnDevice(chipData)) return null;
  return amountFen > noPinMaxFen(context, terminal) ? 'pin-needed' : null;
}
