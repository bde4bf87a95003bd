/** Transactions of the terminal, newest first; each leads to its page. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Moment } from '../shared/moment.tsx';
import { Money } from '../shared/money.tsx';
import css from './entry-list.module.css';
import type { Entry } from './till-api.ts';

/** Money that goes back stands with a minus, as on its slip. */
export const goesBack = ({ kind }: Pick<Entry, 'kind'>): boolean => /void$|^refund$/.test(kind);

const TONES: Readonly<Record<Entry['state'], string | undefined>> = {
  approved: css.yes,
  voided: css.gone,
  reversed: css.gone,
  declined: css.no,
  unknown: css.unknown,
  'reversal-failed': css.unknown,
};

export const StateMark = ({ state }: { readonly state: Entry['state'] }) => {
  const { t } = useTranslation('cashier');
  return <span className={`${css.mark} ${TONES[state] ?? ''}`}>{t(`state.${state}`)}</span>;
};

export function EntryList({
  entries,
  dates = false,
}: {
  readonly entries: readonly Entry[];
  readonly dates?: boolean;
}) {
  const { t } = useTranslation('cashier');
  return (
    <ul className={css.list}>
      {entries.map((entry) => (
        <li key={`${entry.batch}/${entry.stan}`}>
          <Link to={`/cashier/payment/${entry.batch}/${entry.stan}`} className={css.row}>
            <span className={css.what}>
              <span>{t(`kind.${entry.kind}`)}</span>
              <StateMark state={entry.state} />
            </span>
            <span className={`${css.amount} ${goesBack(entry) ? css.back : ''}`}>
              <Money fen={goesBack(entry) ? -entry.amount : entry.amount} />
            </span>
            <span className={css.more}>
              <Moment at={entry.at} style={dates ? 'minute' : 'time'} /> ·{' '}
              {entry.card === '' ? t('byCode') : entry.card} · {t('stan', { stan: entry.stan })}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
