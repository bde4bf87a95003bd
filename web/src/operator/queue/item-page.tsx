/** `/operator/queue/…`: one thing that waits, its story, and what can be done about it. */
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { isProblem } from '../../shared/api.ts';
import { Countdown } from '../../shared/countdown.tsx';
import { Moment } from '../../shared/moment.tsx';
import { Money } from '../../shared/money.tsx';
import { Page } from '../../shared/page.tsx';
import { Empty, Fetched } from '../../shared/states.tsx';
import { useSay } from '../../shared/words.ts';
import { Story } from '../payments/story.tsx';
import { DeskAct } from './desk-act.tsx';
import { FourEyes } from './four-eyes.tsx';
import css from './item-page.module.css';
import { Papers } from './papers.tsx';
import { type QueueItem, useQueueItem } from './queue-data.ts';

export function Component() {
  const { kind = '', key = '' } = useParams();
  const { t } = useTranslation('operator');
  const query = useQueueItem(kind, key);
  const client = useQueryClient();
  // What an act did shows at once: here, in the list, in the story.
  const again = (): void => void client.invalidateQueries();
  if (isProblem(query.error) && query.error.status === 404) return <Ended last={query.data ?? null} />;
  if (query.data === undefined)
    return (
      <Page title={t('item.title')}>
        <Fetched query={query}>{() => null}</Fetched>
      </Page>
    );
  return <Item item={query.data} onDone={again} />;
}

function Back() {
  const { t } = useTranslation('operator');
  return (
    <Link to="/operator" className={css.back}>
      {t('item.back')}
    </Link>
  );
}

/** It waits no more: somebody ended it, perhaps this person a moment ago. */
function Ended({ last }: { readonly last: QueueItem | null }) {
  const { t } = useTranslation('operator');
  return (
    <>
      <Back />
      <Page title={t('item.ended')} lead={t('item.endedLead')}>
        <div className="card" role="status">
          <Empty title={t('item.endedWhat')}>
            <p className={css.after}>
              <Link to="/operator">{t('item.toQueue')}</Link>
              {last?.payment == null ? null : (
                <Link to={`/operator/payments/${last.payment}`}>{t('item.toPayment')}</Link>
              )}
            </p>
          </Empty>
        </div>
      </Page>
    </>
  );
}

function Item({ item, onDone }: { readonly item: QueueItem; readonly onDone: () => void }) {
  const say = useSay();
  const { payment } = item;
  return (
    <>
      <Back />
      <p className={css.kind} data-severity={item.severity}>
        {say(item.kindWords)}
      </p>
      <Page title={say(item.what)} lead={say(item.next)}>
        <div className={css.top}>
          <Facts item={item} />
          <div className={css.todo}>
            {item.kind === 'request-waiting' ? <Papers requestId={item.subject} /> : null}
            <FourEyes item={item} />
            <Acts item={item} onDone={onDone} />
          </div>
        </div>
        {payment === null ? null : (
          <div className={css.story}>
            <Story paymentId={payment} />
          </div>
        )}
      </Page>
    </>
  );
}

function Facts({ item }: { readonly item: QueueItem }) {
  const { t } = useTranslation('operator');
  const say = useSay();
  const { amount, deadline, merchant, card, payment, facts } = item;
  return (
    <section className={css.facts} aria-label={t('item.facts')}>
      {amount === null ? null : <Money fen={amount} className={css.amount ?? ''} />}
      {deadline === null ? null : (
        <p className={item.overdue ? css.overdue : css.deadline}>
          {item.overdue ? t('queue.overdue') : <Countdown to={deadline} />}
        </p>
      )}
      <dl>
        <div>
          <dt>{t('item.since')}</dt>
          <dd>
            <Moment at={item.since} style="minute" />
          </dd>
        </div>
        {merchant === null ? null : (
          <div>
            <dt>{t('item.merchant')}</dt>
            <dd>{say(merchant)}</dd>
          </div>
        )}
        {card === null ? null : (
          <div>
            <dt>{t('item.card')}</dt>
            <dd className="number">{card}</dd>
          </div>
        )}
        {facts.map(({ name, label, value }) => (
          <div key={name}>
            <dt>{say(label)}</dt>
            <dd>{say(value)}</dd>
          </div>
        ))}
      </dl>
      {payment === null ? null : <Link to={`/operator/payments/${payment}`}>{t('item.toPayment')}</Link>}
    </section>
  );
}

function Acts({ item, onDone }: { readonly item: QueueItem; readonly onDone: () => void }) {
  const { t } = useTranslation('operator');
  if (item.acts.length === 0) return <p className={css.nothing}>{t('acts.none')}</p>;
  return (
    <section className={css.acts} aria-labelledby="acts">
      <h2 id="acts">{t('acts.title')}</h2>
      {item.acts.map((act) => (
        <DeskAct key={`${act.act} ${act.way.path}`} act={act} onDone={onDone} />
      ))}
    </section>
  );
}
