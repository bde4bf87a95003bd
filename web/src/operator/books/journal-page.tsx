/** `/operator/books/journal`: the journals of some days in the order of time. */
import { useInfiniteQuery } from '@tanstack/react-query';
import Button from 'antd/es/button';
import Input from 'antd/es/input';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { api, withQuery } from '../../shared/api.ts';
import { Field } from '../../shared/field.tsx';
import { Empty, Failed, Loading } from '../../shared/states.tsx';
import { useLanguage } from '../../shared/words.ts';
import type { Journal } from '../payments/payment-data.ts';
import { BooksFrame } from './books-frame.tsx';
import { today } from './days.ts';
import form from './form.module.css';
import { Journals } from './journals.tsx';

const KINDS = ['hold', 'post', 'release', 'mirror', 'transfer'] as const;
const NAMES = ['from', 'to', 'book', 'kind', 'payment'] as const;
type Filters = Readonly<Record<(typeof NAMES)[number], string>>;

function filtersOf(search: URLSearchParams): Filters {
  const day = today();
  const of = (name: string): string => search.get(name) ?? '';
  const from = of('from') || day;
  return { from, to: of('to') || from, book: of('book'), kind: of('kind'), payment: of('payment') };
}

export function Component() {
  const { t } = useTranslation('operator');
  const [search, setSearch] = useSearchParams();
  const filters = filtersOf(search);
  const show = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const set = NAMES.map((name) => [name, String(given.get(name) ?? '').trim()] as const);
    setSearch(Object.fromEntries(set.filter(([, value]) => value !== '')));
  };
  return (
    <BooksFrame title={t('books.journal')} lead={t('books.journalLead')} aside={<Csv filters={filters} />}>
      <form className={form.form} onSubmit={show} key={search.toString()}>
        <Field label={t('books.from')}>
          {(control) => <Input {...control} name="from" type="date" defaultValue={filters.from} required />}
        </Field>
        <Field label={t('books.to')}>
          {(control) => <Input {...control} name="to" type="date" defaultValue={filters.to} required />}
        </Field>
        <Field label={t('books.kind')}>
          {(control) => (
            <select {...control} name="kind" className={form.select} defaultValue={filters.kind}>
              <option value="">{t('books.anyKind')}</option>
              {KINDS.map((kind) => (
                <option key={kind} value={kind}>
                  {t(`books.kinds.${kind}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={t('books.book')}>
          {(control) => <Input {...control} name="book" defaultValue={filters.book} autoComplete="off" />}
        </Field>
        <Field label={t('books.payment')}>
          {(control) => (
            <Input {...control} name="payment" defaultValue={filters.payment} autoComplete="off" />
          )}
        </Field>
        <Button type="primary" htmlType="submit">
          {t('books.show')}
        </Button>
      </form>
      <List filters={filters} />
    </BooksFrame>
  );
}

function Csv({ filters }: { readonly filters: Filters }) {
  const { t } = useTranslation('operator');
  const lang = useLanguage();
  return (
    <a className={form.file} href={withQuery('/v1/operator/journals.csv', { ...filters, lang })} download>
      {t('books.csv')}
    </a>
  );
}

function List({ filters }: { readonly filters: Filters }) {
  const { t } = useTranslation('operator');
  const query = useInfiniteQuery({
    queryKey: ['books', 'journals', filters],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      api.get<{ readonly items: readonly Journal[]; readonly next: string | null }>(
        withQuery('/v1/operator/journals', { ...filters, cursor: pageParam, limit: 50 }),
        { signal },
      ),
    getNextPageParam: ({ next }) => next,
  });
  if (query.data === undefined)
    return query.isError ? (
      <Failed error={query.error} retry={() => void query.refetch()} />
    ) : (
      <Loading lines={8} />
    );
  const journals = query.data.pages.flatMap(({ items }) => items);
  if (journals.length === 0)
    return (
      <div className="card">
        <Empty title={t('books.noJournals')}>
          <p>{t('books.noJournalsDetail')}</p>
        </Empty>
      </div>
    );
  return (
    <>
      <Journals journals={journals} />
      {query.hasNextPage ? (
        <p className={form.more}>
          <Button onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>
            {t('more')}
          </Button>
        </p>
      ) : null}
    </>
  );
}
