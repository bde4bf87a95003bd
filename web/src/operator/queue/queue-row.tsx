/** One thing that waits: what happened, what it waits for, how long, and how much money it is about. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Countdown } from '../../shared/countdown.tsx';
import { Moment } from '../../shared/moment.tsx';
import { Money } from '../../shared/money.tsx';
import { useSay } from '../../shared/words.ts';
import { Mine } from './four-eyes.tsx';
import { addressOfItem, type QueueItem } from './queue-data.ts';
import css from './queue-row.module.css';

export function QueueRow({ item }: { readonly item: QueueItem }) {
  const { t } = useTranslation('operator');
  const say = useSay();
  const { severity, kind, key, deadline, overdue, amount, merchant, card } = item;
  return (
    <li className={css.row} data-severity={severity} data-kind={kind}>
      <div className={css.said}>
        <p className={css.kind}>
          {say(item.kindWords)}
          {item.proposal === null ? null : <Mine item={item} />}
        </p>
        <Link to={addressOfItem(kind, key)} className={css.what}>
          {say(item.what)}
        </Link>
        <p className={css.next}>{say(item.next)}</p>
        <p className={css.about}>
          {merchant === null ? null : <span>{say(merchant)}</span>}
          {card === null ? null : <span className="number">{card}</span>}
          <span>
            {t('queue.since')} <Moment at={item.since} style="minute" />
          </span>
        </p>
      </div>
      <div className={css.figures}>
        {amount === null ? null : <Money fen={amount} className={css.amount ?? ''} />}
        {deadline === null ? null : (
          <span className={overdue ? css.overdue : css.deadline}>
            {overdue ? t('queue.overdue') : <Countdown to={deadline} />}
          </span>
        )}
      </div>
    </li>
  );
}
