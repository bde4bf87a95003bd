/** `/merchant/orders`: orders that are paid by a code, and the form that opens one. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { Moment } from '../shared/moment.tsx';
import { Money } from '../shared/money.tsx';
import { MoreButton } from '../shared/more-button.tsx';
import { Page } from '../shared/page.tsx';
import { Empty, Fetched } from '../shared/states.tsx';
import { Chip } from './chip.tsx';
import lines from './lines.module.css';
import { ORDER_STATES, type Order, readOrders } from './merchant-api.ts';
import { MerchantFrame } from './merchant-frame.tsx';
import { NewOrder } from './new-order.tsx';
import { StateTabs } from './state-tabs.tsx';

const SHOWN = ['unpaid', 'paid', 'closed'] as const;

export function Component() {
  const { t } = useTranslation('merchant');
  return (
    <MerchantFrame>
      {(session) => (
        <Page title={t('orders.title')} lead={t('orders.lead')}>
          {session.can.includes('orders.open') ? <NewOrder /> : null}
          <Orders />
        </Page>
      )}
    </MerchantFrame>
  );
}

function Orders() {
  const { t } = useTranslation('merchant');
  const [query] = useSearchParams();
  const state = ORDER_STATES.find((each) => each === query.get('state')) ?? null;
  const list = useInfiniteQuery({
    queryKey: ['orders', state],
    queryFn: ({ pageParam, signal }) => readOrders(state, pageParam, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
    refetchInterval: 15_000,
  });
  return (
    <>
      <StateTabs
        label={t('orders.filter')}
        now={state}
        states={SHOWN.map((each) => [each, t(`orders.state.${each}`)] as const)}
      />
      <Fetched query={list}>
        {(items) =>
          items.length === 0 ? (
            <Empty title={t('orders.none')}>
              <p>{t('orders.noneLead')}</p>
            </Empty>
          ) : (
            <ul className={lines.lines}>
              {items.map((order) => (
                <Row key={order.id} order={order} />
              ))}
            </ul>
          )
        }
      </Fetched>
      <MoreButton list={list} />
    </>
  );
}

function Row({
  order: { id, orderNo, subject, payable, state, stateWords, createdAt },
}: {
  readonly order: Order;
}) {
  return (
    <li>
      <Link to={`/merchant/orders/${id}`} className={lines.line}>
        <span className={lines.first}>
          <Money fen={payable} />
        </span>
        <Chip state={state} words={stateWords} />
        <span className={lines.rest}>
          {subject} · {orderNo}
        </span>
        <Moment at={createdAt} style="minute" />
      </Link>
    </li>
  );
}
