/** One of a few, as buttons that are radio buttons: arrow keys move among them. */
import type { ReactNode } from 'react';
import css from './chips.module.css';

export interface ChipsProps {
  readonly name: string;
  readonly legend: string;
  readonly children: ReactNode;
}

export function Chips({ legend, children }: ChipsProps) {
  return (
    <fieldset className={css.chips}>
      <legend>{legend}</legend>
      {children}
    </fieldset>
  );
}

export interface ChipProps {
  readonly name: string;
  readonly value: string;
  readonly chosen: boolean;
  readonly onChoose: () => void;
  readonly children: ReactNode;
}

export function Chip({ name, value, chosen, onChoose, children }: ChipProps) {
  return (
    <label className={css.chip}>
      <input type="radio" name={name} value={value} checked={chosen} onChange={onChoose} />
      <span>{children}</span>
    </label>
  );
}
