/*
 * A second DES, bit by bit after the tables of FIPS 46-3, and a second SM4 after GM/T 0002: slow and plain, over
 * hexadecimal text. They share no code with the algorithms under test.
 */

const initial =
  table(`58 50 42 34 26 18 10 2 60 52 44 36 28 20 12 4 62 54 46 38 30 22 14 6 64 56 48 40 32 24 16 8
  57 49 41 33 25 17 9 1 59 51 43 35 27 19 11 3 61 53 45 37 29 21 13 5 63 55 47 39 31 23 15 7`);
const final =
  table(`40 8 48 16 56 24 64 32 39 7 47 15 55 23 63 31 38 6 46 14 54 22 62 30 37 5 45 13 53 21 61 29
  36 4 44 12 52 20 60 28 35 3 43 11 51 19 59 27 34 2 42 10 50 18 58 26 33 1 41 9 49 17 57 25`);
const expansion = table(`32 1 2 3 4 5 4 5 6 7 8 9 8 9 10 11 12 13 12 13 14 15 16 17
  16 17 18 19 20 21 20 21 22 23 24 25 24 25 26 27 28 29 28 29 30 31 32 1`);
const mixing = table(`16 7 20 21 29 12 28 17 1 15 23 26 5 18 31 10
  2 8 24 14 32 27 3 9 19 13 30 6 22 11 4 25`);
const keyChoice1 = table(`57 49 41 33 25 17 9 1 58 50 42 34 26 18 10 2 59 51 43 35 27 19 11 3 60 52 44 36
  63 55 47 39 31 23 15 7 62 54 46 38 30 22 14 6 61 53 45 37 29 21 13 5 28 20 12 4`);
const keyChoice2 = table(`14 17 11 24 1 5 3 28 15 6 21 10 23 19 12 4 26 8 16 7 27 20 13 2
  41 52 31 37 47 55 30 40 51 45 33 48 44 49 39 56 34 53 46 42 50 36 29 32`);
const shifts = [1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1];
/** Eight boxes of four rows, one hexadecimal digit an entry. */
const boxes = [
  ['E4D12FB83A6C5907', '0F74E2D1A6CB9538', '41E8D62BFC973A50', 'FC8249175B3EA06D'],
  ['F18E6B34972DC05A', '3D47F28EC01A69B5', '0E7BA4D158C6932F', 'D8A13F42B67C05E9'],
  ['A09E63F51DC7B428', 'D709346A285ECBF1', 'D6498F30B12C5AE7', '1AD069874FE3B52C'],
  ['7DE3069A1285BC4F', 'D8B56F03472C1AE9', 'A690CB7DF13E5284', '3F06A1D8945BC72E'],
  ['2C417AB6853FD0E9', 'EB2C47D150FA3986', '421BAD78F9C5630E', 'B8C71E2D6F09A453'],
  ['C1AF92680D34E75B', 'AF427C9561DE0B38', '9EF528C3704A1DB6', '432C95FABE17608D'],
  ['4B2EF08D3C975A61', 'D0B7491AE35C2F86', '14BDC37EAF680592', '6BD814A7950FE23C'],
  ['D2846FB1A93E50C7', '1FD8A374C56B0E92', '7B419CE206ADF358', '21E74A8DFC90356B'],
];

function table(text: string): number[] {
  return text.split(/\s+/).map(Number);
}

const pick = (bits: string, order: number[]) => order.map((position) => bits[position - 1]!).join('');
const xorBits = (a: string, b: string) => [...a].map((bit, i) => (bit === b[i] ? '0' : '1')).join('');
const toBits = (hex: string) =>
  [...hex].map((digit) => Number.parseInt(digit, 16).toString(2).padStart(4, '0')).join('');
const fromBits = (bits: string) =>
  bits.replace(/[01]{4}/g, (four) => Number.parseInt(four, 2).toString(16)).toUpperCase();

