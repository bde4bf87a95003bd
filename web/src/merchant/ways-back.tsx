/** What went back of a payment, or is under way back, the newest first, each with where it is. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Moment } from '../shared/moment.tsx';
import { Money } from '../shared/money.tsx';
import { Fetched } from '../shared/states.tsx';
import { useSay } from '../shared/words.ts';
import { Chip } from './chip.tsx';
import { type Cancellation, readCancellation, readCancellations } from './merchant-api.ts';
import css from './payment-page.module.css';

const AGAIN_MS = 3_000;

export interface WaysBackProps {
  readonly paymentId: string;
  /** Something is under way: looked at again and again. */
  readonly open: boolean;
}

export function WaysBack({ paymentId, open }: WaysBackProps) {
  const { t } = useTranslation('merchant');
  const list = useQuery({
    queryKey: ['ways-back', paymentId],
    queryFn: ({ signal }) => readCancellations(paymentId, { signal }),
    refetchInterval: open ? AGAIN_MS : false,
  });
  if (list.data?.items.length === 0) return null;
  return (
    <section className="card" aria-labelledby="back-title">
      <h2 id="back-title">{t('back.title')}</h2>
      <Fetched query={list} lines={2}>
        {({ items }) => (
          <ul className={css.lines}>
            {items.map((each) => (
              <Way key={each.id} cancellation={each} />
            ))}
          </ul>
        )}
      </Fetched>
    </section>
  );
}

function Way({ cancellation }: { readonly cancellation: Cancellation }) {
  const { t } = useTranslation('merchant');
  const say = useSay();
  const { id, routeWords, state, stateWords, amount, openedAt } = cancellation;
  const detail = useQuery({
    queryKey: ['way-back', id, state],
    queryFn: ({ signal }) => readCancellation(id, { signal }),
    placeholderData: (before) => before,
  });
  const { tracking = null, trackingUrl = null } = detail.data ?? {};
  return (
    <li className={css.line}>
      <strong>{say(routeWords)}</strong>
      <Money fen={amount} />
      <Chip state={state} words={stateWords} />
      <Moment at={openedAt} style="minute" />
      {tracking === null ? null : <p>{say(tracking.sentence)}</p>}
      {trackingUrl === null ? null : (
        <p>
          <a href={trackingUrl} target="_blank" rel="noreferrer">
            {t('back.link')}
          </a>
        </p>
      )}
    </li>
  );
}
