/** One payment in the list: when, how much, with which card, how it stands. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Moment } from '../shared/moment.tsx';
import { Money } from '../shared/money.tsx';
import { useSay } from '../shared/words.ts';
import { Chip } from './chip.tsx';
import type { Payment } from './merchant-api.ts';
import css from './payment-row.module.css';

/** Two lines on a phone and one at a desk, in the same height: the list then need not measure. */
export const ROW_HEIGHT = 72;

export interface PaymentRowProps {
  readonly payment: Payment;
}

export function PaymentRow({ payment }: PaymentRowProps) {
  const { t } = useTranslation('merchant');
  const say = useSay();
  const { id, amount, card, startedAt, state, stateWords, kindWords, wayBack } = payment;
  return (
    <Link to={`/merchant/payments/${id}`} className={css.row}>
      <span className={css.amount}>
        <Money fen={amount} />
      </span>
      <span className={css.what}>
        {say(kindWords)} · <span className="number">{t('payments.card', { last4: card.slice(-4) })}</span>
      </span>
      <span className={css.when}>
        <Moment at={startedAt} style="minute" />
      </span>
      <span className={css.state}>
        <Chip state={state} words={stateWords} />
        {wayBack.returned === 0 || state === 'voided' || state === 'reversed' ? null : (
          <span className={css.back}>
            {t('payments.returned')} <Money fen={wayBack.returned} />
          </span>
        )}
      </span>
    </Link>
  );
}
