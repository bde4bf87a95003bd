/** `/merchant`: the payments of the own book, searched and filtered. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { LongList } from '../shared/long-list.tsx';
import { Page } from '../shared/page.tsx';
import { Empty, Failed, Loading } from '../shared/states.tsx';
import { PAGE_MAX, type Payment, type PaymentFilter, readPayments } from './merchant-api.ts';
import { MerchantFrame } from './merchant-frame.tsx';
import { PaymentRow, ROW_HEIGHT } from './payment-row.tsx';
import { filterOf, PaymentsFilter } from './payments-filter.tsx';
import css from './payments-page.module.css';

export function Component() {
  const { t } = useTranslation('merchant');
  return (
    <MerchantFrame>
      {() => (
        <Page title={t('payments.title')} lead={t('payments.lead')}>
          <Payments />
        </Page>
      )}
    </MerchantFrame>
  );
}

/** How often the server is asked whether there is something newer than the first row. */
const NEWER_MS = 10_000;

function usePayments(filter: PaymentFilter) {
  const list = useInfiniteQuery({
    queryKey: ['payments', filter],
    queryFn: ({ pageParam, signal }) => readPayments(filter, pageParam, PAGE_MAX, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    staleTime: 30_000,
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const newest = useQuery({
    queryKey: ['payments-newest', filter],
    queryFn: ({ signal }) => readPayments(filter, null, 1, { signal }),
    refetchInterval: NEWER_MS,
    enabled: list.isSuccess,
  });
  const first = newest.data?.items[0];
  const newer = first !== undefined && newest.dataUpdatedAt > list.dataUpdatedAt && first.id !== items[0]?.id;
  return { list, items, newer };
}

function Payments() {
  const { t } = useTranslation('merchant');
  const [query] = useSearchParams();
  const filter = filterOf(query);
  const { list, items, newer } = usePayments(filter);
  const filtered = [...query.keys()].length > 0;
  return (
    <>
      <PaymentsFilter />
      <div role="status" className={css.newer}>
        {newer ? (
          <button type="button" onClick={() => void list.refetch()}>
            {t('payments.newer')}
          </button>
        ) : null}
      </div>
      {list.isPending ? <Loading lines={8} /> : null}
      {list.isError && items.length === 0 ? (
        <Failed error={list.error} retry={() => void list.refetch()} />
      ) : null}
      {list.isSuccess && items.length === 0 ? (
        <Empty title={t(filtered ? 'payments.noneFound' : 'payments.none')}>
          <p>{t(filtered ? 'payments.noneFoundLead' : 'payments.noneLead')}</p>
        </Empty>
      ) : null}
      {items.length === 0 ? null : (
        <LongList<Payment>
          label={t('payments.title')}
          items={items}
          keyOf={({ id }) => id}
          rowHeight={ROW_HEIGHT}
          row={(payment) => <PaymentRow payment={payment} />}
          {...(list.hasNextPage && !list.isFetchingNextPage && !list.isError
            ? { more: () => void list.fetchNextPage() }
            : {})}
        />
      )}
      {list.isError && items.length > 0 ? (
        <Failed error={list.error} retry={() => void list.fetchNextPage()} />
      ) : null}
    </>
  );
}
