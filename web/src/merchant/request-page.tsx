/** `/merchant/requests/:id`: what is asked for, the papers, and the shop's word on it. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { SignedIn } from '../app/session.tsx';
import { Countdown } from '../shared/countdown.tsx';
import { Moment } from '../shared/moment.tsx';
import { Money } from '../shared/money.tsx';
import { Page } from '../shared/page.tsx';
import { Fetched } from '../shared/states.tsx';
import { useSay } from '../shared/words.ts';
import { Chip } from './chip.tsx';
import { type RequestDetail, readRequest } from './merchant-api.ts';
import { MerchantFrame } from './merchant-frame.tsx';
import css from './payment-page.module.css';
import { Papers } from './request-papers.tsx';
import { RequestWord } from './request-word.tsx';

export function Component() {
  const { id = '' } = useParams();
  return <MerchantFrame>{(session) => <One key={id} id={id} session={session} />}</MerchantFrame>;
}

function One({ id, session }: { readonly id: string; readonly session: SignedIn }) {
  const { t } = useTranslation('merchant');
  const request = useQuery({
    queryKey: ['request', id],
    queryFn: ({ signal }) => readRequest(id, { signal }),
    refetchInterval: ({ state }) => (state.data?.endedAt === null ? 10_000 : false),
  });
  return (
    <>
      <p>
        <Link to="/merchant/requests">{t('request.toAll')}</Link>
      </p>
      <Fetched query={request} lines={6}>
        {(found) => <Story request={found} session={session} />}
      </Fetched>
    </>
  );
}

function Story({ request, session }: { readonly request: RequestDetail; readonly session: SignedIn }) {
  const { t } = useTranslation('merchant');
  const say = useSay();
  const client = useQueryClient();
  const { id, state, stateWords, amount, payment, purpose, reason, contact, dueAt, askedAt } = request;
  const again = (): void => {
    void client.invalidateQueries({ queryKey: ['request', id] });
    void client.invalidateQueries({ queryKey: ['requests'] });
    void client.invalidateQueries({ queryKey: ['payment', payment] });
  };
  return (
    <Page title={t('request.title')}>
      <p className={css.standing}>
        <Chip state={state} words={stateWords} />
        {request.outcome === null ? null : <span>{say(request.outcome)}</span>}
      </p>
      <div className={css.parts}>
        <section className="card" aria-labelledby="asked-title">
          <h2 id="asked-title">{t('request.asked')}</h2>
          {request.answer === null ? null : <p>{say(request.answer.sentence)}</p>}
          <dl className={css.details}>
            <Detail name={t('request.amount')}>
              {amount === null ? t('requests.whole') : <Money fen={amount} />}
            </Detail>
            <Detail name={t('request.from')}>{t(`requests.door.${request.door}`)}</Detail>
            {purpose === null ? null : <Detail name={t('request.purpose')}>{say(purpose)}</Detail>}
            {reason === '' ? null : <Detail name={t('request.reason')}>{reason}</Detail>}
            <Detail name={t('request.at')}>
              <Moment at={askedAt} style="minute" />
            </Detail>
            {dueAt === null ? null : (
              <Detail name={t('request.due')}>
                <Countdown to={dueAt} />
              </Detail>
            )}
            {contact.phone === null ? null : <Detail name={t('request.phone')}>{contact.phone}</Detail>}
            {contact.email === null ? null : <Detail name={t('request.email')}>{contact.email}</Detail>}
            <Detail name={t('request.payment')}>
              <Link to={`/merchant/payments/${payment}`}>{payment}</Link>
            </Detail>
          </dl>
          {request.refusal === null ? null : (
            <p>
              {say(request.refusal.stageWords)}: {request.refusal.why}
            </p>
          )}
          {session.can.includes('requests.decide') ? <RequestWord request={request} onDone={again} /> : null}
        </section>
        <Papers request={request} mayRead={session.can.includes('papers.read')} />
      </div>
    </Page>
  );
}

function Detail({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
