/** The seal on an answer: one sign, legible from across the counter. One character says it all in Chinese. */
import { useTranslation } from 'react-i18next';
import css from './stamp.module.css';
import type { Tone } from './verdict-of.ts';

export interface StampProps {
  readonly tone: Tone;
}

/** The words beside it say the same: to a reader of screens it is nothing. */
export function Stamp({ tone }: StampProps) {
  const { t } = useTranslation('payer');
  const sign = t(`stamp.${tone}`);
  return (
    <span className={`${css.stamp} ${sign.length > 1 ? css.word : ''}`} aria-hidden="true">
      {sign}
    </span>
  );
}
