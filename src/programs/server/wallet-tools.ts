/** Numbers that this institution gives its own wallets, and which bank a card is of. */
import { randomInt } from 'node:crypto';
import type { WalletTools } from '#adapters/http-api';
import { civil, SHANGHAI } from '#domain/calendar';
import type { SealedCard } from '#domain/payment';
import type { Clock, SecurityModule } from '#engine';
import { OWN_BIN, PAY_CODE_BIN, TOKEN_SEQUENCE } from '#engine/on-us';
import { readCardBins } from '../card-bins.ts';
import type { OwnIssuer } from '../own-issuer.ts';
import { newPhone } from '../phones.ts';

/** Of agreements by which merchants charge, and of scans: other numbers of the same institution. */
const AGREEMENT_BIN = '62889902';
const DIGITS = 19;
/** As long as a card on a telephone is good. */
const TOKEN_YEARS = 5;

const digitsBehind = (bin: string, digits: number): string =>
  bin + Array.from({ length: digits - bin.length }, () => String(randomInt(10))).join('');

/** Nineteen digits, the last one by Luhn. */
function tokenNumber(): string {
  const body = digitsBehind(OWN_BIN, DIGITS - 1);
  let sum = 0;
  for (let at = 0; at < body.length; at += 1) {
    const digit = body.charCodeAt(body.length - 1 - at) - 48;
    const part = at % 2 === 0 ? digit * 2 : digit;
    sum += part > 9 ? part - 9 : part;
  }
  return body + String((10 - (sum % 10)) % 10);
}

function expiryFrom(nowMs: number): string {
  const { year, month } = civil(nowMs, SHANGHAI);
  return `${String((year + TOKEN_YEARS) % 100).padStart(2, '0')}${String(month).padStart(2, '0')}`;
}

export async function openWalletTools(options: {
  readonly security: Pick<SecurityModule, 'sealPan' | 'personalise'>;
  readonly issuer: OwnIssuer;
  readonly clock: Clock;
  /** Where virtual telephones are; null: there are none. */
  readonly phones: string | null;
}): Promise<WalletTools> {
  const { security, issuer, clock, phones } = options;
  const sealed = async (digits: string, expiry: string | null = null): Promise<SealedCard> => ({
    ...{ ...(await security.sealPan(digits)), expiry, sequence: expiry === null ? null : TOKEN_SEQUENCE },
  });
  return {
    bankOf: await readCardBins(),
    async payCode() {
      const code = digitsBehind(PAY_CODE_BIN, DIGITS);
      return { code, sealed: await sealed(code) };
    },
    agreement: async () => sealed(digitsBehind(AGREEMENT_BIN, DIGITS)),
    async token({ name, publicKey }) {
      const phone = publicKey === null && phones !== null ? await newPhone(phones) : null;
      const devicePublicKey = publicKey ?? phone?.publicKey ?? null;
      if (devicePublicKey === null) return null;
      const { scheme } = issuer;
      const [pan, expiry, sequence] = [tokenNumber(), expiryFrom(clock.nowMs()), TOKEN_SEQUENCE];
      const keys = await security.personalise({ ...issuer, pan, sequence, devicePublicKey });
      return {
        token: await sealed(pan, expiry),
        given: phone === null ? { number: pan, expiry, sequence, scheme, keys } : null,
        keep:
          phone === null
            ? null
            : (id) => phone.keep({ id, name, pan, expiry, sequence, scheme, sealedKeys: keys }),
      };
    },
  };
}
