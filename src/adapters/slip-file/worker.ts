/** Makes one PDF after the other, on a thread of its own: to parse a Chinese font takes a while. */
import { readFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import PDFDocument from 'pdfkit';
import { drawSlip, pageWidth, type SlipFile } from './draw.ts';
import { unpackedFont } from './woff.ts';

/** Noto Sans SC with the simplified characters; what of it a slip uses goes into the file. */
const FONT = import.meta.resolve(
  '@fontsource/noto-sans-sc/files/noto-sans-sc-chinese-simplified-400-normal.woff',
);

let opened: Uint8Array | null = null;
/** Packed, the library would unpack it anew for every glyph. */
function font(): Uint8Array {
  opened ??= unpackedFont(readFileSync(new URL(FONT)));
  return opened;
}

export interface SlipTask {
  readonly no: number;
  readonly slip: SlipFile;
}
export type SlipDone =
  | { readonly no: number; readonly pdf: Uint8Array }
  | { readonly no: number; readonly failure: string };

/** Long enough for every slip; the page itself is cut to what was measured. */
const MEASURED_ON = 20_000;

async function pdfOf(slip: SlipFile): Promise<Uint8Array> {
  const width = pageWidth(slip.paper);
  const doc = new PDFDocument({
    ...{ autoFirstPage: false, margin: 0, lang: slip.lang === 'zh' ? 'zh-CN' : 'en' },
    info: { Title: titleOf(slip), Producer: 'Yuanlu' },
  });
  const parts: Uint8Array[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    doc.on('data', (part: Uint8Array) => parts.push(part));
    doc.on('end', resolve);
    doc.on('error', reject);
  });
  doc.font(font());
  doc.addPage({ size: [width, measured(doc, slip, width)], margin: 0 });
  drawSlip(doc, slip, 'draw');
  doc.end();
  await ended;
  return Buffer.concat(parts);
}

const titleOf = ({ lines }: SlipFile): string => {
  const [first] = lines;
  return first?.is === 'title' ? first.text : '';
};

/** Without a page a document breaks no lines, so that a page is lent to it. */
function measured(doc: InstanceType<typeof PDFDocument>, slip: SlipFile, width: number): number {
  const before = doc.page;
  doc.page = {
    width,
    height: MEASURED_ON,
    margins: { top: 0, bottom: 0, left: 0, right: 0 },
  } as typeof doc.page;
  const height = drawSlip(doc, slip, 'measure');
  doc.page = before;
  return Math.ceil(height);
}

parentPort?.on('message', (task: SlipTask) => {
  pdfOf(task.slip).then(
    (pdf) => parentPort?.postMessage({ no: task.no, pdf } satisfies SlipDone),
    (error: unknown) => {
      const failure = error instanceof Error ? error.message : String(error);
      parentPort?.postMessage({ no: task.no, failure } satisfies SlipDone);
    },
  );
});
