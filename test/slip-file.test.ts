/** Slips as PDF files: the text comes out of them again, the file is small, and threads end. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSlipFiles, type SlipFiles } from '#adapters/slip-file';
import { type Receipt, type ReceiptLine, receiptLines } from '#domain/receipt';
import { pdfText } from './pdf-text.ts';

let files: SlipFiles;
beforeAll(() => {
  files = createSlipFiles();
});
afterAll(() => files.close());

const sale: Receipt = {
  merchantName: '街角便利店（世纪大道店）',
  merchantId: '898310154110001',
  terminalId: '31010001',
  operator: '01',
  type: 'sale',
  variety: null,
  issuer: '01030000',
  acquirer: '48020000',
  maskedPan: '620000*********0017',
  cardRead: 'chip',
  pinEntered: true,
  batchNo: '000007',
  stan: '000012',
  authCode: '345678',
  rrn: '101112000012',
  clearingDate: '0701',
  at: '2026/06/30 23:15:12',
  amountFen: 123_450n,
  tipFen: null,
  instalments: null,
  original: null,
  refusal: null,
  said: null,
  chip: [],
};
const code = 'https://pay.example/#01H4S9X2-M8K3P7QR-0123456-789ABCD-EFGHJKM-NPQRS';
/** What a line shows, without blanks: where it breaks is the page's business. */
const shown = (line: ReceiptLine): string =>
  [
    'label' in line ? line.label : '',
    'text' in line ? line.text : '',
    'value' in line ? line.value : '',
  ].join('');
const squeezed = (text: string): string => text.replaceAll(/\s/g, '');

test.each([
  ['zh', 58],
  ['en', 80],
] as const)('every word of the slip is text in the file, in %s on %i mm', async (lang, paper) => {
  const lines = receiptLines(sale, { lang, copy: 'merchant', reprint: true, code });
  const pdf = await files.pdf({ lines, paper, lang });
  expect(Buffer.from(pdf.subarray(0, 5)).toString()).toBe('%PDF-');
  const text = squeezed(pdfText(pdf));
  for (const line of lines)
    for (const word of shown(line).split(/\s/)) expect(text, word).toContain(squeezed(word));
  // A font of eight thousand characters is a megabyte: only what is used is in the file.
  expect(pdf.length).toBeLessThan(60_000);
  expect(pdf.length).toBeGreaterThan(3_000);
});

test('several at once are several files', async () => {
  const of = (text: string) => files.pdf({ lines: [{ is: 'note', text }], paper: 58, lang: 'zh' });
  const made = await Promise.all(['甲', '乙', '丙'].map(of));
  expect(made.map((pdf) => pdfText(pdf))).toEqual(['甲', '乙', '丙']);
});

test('too many at once are refused', async () => {
  const lines: ReceiptLine[] = [{ is: 'note', text: '一' }];
  const all = await Promise.allSettled(
    Array.from({ length: 25 }, () => files.pdf({ lines, paper: 58, lang: 'zh' })),
  );
  expect(all.filter(({ status }) => status === 'rejected')).toHaveLength(5);
});
