/** Horizontal bars as SVG: labels left, one bar of one or more parts each, its figure at the end, floors as marks. */

export interface Bar {
  readonly label: string;
  /** Beside each other, in the order of the chart's parts. */
  readonly values: readonly number[];
  /** Behind the bar; left out, the sum. */
  readonly text?: string;
  /** A mark at this value. */
  readonly floor?: number;
}

export interface Chart {
  readonly title: string;
  /** Names of the parts of a bar; one part needs none. */
  readonly parts?: readonly string[];
  readonly bars: readonly Bar[];
}

const WIDTH = 860;
const LABELS = 330;
const FIGURES = 110;
const ROW = 26;
const BAR = 16;
const HEAD = 40;
const COLOURS = ['#1f6f8b', '#e0a458', '#8a8d91'] as const;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const rounded = (value: number): string => value.toFixed(1);

/** The value at the right end: the largest of bars and floors, never nothing. */
export const scaleOf = (bars: readonly Bar[]): number =>
  Math.max(1e-9, ...bars.map(({ values, floor = 0 }) => Math.max(sumOf(values), floor)));

function barSvg({ label, values, text, floor }: Bar, top: number, scale: number): string {
  const room = WIDTH - LABELS - FIGURES;
  const at = (value: number): number => LABELS + (value / scale) * room;
  let from = 0;
  const parts = values.map((value, index) => {
    const [left, right] = [at(from), at(from + value)];
    from += value;
    const colour = COLOURS[index % COLOURS.length];
    return `<rect x="${rounded(left)}" y="${top}" width="${rounded(right - left)}" height="${BAR}" fill="${colour}"/>`;
  });
  const mark =
    floor === undefined
      ? ''
      : `<rect x="${rounded(at(floor) - 1)}" y="${top - 4}" width="2" height="${BAR + 8}" fill="#b3261e"/>`;
  const end = Math.max(at(from), floor === undefined ? 0 : at(floor)) + 6;
  const middle = top + BAR - 4;
  return [
    `<text x="${LABELS - 8}" y="${middle}" text-anchor="end">${escaped(label)}</text>`,
    ...parts,
    mark,
    `<text x="${rounded(end)}" y="${middle}">${escaped(text ?? String(Math.round(from)))}</text>`,
  ].join('');
}

export function barsSvg({ title, parts = [], bars }: Chart): string {
  const height = HEAD + bars.length * ROW + (parts.length === 0 ? 0 : ROW) + 8;
  const scale = scaleOf(bars);
  const legend = parts.map((name, index) => {
    const left = LABELS + index * 150;
    const top = HEAD + bars.length * ROW + 4;
    return (
      `<rect x="${left}" y="${top}" width="12" height="12" fill="${COLOURS[index % COLOURS.length]}"/>` +
      `<text x="${left + 18}" y="${top + 11}">${escaped(name)}</text>`
    );
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" ` +
      `font-family="sans-serif" font-size="13" fill="#1b1c1e">`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    `<text x="12" y="22" font-size="15" font-weight="bold">${escaped(title)}</text>`,
    ...bars.map((bar, index) => barSvg(bar, HEAD + index * ROW, scale)),
    ...legend,
    '</svg>\n',
  ].join('\n');
}
