/**
 * A long list of which only what can be seen is drawn: ten thousand rows scroll like twenty. Rows are of one height,
 * the window scrolls, and whoever listens instead of looking is told how many there are.
 */
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import css from './virtual-rows.module.css';

export interface VirtualRowsProps<T> {
  readonly label: string;
  readonly items: readonly T[];
  readonly rowHeight: number;
  readonly keyOf: (item: T) => string;
  /** Of how many this is a part; -1 where nobody knows yet. */
  readonly total?: number;
  readonly children: (item: T) => ReactNode;
  /** Called when the end comes near. */
  readonly onEnd?: () => void;
}

/** Drawn above and below what can be seen, so that a quick scroll meets no gap. */
const SPARE = 12;
const NEAR_END = 40;

interface Span {
  readonly from: number;
  readonly to: number;
}

export function VirtualRows<T>(props: VirtualRowsProps<T>) {
  const { label, items, rowHeight, keyOf, total = items.length, children, onEnd } = props;
  const list = useRef<HTMLUListElement>(null);
  const [span, setSpan] = useState<Span>({ from: 0, to: 40 });
  const count = items.length;

  useLayoutEffect(() => {
    let waiting = 0;
    const look = (): void => {
      waiting = 0;
      const { current } = list;
      if (current === null) return;
      const above = Math.max(0, -current.getBoundingClientRect().top);
      const from = Math.max(0, Math.floor(above / rowHeight) - SPARE);
      const to = Math.min(count, Math.ceil((above + innerHeight) / rowHeight) + SPARE);
      setSpan((before) => (before.from === from && before.to === to ? before : { from, to }));
    };
    // One look for each frame that is drawn, however many events come.
    const ask = (): void => {
      if (waiting === 0) waiting = requestAnimationFrame(look);
    };
    look();
    addEventListener('scroll', ask, { passive: true });
    addEventListener('resize', ask);
    return () => {
      cancelAnimationFrame(waiting);
      removeEventListener('scroll', ask);
      removeEventListener('resize', ask);
    };
  }, [count, rowHeight]);

  const nearEnd = span.to >= count - NEAR_END;
  useEffect(() => {
    if (nearEnd) onEnd?.();
  }, [nearEnd, onEnd]);

  return (
    <ul ref={list} className={css.rows} aria-label={label} style={{ height: count * rowHeight }}>
      {items.slice(span.from, span.to).map((item, index) => (
        <li
          key={keyOf(item)}
          aria-setsize={total}
          aria-posinset={span.from + index + 1}
          style={{ height: rowHeight, transform: `translateY(${(span.from + index) * rowHeight}px)` }}
        >
          {children(item)}
        </li>
      ))}
    </ul>
  );
}
