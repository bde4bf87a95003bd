/** A number as bars (Code 128), for scanners that see no squares. Always dark on white, with its quiet zone. */
import { CODE128 } from 'jsbarcode/bin/barcodes/CODE128/index.js';
import { useMemo } from 'react';
import css from './pay.module.css';

const QUIET = 10;
const HEIGHT = 46;

export function Barcode({ text, label }: { readonly text: string; readonly label: string }) {
  const { width, path } = useMemo(() => {
    const { data } = new CODE128(text, {}).encode();
    const bars = [...data.matchAll(/1+/g)].map(
      ({ index, 0: bar }) => `M${index + QUIET} 0h${bar.length}v${HEIGHT}h-${bar.length}z`,
    );
    return { width: data.length + 2 * QUIET, path: bars.join('') };
  }, [text]);
  return (
    <svg
      className={css.bars}
      viewBox={`0 0 ${width} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <rect width={width} height={HEIGHT} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
