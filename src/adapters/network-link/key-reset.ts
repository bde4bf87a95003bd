/** The centre gives this member a new zone key; the old one is accepted for a while, for what is on its way. */
import { actingFor } from '#adapters/security-module';
import { SHANGHAI, wireTime } from '#domain/calendar';
import { type Limits, SecurityModuleError, type WrappedKey } from '#engine';
import { keyResetAnswer, readKeyReset, type ZoneKeyKind } from '#engine/translate';
import { type Iso8583Message, textOf } from '#wire/iso8583';
import type { MessageMac } from './message-mac.ts';
import type { NetworkLinkOptions } from './options.ts';

/** Where the keys of the zone are kept. */
export interface ZoneKeyDesk {
  /** The key under which the centre sends others; null where none was loaded. */
  masterKey(): Promise<WrappedKey | null>;
  /** The key is on disk when this resolves: the centre is answered after it. */
  store(kind: ZoneKeyKind, key: WrappedKey): Promise<void>;
}

export interface KeyResetOptions extends Pick<NetworkLinkOptions, 'zoneKeys' | 'clock' | 'security'> {
  readonly mac: MessageMac;
  readonly limits: Pick<Limits, 'zoneKeyResetAgeMs' | 'zoneKeyOverlapMs'>;
  readonly trouble: (message: string) => void;
}

/** F39 of our answers. */
const CODES = { done: '00', format: '30', unserved: '40', trouble: '96', security: 'A7', mac: 'A0' } as const;

export class KeyResets {
  readonly #options: KeyResetOptions;
  #lastTransmission = '';

  constructor(options: KeyResetOptions) {
    this.#options = options;
  }

  /** F128 proves the new key: it is made with the new MAC key, and for a PIN key with the MAC key in force (M). */
  async take(message: Iso8583Message, reply: (message: Iso8583Message) => Promise<boolean>): Promise<void> {
    const code = await this.#codeFor(message);
    if (code !== CODES.done)
      this.#options.trouble(`refused new keys with F11 ${textOf(message, 11) ?? 'absent'}: ${code}`);
    await reply(await this.#options.mac.seal(keyResetAnswer(message, code)));
  }

  async #codeFor(message: Iso8583Message): Promise<string> {
    const { zoneKeys: desk, security, mac, limits, trouble } = this.#options;
    const masterKey = (await desk?.masterKey()) ?? null;
    if (desk === undefined || masterKey === null) return CODES.unserved;
    const reset = readKeyReset(message);
    if (reset === null || !this.#isOfNow(reset.transmission)) return CODES.format;
    const { kind, cipher, transmission } = reset;
    // Nothing is asked of the module for whoever cannot have the key: a PIN key is proven before it is taken in.
    if (kind === 'pin' && (await mac.judge(message)) !== 'good') return CODES.mac;
    try {
      const purpose = kind === 'mac' ? 'zak' : 'zpk';
      const made = await actingFor('network centre', 'zone', () =>
        security.importUnder({ purpose, cipher, under: masterKey, checkValue: null }),
      );
      if (kind === 'mac' && !(await mac.isGoodUnder(made.key, message))) return CODES.mac;
      await desk.store(kind, made.key);
      if (kind === 'mac') mac.replace(made.key, limits.zoneKeyOverlapMs);
      this.#lastTransmission = transmission;
      return CODES.done;
    } catch (error) {
      trouble(`cannot take over new keys: ${error instanceof Error ? error.message : String(error)}`);
      return error instanceof SecurityModuleError ? CODES.security : CODES.trouble;
    }
  }

  /** Within the bound around our clock, and not before the last one taken. */
  #isOfNow(transmission: string): boolean {
    const { clock, limits } = this.#options;
    const [nowMs, ageMs] = [clock.nowMs(), limits.zoneKeyResetAgeMs];
    const [first, last] = [nowMs - ageMs, nowMs + ageMs].map(
      (atMs) => wireTime(atMs, SHANGHAI).transmission,
    ) as [string, string];
    // Around New Year the later bound is the smaller text.
    const within =
      first <= last
        ? transmission >= first && transmission <= last
        : transmission >= first || transmission <= last;
    const newYear = first > last;
    return within && (newYear || transmission >= this.#lastTransmission);
  }
}
