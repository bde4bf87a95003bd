/** Which papers are taken: by their content, read to the end. */
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LIMITS } from '#engine';
import {
  jpeg,
  jpegFrame,
  jpegSegment,
  pdf,
  pdfStream,
  png,
  pngChunk,
  pngHeader,
  pngOf,
  zipEnd,
} from '../../../test/papers.ts';
import { inspectPaper } from './inspect.ts';

const text = (said: string): Buffer => Buffer.from(said, 'latin1');
const verdict = (bytes: Uint8Array): string => {
  const found = inspectPaper(bytes, LIMITS);
  return typeof found === 'string' ? found : found.fault;
};
const flip = (bytes: Buffer, at: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 0xff;
  return copy;
};
const objStm = (
  inner: string,
  filter = '/Filter /FlateDecode',
  data: Uint8Array = deflateSync(text(inner)),
): Buffer => pdfStream(`/Type /ObjStm /N 1 /First 4 ${filter}`, data);

const CASES: readonly (readonly [string, Buffer, string])[] = [
  ['a PNG', png(), 'png'],
  [
    'a PNG with words and a date',
    png({ extra: [pngChunk('tEXt', text('Author\0shop')), pngChunk('tIME', Buffer.alloc(7))] }),
    'png',
  ],
  ['a PNG cut short', png().subarray(0, -5), 'unreadable'],
  ['a PNG with a wrong checksum', flip(png(), 20), 'unreadable'],
  ['a PNG with a byte after its end', Buffer.concat([png(), text('x')]), 'unsafe'],
  ['a PNG with an archive behind it', Buffer.concat([png(), zipEnd()]), 'unsafe'],
  [
    'a PNG with an archive in a chunk that ends the file',
    Buffer.concat([png({ extra: [] }), zipEnd(0)]),
    'unsafe',
  ],
  ['a PNG with a script in its words', png({ extra: [pngChunk('tEXt', text('x\0<ScRipt>'))] }), 'unsafe'],
  ['a PNG with a private chunk', png({ extra: [pngChunk('evIl', text('x'))] }), 'unsafe'],
  ['a PNG without a picture', pngOf(pngHeader(1, 1), pngChunk('IEND')), 'unreadable'],
  ['a PNG that begins with its picture', pngOf(pngChunk('IDAT'), pngChunk('IEND')), 'unreadable'],
  [
    'a PNG of a kind that does not exist',
    pngOf(pngHeader(1, 1, 3, 2), pngChunk('IDAT'), pngChunk('IEND')),
    'unreadable',
  ],
  ['a PNG too wide', png({ width: LIMITS.paperSideMax + 1, height: 1 }), 'unreadable'],
  [
    'a PNG that claims 50,010,000 pixels',
    pngOf(pngHeader(5_001, 10_000), pngChunk('IDAT'), pngChunk('IEND')),
    'unreadable',
  ],
  ['a JPEG', jpeg(), 'jpeg'],
  ['a JPEG with a comment', jpeg({ extra: [jpegSegment(0xfe, text('photo of the goods'))] }), 'jpeg'],
  ['a JPEG with a second picture, as phones write', Buffer.concat([jpeg(), jpeg()]), 'jpeg'],
  ['a JPEG filled up with zeros', Buffer.concat([jpeg(), Buffer.alloc(20)]), 'jpeg'],
  ['a JPEG with text after its end', Buffer.concat([jpeg(), text('<html>')]), 'unreadable'],
  ['a JPEG with a PDF in a comment', jpeg({ extra: [jpegSegment(0xfe, text('%PDF-1.7'))] }), 'unsafe'],
  ['a JPEG with a script in Exif', jpeg({ extra: [jpegSegment(0xe1, text('Exif\0\0<?php x'))] }), 'unsafe'],
  [
    'a JPEG that is an archive too',
    Buffer.concat([jpeg().subarray(0, -2), zipEnd(2), text('\xff\xd9')]),
    'unsafe',
  ],
  ['a JPEG cut short', jpeg().subarray(0, -2), 'unreadable'],
  ['a JPEG with two frames', jpeg({ extra: [jpegFrame(3, 3)] }), 'unreadable'],
  ['a JPEG without height', jpeg({ height: 0 }), 'unreadable'],
  ['a JPEG too large', jpeg({ width: 20_001 }), 'unreadable'],
  ['a PDF', pdf(), 'pdf'],
  ['a PDF 2.0', pdf({ version: '2.0' }), 'pdf'],
  ['a PDF with a link to a web page', pdf({ objects: ['<< /S /URI /URI (https://a.example) >>'] }), 'pdf'],
  [
    'a PDF whose words speak of /JavaScript',
    pdf({ objects: [pdfStream('', text('BT (/JavaScript /Launch) Tj ET'))] }),
    'pdf',
  ],
  ['a PDF whose title speaks of it', pdf({ objects: ['<< /Title (how \\) /Launch works) >>'] }), 'pdf'],
  ['a PDF with packed objects', pdf({ objects: [objStm('4 0 << /Type /Font >>')] }), 'pdf'],
  ['a PDF with a script', pdf({ catalogue: '/OpenAction << /S /JavaScript /JS (x) >>' }), 'unsafe'],
  [
    'a PDF with an escaped script',
    pdf({ catalogue: '/OpenAction << /S /J#61vaScript /J#53 (x) >>' }),
    'unsafe',
  ],
  ['a PDF that starts a program', pdf({ objects: ['<< /S /Launch /F (x) >>'] }), 'unsafe'],
  ['a PDF that carries a file', pdf({ objects: [pdfStream('/Type /EmbeddedFile', text('x'))] }), 'unsafe'],
  [
    'a PDF with a script among packed objects',
    pdf({ objects: [objStm('4 0 << /S /JavaScript >>')] }),
    'unsafe',
  ],
  [
    'a PDF with objects packed otherwise',
    pdf({ objects: [objStm('', '/Filter /LZWDecode', text('x'))] }),
    'unsafe',
  ],
  [
    'a PDF with objects packed twice',
    pdf({ objects: [objStm('', '/Filter [/ASCIIHexDecode /FlateDecode]', text('x'))] }),
    'unsafe',
  ],
  [
    'a PDF whose packed objects do not unpack',
    pdf({ objects: [objStm('', '/Filter /FlateDecode', text('x'))] }),
    'unreadable',
  ],
  [
    'a PDF that hides an object in a stream',
    pdf({ objects: [pdfStream('', text('9 0 obj << /S /Launch >> endobj'))] }),
    'unsafe',
  ],
  [
    'a PDF that hides an object in a string',
    pdf({ objects: ['<< /Title (x\n9 0 obj << /S /Launch /F \\(x\\) >> endobj\n) >>'] }),
    'unsafe',
  ],
  [
    'a PDF that hides an object in a string of digits',
    pdf({ objects: ['<9 0 obj << /S /Launch >>'] }),
    'unsafe',
  ],
  [
    'a PDF that hides an object in a comment',
    pdf({ objects: ['null\n% 9 0 obj << /S /Launch >> endobj\n'] }),
    'unsafe',
  ],
  ['a PDF behind a password', pdf({ trailer: '/Encrypt 4 0 R' }), 'unsafe'],
  ['a PDF with more after its end', pdf({ after: '<html><script>' }), 'unsafe'],
  ['a PDF without an end', text('%PDF-1.7\n1 0 obj\n<< /Root /Pages >>\nendobj\n'), 'unreadable'],
  [
    'a PDF whose cross-reference is elsewhere',
    text(String(pdf().toString('latin1')).replace(/startxref\n\d+/, 'startxref\n3')),
    'unreadable',
  ],
  ['a PDF with something before its header', Buffer.concat([text('GIF89a'), pdf()]), 'unreadable'],
  [
    'a PDF without pages',
    text('%PDF-1.7\nxref\n0 1\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF'),
    'unreadable',
  ],
  ['nothing', Buffer.alloc(0), 'unreadable'],
  ['a web page', text('<!doctype html>'), 'unreadable'],
  ['a GIF', text('GIF89a'), 'unreadable'],
  [
    'a picture that is too large in bytes',
    Buffer.concat([png(), Buffer.alloc(LIMITS.paperBytesMax)]),
    'unreadable',
  ],
];

