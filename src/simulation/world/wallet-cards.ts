/** Numbers of the institution's own, as phones and codes show them, and a card's cryptogram as a declared model. */
import type { SealedCard } from '#domain/payment';
import type { WalletId } from '#domain/wallet';
import { maskPan } from '#wire/iso8583';
import { checkedNumber } from './cards.ts';

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The wallet of a journey; its name leads to a lane like every other. */
export function walletIdOf(index: number): WalletId {
  let text = '';
  for (let rest = index, at = 0; at < 16; at += 1, rest = Math.floor(rest / 32))
    text = LETTERS[rest % 32] + text;
  return `wal_${text}` as WalletId;
}

const own = (bin: string, index: number, serial: number): SealedCard => {
  const number = checkedNumber(
    `${bin}${String(index).padStart(8, '0')}${String(serial).padStart(18 - bin.length - 8, '0')}`,
  );
  return {
    index: number.padStart(32, 't'),
    cipher: `number-${number}`,
    masked: maskPan(number),
    expiry: null,
    sequence: null,
  };
};

/** A token on a phone, and a code that is shown once. */
export const tokenOf = (index: number, serial: number): SealedCard => own('62889900', index, serial);
export const ownCodeOf = (index: number, serial: number): SealedCard => own('62889901', index, serial);
