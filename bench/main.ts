/** `npm run bench`: speeds as ratios against what runs beside them. Never part of the tests. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { benchAnswers } from './answers.ts';
import { benchCodec } from './codec/codec.ts';
import type { Measured } from './measure.ts';

const { values } = parseArgs({
  options: {
    ms: { type: 'string', default: '3000' },
    out: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const ms = Number(values.ms);
if (values.help || !Number.isInteger(ms) || ms < 100 || ms > 600_000) {
  process.stdout.write(
    'npm run bench -- [--ms 3000] [--out FILE]\n  --ms   milliseconds for each row, 100 to 600000\n' +
      '  --out  writes the figures as JSON\n',
  );
  process.exit(values.help ? 0 : 2);
}

function table(title: string, rows: readonly Measured[]): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  const line = ({ name, perSecond, microseconds, ratio }: Measured): string =>
    `  ${name.padEnd(width)}  ${Math.round(perSecond).toLocaleString('en').padStart(11)} /s  ` +
    `${microseconds.toFixed(2).padStart(8)} µs  ${ratio.toFixed(2).padStart(6)} ×`;
  return `${title}\n${rows.map(line).join('\n')}\n`;
}

process.stderr.write(`measuring, about ${Math.ceil((ms * 11 * 1.25) / 1000)} s …\n`);
const answers = await benchAnswers(ms);
process.stdout.write(table('The answer, one process, one core (× time of the first row)', answers));
const codec = await benchCodec(ms);
process.stdout.write(table(codec.title, codec.rows));
if (values.out !== undefined)
  writeFileSync(
    values.out,
    `${JSON.stringify({ node: process.version, answers, codec: codec.rows }, null, 2)}\n`,
  );