describe('a paper is what its content says', () => {
  test.each(CASES)('%s', (_what, bytes, expected) => expect(verdict(bytes)).toBe(expected));

  test('why is told', () => {
    expect(inspectPaper(pdf({ objects: ['<< /S /Launch >>'] }), LIMITS)).toEqual({
      fault: 'unsafe',
      why: 'the PDF holds /Launch',
    });
  });

  test('a bomb of packed objects is refused within bounds', () => {
    const bomb = objStm('', '/Filter /FlateDecode', deflateSync(Buffer.alloc(64 * 1024 * 1024)));
    expect(verdict(pdf({ objects: [bomb] }))).toBe('unreadable');
  });

  test('a hoard of names before many streams of one object costs their sum, not their product', () => {
    const hoard = `<< ${'/A '.repeat(18_000)}>>\n${'stream\nendstream\n'.repeat(18_000)}`;
    const startedMs = performance.now();
    expect(verdict(pdf({ objects: [hoard] }))).toBe('pdf');
    // Their product is 324 million: many seconds.
    expect(performance.now() - startedMs).toBeLessThan(1_500);
  });

  test('whatever comes in gets a verdict, quickly', () => {
    const samples = [png(), jpeg(), pdf(), pdf({ objects: [objStm('4 0 << /A /B >>')] })];
    fc.assert(
      fc.property(
        fc.constantFrom(...samples),
        fc.array(fc.record({ at: fc.nat(2_000), byte: fc.nat(255) }), { minLength: 1, maxLength: 6 }),
        fc.nat(2_000),
        (sample, changes, length) => {
          const bytes = Buffer.from(sample);
          for (const { at, byte } of changes) bytes[at % bytes.length] = byte;
          for (const given of [bytes, bytes.subarray(0, length % bytes.length)])
            expect(['png', 'jpeg', 'pdf', 'unreadable', 'unsafe']).toContain(verdict(given));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('a changed byte of a PNG is noticed, wherever it stands', () => {
    const whole = png();
    for (let at = 0; at < whole.length; at += 1)
      expect(verdict(flip(whole, at)), `byte ${at}`).not.toBe('png');
  });
});
