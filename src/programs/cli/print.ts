/** What the command line prints with: lines, columns, amounts, times and counts. */
import type { Lang } from '#domain/outcome';

/** Whoever reads may stop before the end (`| head`): what is left unsaid then is no failure. */
export function keepQuietWhenClosed(): void {
  const ended = new Set(['EPIPE', 'ERR_STREAM_DESTROYED']);
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (!ended.has(error.code ?? '')) throw error;
    });
  }
}

export const print = (text: string): void => void process.stdout.write(`${text}\n`);
export const printJson = (value: unknown): void => print(JSON.stringify(value, null, 2));

export const said = (pair: { readonly zh: string; readonly en: string }, lang: Lang): string => pair[lang];

const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/;

/** Chinese characters are two cells wide on a terminal. */
export function cells(text: string): number {
  let width = 0;
  for (const character of text) width += WIDE.test(character) ? 2 : 1;
  return width;
}

export const pad = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - cells(text)));

/** Signs that steer a terminal or turn the order of letters around: a code or a name from outside may hold them. */
const STEERING = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** Text from outside, each steering sign as `\u001b`: it must not paint over what stands beside it. */
export const harmless = (text: string): string =>
  text.replace(STEERING, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Rows as columns, the widest cell of each deciding; every cell is made harmless. */
export function table(given: readonly (readonly string[])[]): string {
  const rows = given.map((row) => row.map(harmless));
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => cells(row[column] ?? ''))));
  return rows
    .map((row) =>
      row
        .map((cell, column) => pad(cell, widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export const yuan = (fen: number): string => `¥${(fen / 100).toFixed(2)}`;
export const clockTime = (iso: string): string => iso.slice(0, 19).replace('T', ' ');

/** `16:25:36`, with the day in front when it is another one than `todayIso`. */
export const timeOn = (iso: string, todayIso: string): string =>
  iso.slice(0, 10) === todayIso.slice(0, 10) ? iso.slice(11, 19) : clockTime(iso);

/** `1 payment`, `2 payments`. */
export const count = (amount: number, one: string, many: string): string =>
  `${amount} ${amount === 1 ? one : many}`;

/** `sent once`, `sent 3 times`. */
export function sentTimes(attempts: number, lang: Lang): string {
  if (lang === 'zh') return `已发送 ${attempts} 次`;
  return attempts === 1 ? 'sent once' : `sent ${attempts} times`;
}

/** A line that rewrites itself on a terminal, and keeps quiet in a file. */
export function progress(label: string): (done: number, of: number) => void {
  if (!process.stderr.isTTY) return () => {};
  return (done, of) => process.stderr.write(`\r${label} ${done} / ${of}${done >= of ? '\n' : ''}`);
}
