/** `/merchant/payments/:id`: one payment, whether it can be cancelled, its journey, and its ways back. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { SignedIn } from '../app/session.tsx';
import { Journey } from '../journey/index.tsx';
import { Moment } from '../shared/moment.tsx';
import { moneyText } from '../shared/money.tsx';
import { Page } from '../shared/page.tsx';
import { Fetched } from '../shared/states.tsx';
import { useLanguage, useSay } from '../shared/words.ts';
import { AnswerCard } from './answer-card.tsx';
import { CancelAct } from './cancel-act.tsx';
import { Chip } from './chip.tsx';
import { type Payment, readAnswer, readPayment } from './merchant-api.ts';
import { MerchantFrame } from './merchant-frame.tsx';
import css from './payment-page.module.css';
import { WaysBack } from './ways-back.tsx';

export function Component() {
  const { id = '' } = useParams();
  return <MerchantFrame>{(session) => <One key={id} id={id} session={session} />}</MerchantFrame>;
}

/** While the outcome or a way back is open, the page looks again by itself. */
const AGAIN_MS = 3_000;
const isOpen = ({ state, wayBack }: Payment): boolean =>
  state === 'sent' || state === 'unknown' || wayBack.underWay !== null;

function One({ id, session }: { readonly id: string; readonly session: SignedIn }) {
  const { t } = useTranslation('merchant');
  const payment = useQuery({
    queryKey: ['payment', id],
    queryFn: ({ signal }) => readPayment(id, { signal }),
    refetchInterval: ({ state }) => (state.data !== undefined && isOpen(state.data) ? AGAIN_MS : false),
  });
  return (
    <>
      <p>
        <Link to="/merchant">{t('payment.toAll')}</Link>
      </p>
      <Fetched query={payment} lines={8}>
        {(found) => <Story payment={found} session={session} />}
      </Fetched>
    </>
  );
}

function Story({ payment, session }: { readonly payment: Payment; readonly session: SignedIn }) {
  const { t } = useTranslation('merchant');
  const say = useSay();
  const language = useLanguage();
  const client = useQueryClient();
  const answer = useQuery({
    // How the payment stands is part of the question.
    queryKey: ['answer', payment.id, payment.state, payment.wayBack],
    queryFn: ({ signal }) => readAnswer(payment.id, null, { signal }),
    placeholderData: (before) => before,
  });
  const again = (): void => {
    for (const key of ['payment', 'answer', 'ways-back'])
      void client.invalidateQueries({ queryKey: [key, payment.id] });
  };
  const mayCancel = session.can.includes('payments.cancel');
  const amount = moneyText(payment.amount, language);
  return (
    <Page title={t('payment.title', { kind: say(payment.kindWords), amount })}>
      <p className={css.standing}>
        <Chip state={payment.state} words={payment.stateWords} />
        {payment.outcome === null || payment.state === 'approved' ? null : (
          <span>{say(payment.outcome)}</span>
        )}
      </p>
      <div className={css.parts}>
        <Fetched query={answer} lines={5}>
          {(told) => (
            <AnswerCard answer={told} payment={payment} again={again}>
              {mayCancel && (told.verdict === 'YES' || told.verdict === 'YES_WITH_REVIEW') ? (
                <CancelAct payment={payment} answer={told} onDone={again} />
              ) : null}
            </AnswerCard>
          )}
        </Fetched>
        <section className="card" aria-labelledby="journey-title">
          <h2 id="journey-title">{t('payment.journey')}</h2>
          <Journey paymentId={payment.id} />
        </section>
        <WaysBack paymentId={payment.id} open={isOpen(payment)} />
        <Details payment={payment} />
      </div>
    </Page>
  );
}

function Details({ payment }: { readonly payment: Payment }) {
  const { t } = useTranslation('merchant');
  const { card, startedAt, rrn, authCode, terminalId, batchNo, traceNo, order, id } = payment;
  const rows: readonly (readonly [string, string | null])[] = [
    ['card', card],
    ['rrn', rrn],
    ['authCode', authCode],
    ['terminal', terminalId],
    ['batch', batchNo],
    ['trace', traceNo],
    ['id', id],
  ];
  return (
    <section className="card" aria-labelledby="details-title">
      <h2 id="details-title">{t('payment.details')}</h2>
      <dl className={css.details}>
        <div>
          <dt>{t('payment.when')}</dt>
          <dd>
            <Moment at={startedAt} />
          </dd>
        </div>
        {rows.map(([name, value]) =>
          value === null || value === '' ? null : (
            <div key={name}>
              <dt>{t(`payment.${name}`)}</dt>
              <dd className="number">{value}</dd>
            </div>
          ),
        )}
        {order === null ? null : (
          <div>
            <dt>{t('payment.order')}</dt>
            <dd>
              <Link to={`/merchant/orders/${order.id}`}>{order.orderNo}</Link>
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}
