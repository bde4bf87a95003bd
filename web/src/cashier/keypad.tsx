/** Digits under a thumb, and the same from a keyboard. */
import { useEffect, useEffectEvent } from 'react';
import { useTranslation } from 'react-i18next';
import css from './keypad.module.css';

export interface KeypadProps {
  readonly onDigits: (digits: string) => void;
  readonly onBack: () => void;
  readonly onClear: () => void;
  readonly onEnter?: () => void;
  /** The key at the left of the zero: two zeros for amounts, none for a PIN. */
  readonly doubleZero?: boolean;
  readonly label: string;
}

/** Somebody who types into a field, or stands on a button, means that. */
const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest('input:not([type=checkbox], [type=radio]), textarea, select, dialog') !== null;

export function Keypad({ onDigits, onBack, onClear, onEnter, doubleZero = false, label }: KeypadProps) {
  const { t } = useTranslation('cashier');
  const onKey = useEffectEvent((event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (/^\d$/.test(event.key)) onDigits(event.key);
    else if (event.key === 'Backspace') onBack();
    else if (event.key === 'Escape' || event.key === 'Delete') onClear();
    else if (event.key === 'Enter' && !(event.target instanceof HTMLButtonElement)) onEnter?.();
    else return;
    event.preventDefault();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => onKey(event);
    addEventListener('keydown', listener);
    return () => removeEventListener('keydown', listener);
  }, []);
  return (
    <fieldset className={css.pad}>
      <legend className="only-read">{label}</legend>
      {['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((digit) => (
        <button key={digit} type="button" className={css.key} onClick={() => onDigits(digit)}>
          {digit}
        </button>
      ))}
      {doubleZero ? (
        <button type="button" className={css.key} onClick={() => onDigits('00')}>
          00
        </button>
      ) : (
        <button type="button" className={css.soft} onClick={onClear}>
          {t('pad.clear')}
        </button>
      )}
      <button type="button" className={css.key} onClick={() => onDigits('0')}>
        0
      </button>
      <button type="button" className={css.soft} onClick={onBack} aria-label={t('pad.back')}>
        <svg viewBox="0 0 28 20" width="28" height="20" aria-hidden="true">
          <path d="M9 2h17v16H9L2 10z" fill="none" stroke="currentColor" strokeWidth="1.8" />
          <path d="M14 7l6 6m0-6l-6 6" fill="none" stroke="currentColor" strokeWidth="1.8" />
        </svg>
      </button>
    </fieldset>
  );
}
