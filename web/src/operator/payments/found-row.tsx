/** One payment in a list: when, where, which card, how it ended, how much. */
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Moment } from '../../shared/moment.tsx';
import { Money, moneyText } from '../../shared/money.tsx';
import { useLanguage, useSay } from '../../shared/words.ts';
import css from './found-row.module.css';
import type { Found } from './search-data.ts';
import { State } from './state.tsx';

const NARROW = '(max-width: 720px)';
const WIDE_ROW = 64;
const NARROW_ROW = 108;

function subscribe(listener: () => void): () => void {
  const media = matchMedia(NARROW);
  media.addEventListener('change', listener);
  return () => media.removeEventListener('change', listener);
}
/** Rows are of one height: the one for this width. */
export const useRowHeight = (): number =>
  useSyncExternalStore(subscribe, () => (matchMedia(NARROW).matches ? NARROW_ROW : WIDE_ROW));

export function FoundRow({ found }: { readonly found: Found }) {
  const { t } = useTranslation('operator');
  const say = useSay();
  const language = useLanguage();
  const { id, merchant, book, card, rrn, amount, returned, startedAt } = found;
  return (
    <div className={css.row}>
      <span className={css.when}>
        <Moment at={startedAt} style="minute" />
      </span>
      <span className={css.what}>
        <Link to={`/operator/payments/${id}`} className={css.link}>
          {say(found.kindWords)} · {merchant === null ? book : say(merchant)}
        </Link>
        <State state={found.state} />
      </span>
      <span className={`number ${css.card}`}>{card}</span>
      <span className={`number ${css.reference}`}>{rrn}</span>
      <span className={css.amount}>
        <Money fen={amount} />
        {returned === 0 ? null : (
          <small>{t('payments.returned', { amount: moneyText(returned, language) })}</small>
        )}
      </span>
    </div>
  );
}