export function naiveDes(keyHex: string, blockHex: string, direction: 'encrypt' | 'decrypt'): string {
  let [c, d] = [pick(toBits(keyHex), keyChoice1).slice(0, 28), pick(toBits(keyHex), keyChoice1).slice(28)];
  const roundKeys = shifts.map((by) => {
    [c, d] = [c.slice(by) + c.slice(0, by), d.slice(by) + d.slice(0, by)];
    return pick(c + d, keyChoice2);
  });
  if (direction === 'decrypt') roundKeys.reverse();
  const start = pick(toBits(blockHex), initial);
  let [left, right] = [start.slice(0, 32), start.slice(32)];
  for (const roundKey of roundKeys) {
    const mixed = xorBits(pick(right, expansion), roundKey);
    const boxed = boxes.map((box, i) => {
      const six = mixed.slice(6 * i, 6 * i + 6);
      return box[Number.parseInt(six[0]! + six[5]!, 2)]![Number.parseInt(six.slice(1, 5), 2)]!;
    });
    [left, right] = [right, xorBits(left, pick(toBits(boxed.join('')), mixing))];
  }
  return fromBits(pick(right + left, final));
}

export function naiveTdes(keyHex: string, blockHex: string): string {
  const [k1, k2 = k1, k3 = k1] = keyHex.match(/.{16}/g)!;
  return naiveDes(k3!, naiveDes(k2!, naiveDes(k1!, blockHex, 'encrypt'), 'decrypt'), 'encrypt');
}

/** Decryption with a double length key. */
export function naiveTdesDecrypt(keyHex: string, blockHex: string): string {
  const [k1, k2 = k1, k3 = k1] = keyHex.match(/.{16}/g)!;
  return naiveDes(k1!, naiveDes(k2!, naiveDes(k3!, blockHex, 'decrypt'), 'encrypt'), 'decrypt');
}

export const xorHex = (a: string, b: string): string => fromBits(xorBits(toBits(a), toBits(b)));

/** SM4's one box, row by row. */
const sm4Box =
  `D690E9FECCE13DB716B614C228FB2C052B679A762ABE04C3AA441326498606999C4250F491EF987A33540B43EDCFAC62
E4B31CA9C908E89580DF94FA758F3FA64707A7FCF37317BA83593C19E6854FA8686B81B27164DA8BF8EB0F4B70569D35
1E240E5E6358D1A225227C3B01217887D40046579FD327524C3602E7A0C4C89EEABF8AD240C738B5A3F7F2CEF96115A1
E0AE5DA49B341A55AD933230F58CB1E31DF6E22E8266CA60C02923AB0D534E6FD5DB3745DEFD8E2F03FF6A726D6C5B51
8D1BAF92BBDDBC7F11D95C411F105AD80AC13188A5CD7BBD2D74D012B8E5B4B08969974A0C96777E65B9F109C56EC684
18F07DEC3ADC4D2079EE5F3ED7CB3948`
    .replace(/\s/g, '')
    .match(/../g)!;

const rotate = (bits: string, by: number) => bits.slice(by) + bits.slice(0, by);
const boxedBits = (bits: string) =>
  toBits(
    bits
      .match(/.{8}/g)!
      .map((byte) => sm4Box[Number.parseInt(byte, 2)]!)
      .join(''),
  );
const spread = (bits: string, turns: number[]) =>
  turns.reduce((sum, by) => xorBits(sum, rotate(bits, by)), bits);

/** Encryption of whole blocks, each alone. */
export function naiveSm4(keyHex: string, blocksHex: string): string {
  let key = xorBits(toBits(keyHex), toBits('A3B1BAC656AA3350677D9197B27022DC')).match(/.{32}/g)!;
  const roundKeys = Array.from({ length: 32 }, (_, round) => {
    const constant = [0, 1, 2, 3]
      .map((i) => (((4 * round + i) * 7) % 256).toString(2).padStart(8, '0'))
      .join('');
    const mixed = boxedBits([key[1]!, key[2]!, key[3]!, constant].reduce(xorBits));
    const next = xorBits(key[0]!, spread(mixed, [13, 23]));
    key = [key[1]!, key[2]!, key[3]!, next];
    return next;
  });
  return blocksHex.replace(/[0-9A-Fa-f]{32}/g, (block) => {
    let words = toBits(block).match(/.{32}/g)!;
    for (const roundKey of roundKeys) {
      const mixed = boxedBits([words[1]!, words[2]!, words[3]!, roundKey].reduce(xorBits));
      words = [words[1]!, words[2]!, words[3]!, xorBits(words[0]!, spread(mixed, [2, 10, 18, 24]))];
    }
    return fromBits(words.reverse().join(''));
  });
}
