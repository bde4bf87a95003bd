/** One field of a form: its name above it, a hint and what is wrong below, all of them read together. */
import { type ReactNode, useId } from 'react';
import css from './field.module.css';

/** What the control takes over: `{(control) => <Input {...control} name="login" />}`. */
export interface ControlProps {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean | undefined;
}

export interface FieldProps {
  readonly label: string;
  readonly hint?: string;
  /** What is wrong with what stands in it. */
  readonly fault?: string | null;
  readonly children: (control: ControlProps) => ReactNode;
}

export function Field({ label, hint, fault = null, children }: FieldProps) {
  const id = useId();
  const below = fault ?? hint;
  return (
    <div className={css.field}>
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        'aria-describedby': below === undefined ? undefined : `${id}-below`,
        'aria-invalid': fault === null ? undefined : true,
      })}
      {below === undefined ? null : (
        <p id={`${id}-below`} className={fault === null ? css.hint : css.fault} aria-live="polite">
          {below}
        </p>
      )}
    </div>
  );
}
