/** `/merchant/orders/:id`: the code that a payer scans, and how the order stands, by itself. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { SignedIn } from '../app/session.tsx';
import { ActButton } from '../shared/act-button.tsx';
import { Countdown } from '../shared/countdown.tsx';
import { Moment } from '../shared/moment.tsx';
import { moneyText } from '../shared/money.tsx';
import { Page } from '../shared/page.tsx';
import { QrCode } from '../shared/qr-code.tsx';
import { Fetched } from '../shared/states.tsx';
import { useLanguage } from '../shared/words.ts';
import { Chip } from './chip.tsx';
import lines from './lines.module.css';
import { closeOrder, type Order, readOrder } from './merchant-api.ts';
import { MerchantFrame } from './merchant-frame.tsx';
import css from './order-page.module.css';

export function Component() {
  const { id = '' } = useParams();
  return <MerchantFrame>{(session) => <One key={id} id={id} session={session} />}</MerchantFrame>;
}

const AGAIN_MS = 2_000;
const isOpen = ({ state }: Order): boolean => state !== 'paid' && state !== 'closed';

function One({ id, session }: { readonly id: string; readonly session: SignedIn }) {
  const { t } = useTranslation('merchant');
  const order = useQuery({
    queryKey: ['order', id],
    queryFn: ({ signal }) => readOrder(id, { signal }),
    refetchInterval: ({ state }) => (state.data !== undefined && isOpen(state.data) ? AGAIN_MS : false),
  });
  return (
    <>
      <p>
        <Link to="/merchant/orders">{t('order.toAll')}</Link>
      </p>
      <Fetched query={order} lines={6}>
        {(found) => <Story order={found} mayClose={session.can.includes('orders.close')} />}
      </Fetched>
    </>
  );
}

function Story({ order, mayClose }: { readonly order: Order; readonly mayClose: boolean }) {
  const { t } = useTranslation('merchant');
  const language = useLanguage();
  const client = useQueryClient();
  const { id, state, stateWords, subject, orderNo, payable, code, expiresAt, payment, paidAt } = order;
  const amount = moneyText(payable, language);
  const payableNow = state === 'unpaid' || state === 'paying';
  return (
    <Page title={t('order.title', { amount })} lead={subject}>
      <div className={`card ${css.order}`}>
        {payableNow ? <QrCode text={code} label={t('order.code', { amount })} /> : null}
        <div>
          <p className={css.state} role="status">
            <Chip state={state} words={stateWords} />
          </p>
          {payableNow ? (
            <p>
              {t('order.scan')} <Countdown to={expiresAt} />
            </p>
          ) : null}
          <p className="muted">{t('order.number', { orderNo })}</p>
          {paidAt === null ? null : (
            <p>
              {t('order.paidAt')} <Moment at={paidAt} />
            </p>
          )}
          <div className={lines.acts}>
            {payment === null ? null : (
              <Link to={`/merchant/payments/${payment}`}>{t('order.toPayment')}</Link>
            )}
            {mayClose && state === 'unpaid' ? (
              <ActButton
                label={t('order.close')}
                title={t('order.closeTitle')}
                act={() => closeOrder(id)}
                onDone={() => void client.invalidateQueries({ queryKey: ['order', id] })}
              >
                <p>{t('order.closeLead')}</p>
              </ActButton>
            ) : null}
          </div>
        </div>
      </div>
    </Page>
  );
}
