/** `/request#…`: where a request stands, its papers, taking it back. The key behind # never reaches a server's log. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { ActButton } from '../shared/act-button.tsx';
import { ApiProblem } from '../shared/api.ts';
import { Loading } from '../shared/states.tsx';
import { type RequestKey, readKey } from './given.ts';
import { KeepLink } from './keep-link.tsx';
import { NotAnswered } from './not-answered.tsx';
import { PapersDesk } from './papers-desk.tsx';
import { moveRequest, type PayerRequest, REQUEST_ENDS, readRequest } from './payer-api.ts';
import css from './request-page.module.css';
import { RequestSheet } from './request-sheet.tsx';
import { WayBack } from './way-back.tsx';

const LOOK_EVERY_MS = 4_000;
const ended = ({ state }: PayerRequest): boolean => (REQUEST_ENDS as readonly string[]).includes(state);

function useKey(): RequestKey | null {
  const { hash } = useLocation();
  const key = readKey(hash.slice(1));
  const [first] = useState(key);
  return key ?? first;
}

export function Component() {
  const key = useKey();
  if (key === null)
    return <NotAnswered error={new ApiProblem(404, { code: 'not-found' }, null)} again={() => {}} byLink />;
  return <Followed key={key.id} of={key} />;
}

function Followed({ of }: { readonly of: RequestKey }) {
  const { t } = useTranslation('payer');
  const client = useQueryClient();
  const queryKey = ['payer-request', of.id];
  const query = useQuery({
    queryKey,
    queryFn: ({ signal }) => readRequest(of, signal),
    retry: false,
    gcTime: 0,
    refetchInterval: ({ state: { data, error } }) =>
      (data !== undefined && ended(data)) || error !== null ? false : LOOK_EVERY_MS,
    refetchOnWindowFocus: true,
  });
  const show = (request: PayerRequest): void => {
    client.setQueryData(queryKey, request);
  };
  if (query.data === undefined) {
    if (query.isError) return <NotAnswered error={query.error} again={() => void query.refetch()} byLink />;
    return <Loading lines={6} />;
  }
  const request = query.data;
  return (
    <>
      <title>{t('request.tab')}</title>
      <div className={css.page}>
        <RequestSheet request={request} stale={query.isError} again={() => void query.refetch()} />
        <div className={css.side}>
          {ended(request) ? null : <KeepLink of={of} />}
          {request.canWithdraw ? <PapersDesk of={of} request={request} onChanged={show} /> : null}
          {request.canWithdraw ? (
            <section className="card" aria-labelledby="withdraw">
              <h2 id="withdraw">{t('withdraw.title')}</h2>
              <p>{t('withdraw.lead')}</p>
              <ActButton
                label={t('withdraw.act')}
                title={t('withdraw.ask')}
                act={async () => show(await moveRequest(of, 'withdraw'))}
              >
                <p>{t('withdraw.will')}</p>
              </ActButton>
            </section>
          ) : null}
          {request.state === 'arriving' ? (
            <section className="card" aria-labelledby="arrived">
              <h2 id="arrived">{t('arrived.title')}</h2>
              <p>{t('arrived.lead')}</p>
              <ActButton
                way="out"
                label={t('arrived.act')}
                title={t('arrived.ask')}
                act={async () => show(await moveRequest(of, 'confirm-arrival'))}
              >
                <p>{t('arrived.will')}</p>
              </ActButton>
            </section>
          ) : null}
          {ended(request) ? (
            <section className="card" aria-labelledby="again">
              <h2 id="again">{t('request.againTitle')}</h2>
              <Link to="/">{t('request.again')}</Link>
            </section>
          ) : null}
        </div>
      </div>
      <WayBack tracking={request.tracking} />
    </>
  );
}
