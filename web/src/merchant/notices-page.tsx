/** `/merchant/notices`: what happened while nobody looked, in whole sentences. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Moment } from '../shared/moment.tsx';
import { MoreButton } from '../shared/more-button.tsx';
import { Page } from '../shared/page.tsx';
import { Empty, Fetched } from '../shared/states.tsx';
import { useSay } from '../shared/words.ts';
import lines from './lines.module.css';
import { type Notice, readNotices } from './merchant-api.ts';
import { MerchantFrame } from './merchant-frame.tsx';

export function Component() {
  const { t } = useTranslation('merchant');
  return (
    <MerchantFrame>
      {() => (
        <Page title={t('notices.title')} lead={t('notices.lead')}>
          <Notices />
        </Page>
      )}
    </MerchantFrame>
  );
}

function Notices() {
  const { t } = useTranslation('merchant');
  const list = useInfiniteQuery({
    queryKey: ['notices'],
    queryFn: ({ pageParam, signal }) => readNotices(pageParam, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
    refetchInterval: 15_000,
  });
  return (
    <>
      <Fetched query={list}>
        {(items) =>
          items.length === 0 ? (
            <Empty title={t('notices.none')} />
          ) : (
            <ul className={lines.lines}>
              {items.map((notice) => (
                <Row key={notice.id} notice={notice} />
              ))}
            </ul>
          )
        }
      </Fetched>
      <MoreButton list={list} />
    </>
  );
}

const PLACES = { pay: 'payments', req: 'requests', ord: 'orders' } as const;

function Row({ notice: { subject, words, at } }: { readonly notice: Notice }) {
  const say = useSay();
  const place = PLACES[subject.slice(0, 3) as keyof typeof PLACES];
  return (
    <li className={lines.line}>
      <span>
        {place === undefined ? say(words) : <Link to={`/merchant/${place}/${subject}`}>{say(words)}</Link>}
      </span>
      <Moment at={at} style="minute" />
    </li>
  );
}
