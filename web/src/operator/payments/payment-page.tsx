/** `/operator/payments/…`: everything an operator may see of one payment; cards are masked. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { api } from '../../shared/api.ts';
import { Moment } from '../../shared/moment.tsx';
import { Money, moneyText } from '../../shared/money.tsx';
import { Page } from '../../shared/page.tsx';
import { Fetched } from '../../shared/states.tsx';
import { useLanguage, useSay } from '../../shared/words.ts';
import { Journals } from '../books/journals.tsx';
import { Answer } from './answer.tsx';
import type { Journey, Payment } from './payment-data.ts';
import css from './payment-page.module.css';
import { State } from './state.tsx';
import { Story } from './story.tsx';
import { WaysBack } from './ways-back.tsx';

export function Component() {
  const { id = '' } = useParams();
  const { t } = useTranslation('operator');
  const query = useQuery({
    queryKey: ['journey', id],
    queryFn: ({ signal }) => api.get<Journey>(`/v1/payments/${encodeURIComponent(id)}/journey`, { signal }),
  });
  return (
    <>
      <Link to="/operator/payments" className={css.backLink}>
        {t('payment.back')}
      </Link>
      {query.data === undefined ? (
        <Page title={t('payment.title')}>
          <Fetched query={query} lines={10}>
            {() => null}
          </Fetched>
        </Page>
      ) : (
        <Whole journey={query.data} />
      )}
    </>
  );
}

function Whole({ journey }: { readonly journey: Journey }) {
  const { t } = useTranslation('operator');
  const say = useSay();
  const language = useLanguage();
  const { payment, cancellations, journals } = journey;
  const title = t('payment.of', {
    kind: say(payment.kindWords),
    amount: moneyText(payment.amount, language),
  });
  return (
    <Page title={title} aside={<State state={payment.state} />}>
      <div className="card">
        <Story paymentId={payment.id} />
      </div>
      <div className={css.columns}>
        <div className={css.main}>
          <WaysBack cancellations={cancellations} />
          <section aria-labelledby="entries">
            <h2 id="entries">{t('payment.entries')}</h2>
            <p className="muted">{t(journals.length === 0 ? 'payment.noEntries' : 'payment.entriesLead')}</p>
            <Journals journals={journals} ofPayment />
          </section>
        </div>
        <aside className={css.side}>
          <Answer paymentId={payment.id} />
          <Facts payment={payment} />
        </aside>
      </div>
    </Page>
  );
}

function Facts({ payment }: { readonly payment: Payment }) {
  const { t } = useTranslation('operator');
  const { wayBack, order, authCode, endedAt, nextCheckAt } = payment;
  const rows: readonly (readonly [string, React.ReactNode])[] = [
    ['card', <span key="v">{payment.card}</span>],
    ['reference', payment.rrn],
    ...(authCode === null ? [] : [['authCode', authCode] as const]),
    ['terminal', `${payment.terminalId} / ${payment.batchNo} / ${payment.traceNo}`],
    ['merchant', payment.merchantId],
    ...(payment.book === payment.merchantId ? [] : [['book', payment.book] as const]),
    ...(order === null ? [] : [['order', order.orderNo] as const]),
    ['clearingDay', payment.clearingDay],
    ['started', <Moment key="v" at={payment.startedAt} />],
    ...(endedAt === null ? [] : [['ended', <Moment key="v" at={endedAt} />] as const]),
    ...(nextCheckAt === null ? [] : [['next', <Moment key="v" at={nextCheckAt} style="time" />] as const]),
    ...(wayBack.returned === 0 ? [] : [['returned', <Money key="v" fen={wayBack.returned} />] as const]),
    ...(wayBack.claimed === 0 ? [] : [['claimed', <Money key="v" fen={wayBack.claimed} />] as const]),
    ...(wayBack.remaining === 0 ? [] : [['remaining', <Money key="v" fen={wayBack.remaining} />] as const]),
    ['id', payment.id],
  ];
  return (
    <section className="card" aria-labelledby="facts">
      <h2 id="facts">{t('payment.facts')}</h2>
      <dl className={css.facts}>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{t(`payment.${name}`)}</dt>
            <dd className="number">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
