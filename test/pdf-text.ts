/** The text of a small PDF, read as a reader reads it: glyphs by their font's table of characters. */
import { inflateSync } from 'node:zlib';

const OBJECT = /(\d+) 0 obj\n([\s\S]*?)endobj/g;

/** Lines in the order in which they were drawn. */
export function pdfText(pdf: Uint8Array): string {
  const raw = Buffer.from(pdf).toString('latin1');
  const streams = [...raw.matchAll(OBJECT)].flatMap(([, , body]) => {
    const found = /stream\n([\s\S]*)\nendstream/.exec(body!);
    if (found === null) return [];
    const bytes = Buffer.from(found[1]!, 'latin1');
    return [/FlateDecode/.test(body!) ? inflateSync(bytes).toString('latin1') : found[1]!];
  });
  const characters = new Map<string, string>();
  for (const stream of streams.filter((each) => each.includes('beginbfrange'))) {
    for (const [, first, last, list] of stream.matchAll(/<(\w+)> <(\w+)> \[([^\]]*)\]/g)) {
      const from = Number.parseInt(first!, 16);
      const texts = [...list!.matchAll(/<([\w ]*)>/g)].map(([, hex]) => utf16(hex!.replaceAll(' ', '')));
      for (let at = from; at <= Number.parseInt(last!, 16); at += 1)
        characters.set(at.toString(16).padStart(4, '0'), texts[at - from] ?? '');
    }
  }
  return streams
    .filter((each) => /\bTJ\b/.test(each))
    .flatMap((each) => [...each.matchAll(/\[([^\]]*)\] TJ/g)])
    .map(([, drawn]) =>
      [...drawn!.matchAll(/<(\w+)>/g)]
        .flatMap(([, hex]) => hex!.match(/.{4}/g) ?? [])
        .map((glyph) => characters.get(glyph) ?? '\uFFFD')
        .join(''),
    )
    .join('\n');
}

const utf16 = (hex: string): string =>
  String.fromCharCode(...(hex.match(/.{4}/g) ?? []).map((unit) => Number.parseInt(unit, 16)));
