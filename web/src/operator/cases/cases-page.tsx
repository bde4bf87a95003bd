/** `/operator/cases`: reports of loss without an end, newest first. */

import { useInfiniteQuery } from '@tanstack/react-query';
import Button from 'antd/es/button';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, withQuery } from '../../shared/api.ts';
import { Countdown } from '../../shared/countdown.tsx';
import { Money } from '../../shared/money.tsx';
import { Page } from '../../shared/page.tsx';
import { Empty, Failed, Loading } from '../../shared/states.tsx';
import { useSay } from '../../shared/words.ts';
import type { CaseList, WalletCase } from './case-data.ts';
import css from './cases.module.css';

export function Component() {
  const { t } = useTranslation('operator');
  const query = useInfiniteQuery({
    queryKey: ['wallet-cases'],
    queryFn: ({ signal, pageParam }) =>
      api.get<CaseList>(
        withQuery('/v1/wallet-cases', { open: 'true', ...(pageParam === '' ? {} : { cursor: pageParam }) }),
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title={t('cases.title')} lead={t('cases.lead')}>
      {query.data === undefined ? (
        query.isError ? (
          <Failed error={query.error} retry={() => void query.refetch()} />
        ) : (
          <Loading lines={5} />
        )
      ) : items.length === 0 ? (
        <div className="card">
          <Empty title={t('cases.none')} />
        </div>
      ) : (
        <ul className={css.list}>
          {items.map((each) => (
            <li key={each.id}>
              <Row of={each} />
            </li>
          ))}
        </ul>
      )}
      {query.hasNextPage ? (
        <Button onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>
          {t('more')}
        </Button>
      ) : null}
    </Page>
  );
}

function Row({ of: { id, what, stateWords, holder, cover, dueAt } }: { readonly of: WalletCase }) {
  const say = useSay();
  return (
    <Link to={`/operator/cases/${id}`} className={css.row}>
      <strong>
        {say(what)} · {holder.name}
      </strong>
      <span>{say(stateWords)}</span>
      {cover.claimed === 0 ? null : <Money fen={cover.claimed} />}
      {dueAt === null ? null : <Countdown to={dueAt} />}
    </Link>
  );
}
