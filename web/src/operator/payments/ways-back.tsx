/** Every way back of a payment: which, how much, by whom, and how it stands. */
import { useTranslation } from 'react-i18next';
import { Moment } from '../../shared/moment.tsx';
import { Money } from '../../shared/money.tsx';
import { useSay } from '../../shared/words.ts';
import type { Cancellation } from './payment-data.ts';
import css from './ways-back.module.css';

export function WaysBack({ cancellations }: { readonly cancellations: readonly Cancellation[] }) {
  const { t } = useTranslation('operator');
  const say = useSay();
  return (
    <section aria-labelledby="ways-back">
      <h2 id="ways-back">{t('payment.waysBack')}</h2>
      {cancellations.length === 0 ? (
        <p className="muted">{t('payment.noWaysBack')}</p>
      ) : (
        <ul className={css.list}>
          {cancellations.map((each) => (
            <li key={each.id}>
              <div className={css.said}>
                <strong>
                  {say(each.routeWords)} · {say(each.stateWords)}
                </strong>
                <span className="muted">
                  {t('payment.askedBy', { door: say(each.doorWords) })} · {each.reason}
                </span>
                <span className={`number ${css.small}`}>
                  {each.rrn} · <Moment at={each.openedAt} style="minute" />
                </span>
              </div>
              <Money fen={each.amount} className={css.amount ?? ''} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
