/** `/operator`: what waits for a person, the most pressing first. */
import Button from 'antd/es/button';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { Page } from '../../shared/page.tsx';
import { Empty, Failed, Loading } from '../../shared/states.tsx';
import { useSay } from '../../shared/words.ts';
import { type QueueCount, type QueueItem, SEVERITIES, useQueue } from './queue-data.ts';
import css from './queue-page.module.css';
import { QueueRow } from './queue-row.tsx';

/** What the first line says: pressing before waiting, waiting before what is only watched. */
function leadOf({ total, pressing, watched }: { total: number; pressing: number; watched: number }): string {
  if (total === 0) return 'queue.allDone';
  if (total === watched) return 'queue.onlyWatched';
  return pressing === 0 ? 'queue.calm' : 'queue.sum';
}

export function Component() {
  const { t } = useTranslation('operator');
  const [search] = useSearchParams();
  const kind = search.get('kind');
  const query = useQueue(kind);
  const first = query.data?.pages[0];
  const lead =
    first === undefined
      ? t('queue.lead')
      : t(leadOf(first), { ...first, count: first.total - first.watched });
  return (
    <Page title={t('queue.title')} lead={lead}>
      {query.data === undefined ? (
        query.isError ? (
          <Failed error={query.error} retry={() => void query.refetch()} />
        ) : (
          <Loading lines={6} />
        )
      ) : (
        <>
          <Kinds counts={first?.counts ?? []} chosen={kind} />
          <Items items={query.data.pages.flatMap(({ items }) => items)} />
          {query.hasNextPage ? (
            <Button onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>
              {t('more')}
            </Button>
          ) : null}
        </>
      )}
    </Page>
  );
}

interface KindsProps {
  readonly counts: readonly QueueCount[];
  readonly chosen: string | null;
}

/** Which kinds there are, and how many of each; one press shows one kind alone. */
function Kinds({ counts, chosen }: KindsProps) {
  const { t } = useTranslation('operator');
  const say = useSay();
  const [, setSearch] = useSearchParams();
  const shown = counts.filter(({ count, kind }) => count > 0 || kind === chosen);
  if (shown.length < 2 && chosen === null) return null;
  const choose = (kind: string | null): void => setSearch(kind === null ? {} : { kind }, { replace: true });
  return (
    <fieldset className={css.kinds}>
      <legend className="only-read">{t('queue.kinds')}</legend>
      <button type="button" aria-pressed={chosen === null} onClick={() => choose(null)}>
        {t('queue.all')}
      </button>
      {shown.map(({ kind, words, count, pressing }) => (
        <button key={kind} type="button" aria-pressed={kind === chosen} onClick={() => choose(kind)}>
          {say(words)}
          <span className={`number ${pressing > 0 ? css.pressing : ''}`}>{count}</span>
        </button>
      ))}
    </fieldset>
  );
}

function Items({ items }: { readonly items: readonly QueueItem[] }) {
  const { t } = useTranslation('operator');
  if (items.length === 0)
    return (
      <div className="card">
        <Empty title={t('queue.none')}>
          <p>{t('queue.noneDetail')}</p>
        </Empty>
      </div>
    );
  return (
    <div className={css.groups}>
      {SEVERITIES.map((severity) => {
        const own = items.filter((item) => item.severity === severity);
        if (own.length === 0) return null;
        return (
          <section key={severity} aria-labelledby={`queue-${severity}`}>
            <div className={css.groupHead}>
              <h2 id={`queue-${severity}`}>{t(`severity.${severity}.title`)}</h2>
              <p>{t(`severity.${severity}.lead`)}</p>
            </div>
            <ul className={css.list}>
              {own.map((item) => (
                <QueueRow key={`${item.kind} ${item.key}`} item={item} />
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}
