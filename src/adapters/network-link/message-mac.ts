import type { SecurityModule, WrappedKey } from '#engine';
import { fromHex, type Iso8583Message, macInputNetwork, textOf, toHex } from '#wire/iso8583';

/** F128 carries the left half of the MAC as eight hexadecimal characters. */
const MAC_BYTES = 4;

/** Puts F128 on outgoing messages and judges it on incoming ones, under the zone MAC key. */
export class MessageMac {
  readonly #security: SecurityModule;
  readonly #key: WrappedKey;

  constructor(security: SecurityModule, key: WrappedKey) {
    this.#security = security;
    this.#key = key;
  }

  async seal(message: Iso8583Message): Promise<Iso8583Message> {
    const mac = await this.#security.generateMac('x9.9-cbc', this.#key, macInputNetwork(message));
    return { mti: message.mti, fields: { ...message.fields, 128: toHex(mac.subarray(0, MAC_BYTES)) } };
  }

  async judge(message: Iso8583Message): Promise<'good' | 'wrong' | 'absent'> {
    const text = textOf(message, 128);
    if (text === undefined) return 'absent';
    const mac = fromHex(text);
    if (mac === null || mac.length !== MAC_BYTES) return 'wrong';
    const good = await this.#security.verifyMac('x9.9-cbc', this.#key, macInputNetwork(message), mac);
    return good ? 'good' : 'wrong';
  }
}
