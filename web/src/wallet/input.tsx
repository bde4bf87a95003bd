/** One line to be typed: its name above it, what helps or is wrong below. */
import type { InputHTMLAttributes } from 'react';
import control from '../shared/control.module.css';
import { Field } from '../shared/field.tsx';
import css from './input.module.css';

export interface InputProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'value'> {
  readonly label: string;
  readonly hint?: string;
  readonly fault?: string | null;
  readonly value: string;
  readonly onText: (text: string) => void;
  /** Digits of an amount or a code: large, with equal width. */
  readonly large?: boolean;
}

export function Input({ label, hint, fault = null, value, onText, large = false, ...rest }: InputProps) {
  return (
    <Field label={label} {...(hint === undefined ? {} : { hint })} fault={fault}>
      {(given) => (
        <input
          autoComplete="off"
          {...given}
          {...rest}
          className={`${control.control} ${css.input} ${large ? css.large : ''}`}
          value={value}
          onChange={(event) => onText(event.target.value)}
        />
      )}
    </Field>
  );
}
