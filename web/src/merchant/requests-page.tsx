/** `/merchant/requests`: what payers and colleagues ask for; those that wait for the shop first. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { Moment } from '../shared/moment.tsx';
import { Money } from '../shared/money.tsx';
import { MoreButton } from '../shared/more-button.tsx';
import { Page } from '../shared/page.tsx';
import { Empty, Fetched } from '../shared/states.tsx';
import { useSay } from '../shared/words.ts';
import { Chip } from './chip.tsx';
import lines from './lines.module.css';
import { type Request, readRequests } from './merchant-api.ts';
import { MerchantFrame } from './merchant-frame.tsx';
import { StateTabs } from './state-tabs.tsx';

/** Those in which somebody of the shop is waited for. */
const WAITING = ['asked', 'papers', 'approval'] as const;

export function Component() {
  const { t } = useTranslation('merchant');
  return (
    <MerchantFrame>
      {() => (
        <Page title={t('requests.title')} lead={t('requests.lead')}>
          <Requests />
        </Page>
      )}
    </MerchantFrame>
  );
}

function Requests() {
  const { t } = useTranslation('merchant');
  const [query] = useSearchParams();
  const state = WAITING.find((each) => each === query.get('state')) ?? null;
  const list = useInfiniteQuery({
    queryKey: ['requests', state],
    queryFn: ({ pageParam, signal }) => readRequests(state, pageParam, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
    refetchInterval: 15_000,
  });
  return (
    <>
      <StateTabs
        label={t('requests.filter')}
        now={state}
        states={WAITING.map((each) => [each, t(`requests.state.${each}`)] as const)}
      />
      <Fetched query={list}>
        {(items) =>
          items.length === 0 ? (
            <Empty title={t('requests.none')}>
              <p>{t('requests.noneLead')}</p>
            </Empty>
          ) : (
            <ul className={lines.lines}>
              {items.map((request) => (
                <Row key={request.id} request={request} />
              ))}
            </ul>
          )
        }
      </Fetched>
      <MoreButton list={list} />
    </>
  );
}

function Row({ request }: { readonly request: Request }) {
  const { t } = useTranslation('merchant');
  const say = useSay();
  const { id, amount, state, stateWords, askedAt, purpose, reason, door } = request;
  return (
    <li>
      <Link to={`/merchant/requests/${id}`} className={lines.line}>
        <span className={lines.first}>{amount === null ? t('requests.whole') : <Money fen={amount} />}</span>
        <Chip state={state} words={stateWords} />
        <span className={lines.rest}>
          {t(`requests.door.${door}`)} · {purpose === null ? reason : say(purpose)}
        </span>
        <Moment at={askedAt} style="minute" />
      </Link>
    </li>
  );
}
