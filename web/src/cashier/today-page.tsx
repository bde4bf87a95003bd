/** `/cashier/today`: the open batch in numbers and lines, and its settlement. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ActButton } from '../shared/act-button.tsx';
import { Moment } from '../shared/moment.tsx';
import { Money } from '../shared/money.tsx';
import { Page } from '../shared/page.tsx';
import { Empty, Fetched } from '../shared/states.tsx';
import { EntryList } from './entry-list.tsx';
import { Slip } from './slip.tsx';
import { till as calls, type Settlement } from './till-api.ts';
import { useTill } from './till-context.ts';
import css from './today-page.module.css';

export function Component() {
  const { t } = useTranslation('cashier');
  const { till, acting } = useTill();
  const { totals } = till;
  const query = useQuery({
    queryKey: ['till', till.id, 'entries', till.batch],
    queryFn: () => calls.entries(till.id, { batch: 'open', limit: 200 }),
  });
  return (
    <Page
      title={t('today.title')}
      lead={t('batchNow', { batch: till.batch })}
      aside={
        <ActButton
          label={t('today.settle')}
          title={t('today.settleTitle', { batch: till.batch })}
          way="out"
          act={async () => acting.begin({ act: 'settle' })}
        >
          <p>{t('today.settleWhat')}</p>
          {till.pending === null ? null : <p>{t('today.settlePending')}</p>}
        </ActButton>
      }
    >
      <dl className={css.totals}>
        <div className="card">
          <dt>{t('today.debit', { count: totals.debitCount })}</dt>
          <dd>
            <Money fen={totals.debit} />
          </dd>
        </div>
        <div className="card">
          <dt>{t('today.credit', { count: totals.creditCount })}</dt>
          <dd className={css.back}>
            <Money fen={-totals.credit} />
          </dd>
        </div>
        <div className="card">
          <dt>{t('today.net')}</dt>
          <dd>
            <Money fen={totals.debit - totals.credit} />
          </dd>
        </div>
      </dl>
      <h2>{t('today.list')}</h2>
      <Fetched query={query}>
        {(entries) =>
          entries.length === 0 ? (
            <Empty title={t('today.empty')}>
              <p>{t('today.emptyWhat')}</p>
            </Empty>
          ) : (
            <EntryList entries={entries} />
          )
        }
      </Fetched>
      {till.settlements.length === 0 ? null : (
        <>
          <h2 className={css.next}>{t('today.settlements')}</h2>
          {till.settlements.map((each) => (
            <Settled key={`${each.batch}${each.at}`} terminal={till.id} settlement={each} />
          ))}
        </>
      )}
    </Page>
  );
}

function Settled({ terminal, settlement }: { readonly terminal: string; readonly settlement: Settlement }) {
  const { t } = useTranslation('cashier');
  const { batch, outcome, at, terminal: mine } = settlement;
  return (
    <details className={css.settled}>
      <summary>
        <span>{t('today.settled', { batch })}</span>
        <span className={outcome === 'balanced' ? css.yes : css.back}>{t(`settle.${outcome}`)}</span>
        <Money fen={mine.debit - mine.credit} />
        <span className="muted">
          <Moment at={at} style="minute" />
        </span>
      </summary>
      <Slip terminal={terminal} of={{ batch, stan: null }} reprint />
    </details>
  );
}
