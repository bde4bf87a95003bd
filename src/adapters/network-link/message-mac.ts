import type { Clock, SecurityModule, WrappedKey } from '#engine';
import { fromHex, type Iso8583Message, macInputNetwork, textOf, toHex } from '#wire/iso8583';

/** F128 carries the left half of the MAC as eight hexadecimal characters. */
const MAC_BYTES = 4;

/** Puts F128 on outgoing messages and judges it on incoming ones, under the zone MAC key. */
export class MessageMac {
  readonly #security: SecurityModule;
  readonly #clock: Clock;
  #key: WrappedKey;
  /** The key before, still good for messages that were under way when the keys changed. */
  #before: { readonly key: WrappedKey; readonly untilMs: number } | null = null;

  constructor(security: SecurityModule, key: WrappedKey, clock: Clock) {
    this.#security = security;
    this.#key = key;
    this.#clock = clock;
  }

  /** From now on messages leave under the new key; those under the old one are taken for so long. */
  replace(key: WrappedKey, overlapMs: number): void {
    if (key === this.#key) return;
    this.#before = { key: this.#key, untilMs: this.#clock.nowMs() + overlapMs };
    this.#key = key;
  }

  async seal(message: Iso8583Message): Promise<Iso8583Message> {
    const mac = await this.#security.generateMac('x9.9-cbc', this.#key, macInputNetwork(message));
    return { mti: message.mti, fields: { ...message.fields, 128: toHex(mac.subarray(0, MAC_BYTES)) } };
  }

  async judge(message: Iso8583Message): Promise<'good' | 'wrong' | 'absent'> {
    if (textOf(message, 128) === undefined) return 'absent';
    if (await this.isGoodUnder(this.#key, message)) return 'good';
    const before = this.#before;
    if (before === null) return 'wrong';
    if (this.#clock.nowMs() > before.untilMs) {
      this.#before = null;
      return 'wrong';
    }
    return (await this.isGoodUnder(before.key, message)) ? 'good' : 'wrong';
  }

  async isGoodUnder(key: WrappedKey, message: Iso8583Message): Promise<boolean> {
    const mac = fromHex(textOf(message, 128) ?? '');
    if (mac === null || mac.length !== MAC_BYTES) return false;
    return this.#security.verifyMac('x9.9-cbc', key, macInputNetwork(message), mac);
  }
}
