/** The sale that all codecs work on: 18 fields, 269 bytes in the terminal dialect. Nobody's card, nobody's keys. */
import { encode, fromHex, type Iso8583Message, posDialect, toHex } from '#wire/iso8583';

const chipData =
  '9F2608A1A2A3A4A5A6A7A89F2701809F101307010103A0B001010A010000000000C1C2C3C49F3704D1D2D3D49F36020001' +
  '950500000000009A032611239C01009F02060000000123455F2A02015682027C009F1A0201569F03060000000000009F3303E0' +
  'F9C89F34034203009F3501229F1E0830303030303030318408A0000003330101019F090200209F4104000001235F340101';

export const saleFields = {
  2: '6200000000000005',
  3: '000000',
  4: '000000012345',
  11: '000123',
  12: '101530',
  13: '1123',
  14: '3012',
  22: '051',
  25: '00',
  35: '6200000000000005D30122010000012345',
  41: '10000001',
  42: '898000000000001',
  49: '156',
  52: fromHex('0102030405060708')!,
  53: '2600000000000000',
  55: fromHex(chipData)!,
  60: '2200000100050',
  64: fromHex('4237313333423537')!,
} as const;

export const sale: Iso8583Message = { mti: '0200', fields: saleFields };

/** As the other codecs of packed messages take it: binary fields as hex. */
export const saleAsText: readonly (readonly [number, string])[] = Object.entries(saleFields).map(
  ([number, value]) => [Number(number), typeof value === 'string' ? value : toHex(value)],
);

export const saleBytes = encode(posDialect, sale);
