import { describe, expect, test } from 'vitest';
import { figures, part, row } from '../examples.ts';
import { barsSvg, scaleOf } from './bars.ts';
import { chartsOf } from './charts.ts';
import { withFigures } from './document.ts';

const run = figures({
  switch: part([
    row('pay', 64, { timesTpcB: 1.5, perSecond: 150 }),
    row('pay', 512, { timesTpcB: 2.5, perSecond: 250 }),
    row('void', 512, { timesTpcB: 2, perSecond: 200 }),
  ]),
  'slow-disk': { skipped: 'no compiler' },
});

describe('bars', () => {
  test('end where the largest of bars and floors is', () => {
    expect(scaleOf([{ label: 'a', values: [2, 3] }])).toBe(5);
    expect(scaleOf([{ label: 'a', values: [2], floor: 7 }])).toBe(7);
  });
  test('are as long as their values, one behind the other, and say nothing that is markup', () => {
    const svg = barsSvg({
      title: 'p50 < p99',
      parts: ['x', 'y'],
      bars: [{ label: 'a & b', values: [1, 3] }],
    });
    expect(svg).toContain('x="330.0" y="40" width="105.0"');
    expect(svg).toContain('x="435.0" y="40" width="315.0"');
    expect(svg).toContain('p50 &lt; p99');
    expect(svg).toContain('a &amp; b');
  });
});

describe('charts of a run', () => {
  test('mark the floor at the row that decides it, and no other', () => {
    const bars = chartsOf(run).get('ratios.svg')!.bars;
    expect(bars.map(({ label, floor }) => [label, floor])).toEqual([
      ['pay, 64', undefined],
      ['pay, 512', 3],
      ['void, 512', undefined],
    ]);
  });
  test('without figures are not drawn', () =>
    expect([...chartsOf(run).keys()]).toEqual(['ratios.svg', 'waits.svg']));
});

describe('the document', () => {
  const before =
    'Text.\n<!-- figures: written by npm run bench:charts -->\nold\n<!-- end of figures -->\nMore.\n';
  const after = withFigures(before, run);
  test('keeps what people wrote, and loses the figures before', () => {
    expect(after.startsWith('Text.\n')).toBe(true);
    expect(after.endsWith('<!-- end of figures -->\nMore.\n')).toBe(true);
    expect(after).not.toContain('old');
    expect(withFigures(after, run)).toBe(after);
  });
  test('hides no floor', () => {
    expect(after).toContain(
      '| card payment (two commits) against TPC-B | 3.00 × | 2.50 × | 40 | **not reached** |',
    );
    expect(after).toContain('| HTTP order and its payment against TPC-B | 1.50 × |  |  | not measured |');
    expect(after).toContain('Skipped. no compiler');
  });
  test('without a place for figures is left alone', () =>
    expect(() => withFigures('Text.', run)).toThrow('no place for figures'));
});
