/** `/acts`: what people did, newest first: who, when, to what, and what came of it. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import Button from 'antd/es/button';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { ForRoles, type Role } from '../app/session.tsx';
import { api, withQuery } from '../shared/api.ts';
import { Moment } from '../shared/moment.tsx';
import { Page } from '../shared/page.tsx';
import { Empty, Failed, Loading } from '../shared/states.tsx';
import { useSay, type Words } from '../shared/words.ts';
import css from './acts.module.css';

interface Act {
  readonly no: number;
  readonly at: string;
  readonly staff: string | null;
  readonly who: string;
  readonly role: Role | null;
  readonly book: string | null;
  readonly act: string;
  readonly subject: string | null;
  readonly outcome: string | null;
  readonly status: number | null;
  readonly requestId: string | null;
  readonly address: string | null;
}

interface List {
  readonly items: readonly Act[];
  readonly next: string | null;
}

export function Component() {
  return <ForRoles roles={['merchant-admin', 'operator', 'auditor']}>{() => <Acts />}</ForRoles>;
}

function Acts() {
  const { t } = useTranslation('sign-in');
  const [query] = useSearchParams();
  const staff = query.get('staff');
  return (
    <Page
      title={t('acts.title')}
      lead={t('acts.lead')}
      aside={staff === null ? null : <Link to="/acts">{t('acts.all')}</Link>}
    >
      <ActList staff={staff} />
    </Page>
  );
}

/** Outcomes in words, from the server's own catalogue. */
function useOutcomes(): (code: string) => string {
  const say = useSay();
  const { data } = useQuery({
    queryKey: ['outcomes'],
    queryFn: () =>
      api.get<{ readonly items: readonly (Words & { readonly code: string })[] }>('/v1/outcomes'),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (code) => {
    const found = data?.items.find((each) => each.code === code);
    return found === undefined ? code : say(found);
  };
}

function ActList({ staff }: { readonly staff: string | null }) {
  const { t } = useTranslation('sign-in');
  const outcomeOf = useOutcomes();
  const query = useInfiniteQuery({
    queryKey: ['staff-acts', staff],
    queryFn: ({ pageParam, signal }) =>
      api.get<List>(withQuery('/v1/staff/acts', { staff, cursor: pageParam }), { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });
  if (query.isPending) return <Loading lines={8} />;
  if (query.isError) return <Failed error={query.error} retry={() => void query.refetch()} />;
  const acts = query.data.pages.flatMap(({ items }) => items);
  if (acts.length === 0) return <Empty title={t('acts.none')} />;
  return (
    <>
      <ol className={css.acts}>
        {acts.map((act) => (
          <li key={act.no}>
            <OneAct act={act} outcomeOf={outcomeOf} />
          </li>
        ))}
      </ol>
      {query.hasNextPage ? (
        <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('more')}
        </Button>
      ) : (
        <p className="muted">{t('acts.end')}</p>
      )}
    </>
  );
}

/** The name of an act among the words: `POST /v1/orders/:id/close` is `POST_orders_id_close`. */
const nameOf = (act: string): string => act.replace('/v1/', '').replace(/[^A-Za-z]+/g, '_');

interface OneActProps {
  readonly act: Act;
  readonly outcomeOf: (code: string) => string;
}

function OneAct({ act, outcomeOf }: OneActProps) {
  const { t } = useTranslation('sign-in');
  const { at, staff, who, role, book, subject, outcome, requestId, address } = act;
  const state = outcome === null ? 'open' : outcome === 'done' ? 'done' : 'refused';
  const told = outcome === null ? t('acts.open') : outcome === 'done' ? t('acts.done') : outcomeOf(outcome);
  const from = [book, address, requestId].filter((each) => each !== null);
  return (
    <>
      <div className={css.when}>
        <Moment at={at} style="minute" />
      </div>
      <div>
        <p className={css.what}>
          {staff === null ? (
            <strong>{who === 'unknown' ? t('acts.unknown') : who}</strong>
          ) : (
            <Link to={`/acts?staff=${staff}`}>{who}</Link>
          )}
          {role === null ? null : <span className="muted">{t(`common:roles.${role}`)}</span>}
          <span>{t(`acts.words.${nameOf(act.act)}`, { defaultValue: act.act })}</span>
        </p>
        <p className="muted">
          <code>{act.act}</code>
          {subject === null ? null : (
            <>
              {' '}
              <code>{subject}</code>
            </>
          )}
        </p>
        {from.length === 0 ? null : <p className={css.from}>{from.join(' · ')}</p>}
      </div>
      <div className={css.outcome} data-state={state}>
        {told}
      </div>
    </>
  );
}
