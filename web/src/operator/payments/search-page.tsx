/** `/operator/payments`: find a payment by what somebody has of it. */
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { momentText } from '../../shared/moment.tsx';
import { Page } from '../../shared/page.tsx';
import { Empty, Failed, Loading } from '../../shared/states.tsx';
import { VirtualRows } from '../../shared/virtual-rows.tsx';
import { useLanguage } from '../../shared/words.ts';
import { FoundRow, useRowHeight } from './found-row.tsx';
import { type Found, MARKS, type Marks, marksOf, useSearch } from './search-data.ts';
import { SearchForm } from './search-form.tsx';
import css from './search-page.module.css';

export function Component() {
  const { t } = useTranslation('operator');
  const [search, setSearch] = useSearchParams();
  const [card, setCard] = useState<string | null>(null);
  // Another question draws the form anew, with what stands in the address.
  const [asked, setAsked] = useState(0);
  const marks = marksOf(search);
  const ask = (given: Marks, number: string | null): void => {
    setCard(number);
    setAsked((before) => before + 1);
    setSearch(
      Object.fromEntries(MARKS.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]]))),
    );
  };
  return (
    <Page title={t('payments.title')} lead={t('payments.lead')}>
      <SearchForm key={`${search} ${asked}`} marks={marks} onAsk={ask} />
      <Results key={asked} asked={asked} marks={marks} card={card} />
    </Page>
  );
}

interface ResultsProps {
  readonly asked: number;
  readonly marks: Marks;
  readonly card: string | null;
}

function Results({ asked, marks, card }: ResultsProps) {
  const { t } = useTranslation('operator');
  const language = useLanguage();
  const rowHeight = useRowHeight();
  const query = useSearch(marks, card, asked);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  if (query.data === undefined)
    return query.isError ? (
      <Failed error={query.error} retry={() => void query.refetch()} />
    ) : (
      <Loading lines={8} />
    );
  const items = query.data.pages.flatMap((page) => page.items);
  const from = query.data.pages[0]?.from ?? null;
  const count = items.length;
  return (
    <>
      <div className={css.told} role="status">
        <p>{count === 0 ? null : t(hasNextPage ? 'payments.foundMore' : 'payments.found', { count })}</p>
        {from === null ? null : (
          <p className="muted">{t('payments.since', { from: momentText(from, language, 'day') })}</p>
        )}
      </div>
      {count === 0 ? (
        <div className="card">
          <Empty title={t('payments.none')}>
            <p>{t('payments.noneDetail')}</p>
          </Empty>
        </div>
      ) : (
        <div className={css.table}>
          <Columns />
          <VirtualRows<Found>
            label={t('payments.table')}
            items={items}
            rowHeight={rowHeight}
            keyOf={({ id }) => id}
            total={hasNextPage ? -1 : count}
            onEnd={more}
          >
            {(found) => <FoundRow found={found} />}
          </VirtualRows>
          {isFetchingNextPage ? <p className={css.reading}>{t('payments.loadingMore')}</p> : null}
        </div>
      )}
    </>
  );
}

/** The heads of the columns, for the eye: each row says by itself what it has. */
function Columns() {
  const { t } = useTranslation('operator');
  return (
    <div className={css.columns} aria-hidden="true">
      <span>{t('payments.columns.when')}</span>
      <span>{t('payments.columns.payment')}</span>
      <span>{t('payments.columns.card')}</span>
      <span>{t('payments.columns.reference')}</span>
      <span>{t('payments.columns.amount')}</span>
    </div>
  );
}
