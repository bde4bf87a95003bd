/** Above every page of the till: what it does not know the end of, and what finds it out. */
import Button from 'antd/es/button';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Moment } from '../shared/moment.tsx';
import { Money } from '../shared/money.tsx';
import css from './open-ends.module.css';
import { useTill } from './till-context.ts';

export function OpenEnds() {
  const { t } = useTranslation('cashier');
  const { till, acting } = useTill();
  const { pending, unknown, codes, underWay, settlementOpen } = till;
  if (pending === null && unknown.length === 0 && codes.length === 0 && underWay === null && !settlementOpen)
    return null;
  return (
    <section className={css.open} aria-label={t('open.label')}>
      {underWay === null ? null : <p>{t('open.underWay', { what: t(`acts.${underWay.act}`) })}</p>}
      {settlementOpen ? (
        <p>
          {t('open.settlement')} <Link to="/cashier/today">{t('tabs.today')}</Link>
        </p>
      ) : null}
      {unknown.map((entry) => (
        <div className={css.pending} key={`${entry.batch}/${entry.stan}`}>
          <p>
            <strong>{t('open.unknown')}</strong> <Money fen={entry.amount} /> · {entry.card} ·{' '}
            <Moment at={entry.at} style="time" />
            {entry.payment === null ? null : (
              <>
                <br />
                {t('open.host', { state: t(`hostState.${entry.payment.state}`) })}
              </>
            )}
          </p>
          {entry.stan === pending?.stan ? <FindOut /> : null}
          <Link to={`/cashier/payment/${entry.batch}/${entry.stan}`}>{t('open.look')}</Link>
        </div>
      ))}
      {pending === null || unknown.some(({ stan }) => stan === pending.stan) ? null : (
        <div className={css.pending}>
          <p>
            {t('open.pending', { stan: pending.stan })} <Money fen={pending.amount} />
          </p>
          <FindOut />
        </div>
      )}
      {codes.map((code) => (
        <div className={css.pending} key={`${code.batch}/${code.stan}`}>
          <p>
            {t('open.code')} <Money fen={code.amount} /> · <Moment at={code.at} style="time" />
          </p>
          <Button onClick={() => acting.begin({ act: 'query-code', stan: code.stan })}>
            {t('shown.ask')}
          </Button>
          <Button onClick={() => acting.begin({ act: 'close-code', stan: code.stan })}>
            {t('shown.close')}
          </Button>
        </div>
      ))}
    </section>
  );
}

/** The reversal that waits goes out now; its answer says that no money is out. */
function FindOut() {
  const { t } = useTranslation('cashier');
  const { acting } = useTill();
  return <Button onClick={() => acting.begin({ act: 'reversal' })}>{t('unknown.findOut')}</Button>;
}
