/** The papers that payers hand in: pictures small enough to send many of, and real enough to be judged by content. */
import { crc32, deflateSync } from 'node:zlib';

/** A PNG of one shade. */
export function png(shade: number): Buffer {
  const u32 = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value >>> 0);
    return bytes;
  };
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    return Buffer.concat([u32(data.length), body, u32(crc32(body))]);
  };
  const header = Buffer.concat([u32(3), u32(1), Buffer.from([8, 0, 0, 0, 0])]);
  const row = Buffer.from([0, shade & 0xff, (shade >> 8) & 0xff, (shade >> 16) & 0xff]);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(row)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
