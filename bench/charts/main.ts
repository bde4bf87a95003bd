/** `npm run bench:charts`: draws a run's figures and writes them into docs/performance.md. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Figures } from '../figures.ts';
import { barsSvg } from './bars.ts';
import { chartsOf } from './charts.ts';
import { withFigures } from './document.ts';

const DOCS = join(import.meta.dirname, '..', '..', 'docs');
const FOLDER = join(DOCS, 'performance');
const [file = join(FOLDER, 'figures.json')] = process.argv.slice(2);

const figures = JSON.parse(readFileSync(file, 'utf8')) as Figures;
const document = join(DOCS, 'performance.md');
mkdirSync(FOLDER, { recursive: true });
for (const [name, chart] of chartsOf(figures)) {
  writeFileSync(join(FOLDER, name), barsSvg(chart));
  process.stdout.write(`docs/performance/${name}\n`);
}
writeFileSync(document, withFigures(readFileSync(document, 'utf8'), figures));
process.stdout.write('docs/performance.md\n');
