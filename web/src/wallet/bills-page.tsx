/** `/wallet/bills`: how money of the wallet moved, by day, the newest first; unknown is shown as unknown. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { momentText } from '../shared/moment.tsx';
import { moneyText } from '../shared/money.tsx';
import { MoreButton } from '../shared/more-button.tsx';
import { Empty, Failed, Loading } from '../shared/states.tsx';
import { useLanguage, useSay } from '../shared/words.ts';
import css from './bills.module.css';
import { type IconName, isIcon } from './icons.tsx';
import { Group, Row } from './list.tsx';
import { State } from './parts.tsx';
import { readMovements } from './wallet-api.ts';
import { Column, HolderPage } from './wallet-frame.tsx';
import type { MovementView } from './wallet-shapes.ts';

export function Component() {
  const { t } = useTranslation('wallet');
  return (
    <HolderPage>
      {() => (
        <Column title={t('bills.title')} help="bills">
          <Bills />
        </Column>
      )}
    </HolderPage>
  );
}

const AGAIN_MS = 4_000;
const isOpen = ({ state }: MovementView): boolean => state === 'held' || state === 'unknown';
/** Money that comes in. */
const COMES_IN: readonly string[] = ['top-up', 'cover'];
export const iconOf = (kind: string): IconName => (isIcon(kind) ? kind : 'bills');
export const comesIn = ({ kind }: Pick<MovementView, 'kind'>): boolean => COMES_IN.includes(kind);

function Bills() {
  const { t } = useTranslation('wallet');
  const language = useLanguage();
  const list = useInfiniteQuery({
    queryKey: ['own', 'movements'],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => readMovements(pageParam, { signal }),
    getNextPageParam: ({ next }) => next,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some(isOpen)) === true ? AGAIN_MS : false,
  });
  if (list.data === undefined)
    return list.isError ? (
      <Failed error={list.error} retry={() => void list.refetch()} />
    ) : (
      <Loading lines={8} />
    );
  const items = list.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <Empty title={t('bills.none')} />;
  const days = new Map<string, MovementView[]>();
  for (const item of items) {
    const day = momentText(item.at, language, 'day');
    days.set(day, [...(days.get(day) ?? []), item]);
  }
  return (
    <>
      {[...days].map(([day, movements]) => (
        <Group key={day} title={day}>
          {movements.map((movement) => (
            <Movement key={movement.id} movement={movement} />
          ))}
        </Group>
      ))}
      <MoreButton list={list} />
    </>
  );
}

function Movement({ movement }: { readonly movement: MovementView }) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const language = useLanguage();
  const { id, kind, kindWords, state, stateWords, amount, returned, merchant, at, source } = movement;
  const still = state === 'declined' || state === 'reversed' || state === 'bounced';
  return (
    <Row
      icon={iconOf(kind)}
      title={say(merchant?.name ?? kindWords)}
      sub={
        <>
          {momentText(at, language, 'time').slice(0, 5)} · {say(merchant === null ? source.words : kindWords)}
          {returned > 0 ? ` · ${t('bills.returned', { amount: moneyText(returned, language) })}` : ''}
        </>
      }
      value={
        <span className={css.value}>
          <span className={`number ${css.amount}`} data-still={still} data-in={comesIn(movement)}>
            {comesIn(movement) ? '+' : '−'}
            {moneyText(amount, language)}
          </span>
          {state === 'paid' ? null : <State state={state} words={stateWords} />}
        </span>
      }
      to={`/wallet/bills/${id}`}
    />
  );
}
