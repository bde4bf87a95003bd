/** What may be wider than the screen: it scrolls by itself, by keys too, and has a name. */
import type { ReactNode } from 'react';
import css from './scroll-box.module.css';

export interface ScrollBoxProps {
  readonly label: string;
  readonly children: ReactNode;
}

export function ScrollBox({ label, children }: ScrollBoxProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without it the keys could not scroll
    <section className={css.box} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
