/** `/operator/books`: what every account holds, all books together and book by book. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import Button from 'antd/es/button';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, withQuery } from '../../shared/api.ts';
import { Money } from '../../shared/money.tsx';
import { Empty, Fetched } from '../../shared/states.tsx';
import { useSay, type Words } from '../../shared/words.ts';
import css from './balances.module.css';
import { BooksFrame } from './books-frame.tsx';

interface Account {
  readonly account: string;
  readonly zh: string;
  readonly en: string;
  readonly normalSide: 'debit' | 'credit';
  readonly balance: number;
  readonly debitPending: number;
  readonly creditPending: number;
}
interface Book {
  readonly book: string;
  readonly merchant: Words | null;
  readonly accounts: readonly Account[];
}

export function Component() {
  const { t } = useTranslation('operator');
  return (
    <BooksFrame title={t('books.title')} lead={t('books.balancesLead')}>
      <AllBooks />
      <EachBook />
    </BooksFrame>
  );
}

function AllBooks() {
  const { t } = useTranslation('operator');
  const query = useQuery({
    queryKey: ['books', 'sum'],
    queryFn: ({ signal }) =>
      api.get<{ readonly items: readonly Account[] }>('/v1/ledger/accounts', { signal }),
  });
  return (
    <section aria-labelledby="all-books">
      <h2 id="all-books">{t('books.all')}</h2>
      <Fetched query={query} lines={6}>
        {({ items }) =>
          items.length === 0 ? (
            <div className="card">
              <Empty title={t('books.none')} />
            </div>
          ) : (
            <Balances accounts={items} />
          )
        }
      </Fetched>
    </section>
  );
}

function EachBook() {
  const { t } = useTranslation('operator');
  const say = useSay();
  const query = useInfiniteQuery({
    queryKey: ['books', 'each'],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      api.get<{ readonly items: readonly Book[]; readonly next: string | null }>(
        withQuery('/v1/operator/books', { cursor: pageParam }),
        { signal },
      ),
    getNextPageParam: ({ next }) => next,
  });
  const books = query.data?.pages.flatMap(({ items }) => items) ?? [];
  if (books.length === 0) return null;
  return (
    <section className={css.each} aria-labelledby="each-book">
      <h2 id="each-book">{t('books.perBook')}</h2>
      {books.map(({ book, merchant, accounts }) => (
        <details key={book} className={css.book}>
          <summary>
            <span className={css.name}>{merchant === null ? book : say(merchant)}</span>
            <span className={`number ${css.number}`}>{book}</span>
            <Owed accounts={accounts} />
          </summary>
          <Balances accounts={accounts} />
          <p>
            <Link to={`/operator/books/journal?book=${encodeURIComponent(book)}`}>
              {t('books.toJournal')}
            </Link>
          </p>
        </details>
      ))}
      {query.hasNextPage ? (
        <Button onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>
          {t('more')}
        </Button>
      ) : null}
    </section>
  );
}

/** What the shop is owed: the figure that one looks for first. */
function Owed({ accounts }: { readonly accounts: readonly Account[] }) {
  const say = useSay();
  const owed = accounts.find(({ account }) => account === 'merchant_payable');
  if (owed === undefined) return null;
  return (
    <span className={css.owed}>
      <small>{say(owed)}</small>
      <Money fen={owed.balance} />
    </span>
  );
}

function Balances({ accounts }: { readonly accounts: readonly Account[] }) {
  const { t } = useTranslation('operator');
  const say = useSay();
  return (
    <table className={css.table}>
      <thead>
        <tr>
          <th scope="col">{t('books.account')}</th>
          <th scope="col">{t('books.held')}</th>
          <th scope="col">{t('books.debit')}</th>
          <th scope="col">{t('books.credit')}</th>
        </tr>
      </thead>
      <tbody>
        {accounts.map((account) => {
          const onDebit = (account.normalSide === 'debit') === account.balance >= 0;
          const size = Math.abs(account.balance);
          const held = account.debitPending + account.creditPending;
          return (
            <tr key={account.account}>
              <th scope="row">{say(account)}</th>
              <td className={css.held}>{held === 0 ? null : <Money fen={held} />}</td>
              <td>{onDebit && size !== 0 ? <Money fen={size} /> : null}</td>
              <td>{!onDebit && size !== 0 ? <Money fen={size} /> : null}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
