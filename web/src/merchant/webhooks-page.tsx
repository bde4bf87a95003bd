/** `/merchant/webhooks`: addresses of the shop's own systems that are told what happens, and what came of it. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Moment } from '../shared/moment.tsx';
import { Page } from '../shared/page.tsx';
import { Empty, Fetched } from '../shared/states.tsx';
import { useSay } from '../shared/words.ts';
import lines from './lines.module.css';
import { MerchantFrame } from './merchant-frame.tsx';
import { EndpointActs, NewEndpoint } from './webhook-acts.tsx';
import { type Endpoint, readDeliveries, readEndpoints } from './webhooks-api.ts';
import css from './webhooks-page.module.css';

export function Component() {
  const { t } = useTranslation('merchant');
  return (
    <MerchantFrame>
      {({ can }) => (
        <Page title={t('webhooks.title')} lead={t('webhooks.lead')}>
          {can.includes('webhooks.read') ? (
            <Webhooks mayManage={can.includes('webhooks.manage')} />
          ) : (
            <Empty title={t('webhooks.notYours')} />
          )}
        </Page>
      )}
    </MerchantFrame>
  );
}

function Webhooks({ mayManage }: { readonly mayManage: boolean }) {
  const { t } = useTranslation('merchant');
  const client = useQueryClient();
  const [secret, setSecret] = useState<string | null>(null);
  const list = useQuery({ queryKey: ['webhooks'], queryFn: ({ signal }) => readEndpoints({ signal }) });
  const again = (): void => void client.invalidateQueries({ queryKey: ['webhooks'] });
  return (
    <>
      {mayManage ? <NewEndpoint onSecret={setSecret} onDone={again} /> : null}
      <div role="status">
        {secret === null ? null : (
          <div className={`card ${css.secret}`}>
            <p>{t('webhooks.secretOnce')}</p>
            <code>{secret}</code>
          </div>
        )}
      </div>
      <Fetched query={list}>
        {({ items }) => {
          const shown = items.filter(({ state }) => state !== 'removed');
          if (shown.length === 0) return <Empty title={t('webhooks.none')} />;
          return (
            <div className={css.endpoints}>
              {shown.map((endpoint) => (
                <One key={endpoint.id} endpoint={endpoint}>
                  {mayManage ? (
                    <EndpointActs endpoint={endpoint} onSecret={setSecret} onDone={again} />
                  ) : null}
                </One>
              ))}
            </div>
          );
        }}
      </Fetched>
    </>
  );
}

interface OneProps {
  readonly endpoint: Endpoint;
  readonly children: React.ReactNode;
}

function One({ endpoint, children }: OneProps) {
  const { t } = useTranslation('merchant');
  const say = useSay();
  const { id, url, state, disabled, failingSince, createdAt } = endpoint;
  return (
    <section className="card" aria-labelledby={id}>
      <h2 id={id} className={css.url}>
        {url}
      </h2>
      <p className={css.state} data-state={failingSince === null ? state : 'failing'}>
        {disabled === null ? t(`webhooks.state.${state}`) : say(disabled)}
        {failingSince === null ? null : (
          <>
            {' · '}
            {t('webhooks.failingSince')} <Moment at={failingSince} style="minute" />
          </>
        )}
      </p>
      <p className="muted">
        {t('webhooks.since')} <Moment at={createdAt} style="minute" />
      </p>
      {children}
      <Deliveries id={id} />
    </section>
  );
}

function Deliveries({ id }: { readonly id: string }) {
  const { t } = useTranslation('merchant');
  const [open, setOpen] = useState(false);
  const list = useQuery({
    queryKey: ['webhooks', id, 'deliveries'],
    queryFn: ({ signal }) => readDeliveries(id, { signal }),
    enabled: open,
  });
  return (
    <details className={css.deliveries} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('webhooks.deliveries')}</summary>
      {open ? (
        <Fetched query={list} lines={2}>
          {({ items }) =>
            items.length === 0 ? (
              <p className="muted">{t('webhooks.noDeliveries')}</p>
            ) : (
              <ul className={lines.lines}>
                {items.map(({ message, type, state, at, attempts, log }) => (
                  <li key={message} className={lines.line}>
                    <span>{type}</span>
                    <Moment at={at} style="minute" />
                    <span className={lines.rest}>
                      {t(`webhooks.delivery.${state}`)} · {t('webhooks.attempts', { count: attempts })}
                      {log.at(-1)?.status == null ? '' : ` · ${log.at(-1)?.status}`}
                    </span>
                  </li>
                ))}
              </ul>
            )
          }
        </Fetched>
      ) : null}
    </details>
  );
}
