/** The state of a payment as a mark: colour says it again, never alone. */
import { useTranslation } from 'react-i18next';
import type { PaymentState } from './payment-data.ts';
import css from './state.module.css';

const LOOKS: Readonly<Record<PaymentState, 'open' | 'out' | 'back' | 'none'>> = {
  sent: 'open',
  unknown: 'open',
  approved: 'out',
  completed: 'out',
  declined: 'none',
  expired: 'none',
  reversed: 'back',
  voided: 'back',
};

export interface StateProps {
  readonly state: PaymentState;
}

export function State({ state }: StateProps) {
  const { t } = useTranslation('operator');
  return (
    <span className={css.state} data-look={LOOKS[state]}>
      {t(`states.${state}`)}
    </span>
  );
}
