/** `/wallet/me/notices`: what happened to the wallet, in whole sentences, the newest first. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { withQuery } from '../shared/api.ts';
import { Moment } from '../shared/moment.tsx';
import { MoreButton } from '../shared/more-button.tsx';
import { Empty, Fetched } from '../shared/states.tsx';
import { useSay, type Words } from '../shared/words.ts';
import { Group, Row } from './list.tsx';
import { wallet } from './wallet-api.ts';
import { Column, HolderPage } from './wallet-frame.tsx';

interface Notice {
  readonly id: string;
  readonly words: Words;
  readonly at: string;
  readonly readAt: string | null;
}
interface Notices {
  readonly items: readonly Notice[];
  readonly next: string | null;
  readonly unread: number;
}

export function Component() {
  const { t } = useTranslation('wallet');
  return (
    <HolderPage>
      {() => (
        <Column title={t('notices.title')} up={{ to: '/wallet/me', name: t('me.title') }} help="notices">
          <List />
        </Column>
      )}
    </HolderPage>
  );
}

function List() {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const list = useInfiniteQuery({
    queryKey: ['own', 'notices', 'list'],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      wallet.get<Notices>(withQuery('/notices', { cursor: pageParam }), { signal }),
    getNextPageParam: ({ next }) => next,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
  });
  const newest = list.data?.find(({ readAt }) => readAt === null)?.id;
  useEffect(() => {
    // What stands on the page was read; a failure only leaves it marked as new.
    if (newest !== undefined) void wallet.post('/notices/read', { upTo: newest }).catch(() => {});
  }, [newest]);
  return (
    <>
      <Fetched query={list} lines={8}>
        {(items) =>
          items.length === 0 ? (
            <Empty title={t('notices.none')} />
          ) : (
            <Group>
              {items.map(({ id, words, at, readAt }) => (
                <Row
                  key={id}
                  title={say(words)}
                  sub={<Moment at={at} style="minute" />}
                  value={readAt === null ? t('notices.new') : null}
                />
              ))}
            </Group>
          )
        }
      </Fetched>
      <MoreButton list={list} />
    </>
  );
}
