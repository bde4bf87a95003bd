/** How many sales one process encodes and decodes, beside the two codecs of the registry, and what a MAC costs. */
import { createPosEcbMac, createSoftwareSecurityModule } from '#adapters/security-module';
import { decode, encode, macInputPos, posDialect } from '#wire/iso8583';
import { type Measured, measure } from '../measure.ts';
import { sale, saleBytes } from './message.ts';
import { iso8583Round, jsposRound } from './peers.ts';

/** What the ratios should be; the reader compares. */
const bounds = 'jspos at least 8, iso_8583 at least 30, the MAC at most 3';

/** Rows of the bench: times against one encoding and one full decoding of the same sale. */
export async function benchCodec(
  ms: number,
): Promise<{ readonly title: string; readonly rows: readonly Measured[] }> {
  const jspos = jsposRound();
  const iso8583 = iso8583Round();
  const mac = createPosEcbMac(Uint8Array.from({ length: 16 }, (_, i) => 0x31 + i));
  const security = createSoftwareSecurityModule({ masterKey: new Uint8Array(32).fill(7) });
  const { key } = await security.generateKey('mak');
  const data = macInputPos(saleBytes);
  const right = await security.generateMac('pos-ecb', key, data);
  const rows = await measure(ms, [
    { name: 'encode and decode', run: () => decode(posDialect, encode(posDialect, sale)) },
    { name: 'encode', run: () => encode(posDialect, sale) },
    { name: 'decode', run: () => decode(posDialect, saleBytes) },
    { name: 'MAC, its key kept', run: () => mac(macInputPos(saleBytes)) },
    { name: 'check the MAC, whole command', run: () => security.verifyMac('pos-ecb', key, data, right) },
    { name: `jspos, ${jspos.bytes} bytes`, run: jspos.round },
    { name: `iso_8583, ${iso8583.bytes} bytes`, run: iso8583.round },
  ]);
  const fields = Object.keys(sale.fields).length;
  return {
    title: `The codec, ${fields} fields in ${saleBytes.length} bytes (× time of the first row; ${bounds})`,
    rows,
  };
}
