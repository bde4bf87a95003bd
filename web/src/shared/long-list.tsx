/**
 * A list of any length: only the rows in sight are in the page, and more are asked for before the end is reached. It
 * scrolls with the page, so that the browser's own keys and gestures work.
 */
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import css from './long-list.module.css';

/** So many rows above and below what is in sight. */
const BESIDE = 8;
/** More is asked for when so few rows are left. */
const AHEAD = 40;

export interface LongListProps<T> {
  readonly label: string;
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string;
  /** Pixels; every row has this height. */
  readonly rowHeight: number;
  readonly row: (item: T) => ReactNode;
  /** Missing where there is no more. */
  readonly more?: () => void;
}

export function LongList<T>({ label, items, keyOf, rowHeight, row, more }: LongListProps<T>) {
  const list = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop(list.current?.offsetTop ?? 0), []);
  const rows = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => rowHeight,
    overscan: BESIDE,
    scrollMargin: top,
    getItemKey: (index) => keyOf(items[index]!),
  });
  const shown = rows.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more !== undefined && last >= items.length - AHEAD) more();
  }, [last, items.length, more]);
  return (
    <ul ref={list} className={css.list} aria-label={label} style={{ height: rows.getTotalSize() }}>
      {shown.map(({ index, key, start }) => (
        <li
          key={key}
          className={css.row}
          aria-posinset={index + 1}
          aria-setsize={more === undefined ? items.length : -1}
          style={{ height: rowHeight, transform: `translateY(${start - top}px)` }}
        >
          {row(items[index]!)}
        </li>
      ))}
    </ul>
  );
}
