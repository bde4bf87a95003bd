/** `/operator/cases/…`: one report of loss: what is claimed, by which rule, the papers, and the decision. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { api } from '../../shared/api.ts';
import { Moment } from '../../shared/moment.tsx';
import { Money } from '../../shared/money.tsx';
import { Page } from '../../shared/page.tsx';
import { Fetched } from '../../shared/states.tsx';
import { useSay } from '../../shared/words.ts';
import type { WalletCase } from './case-data.ts';
import css from './cases.module.css';
import { Decide } from './decide.tsx';

export function Component() {
  const { id = '' } = useParams();
  const { t } = useTranslation('operator');
  const client = useQueryClient();
  const query = useQuery({
    queryKey: ['wallet-case', id],
    queryFn: ({ signal }) => api.get<WalletCase>(`/v1/wallet-cases/${encodeURIComponent(id)}`, { signal }),
  });
  return (
    <>
      <Link to="/operator/cases">{t('cases.back')}</Link>
      <Page title={t('cases.one')} lead={t('cases.oneLead')}>
        <Fetched query={query}>
          {(found) => (
            <div className={css.parts}>
              <Told found={found} />
              <Claimed found={found} />
              <CasePapers found={found} />
              <Decide found={found} onDone={() => void client.invalidateQueries()} />
            </div>
          )}
        </Fetched>
      </Page>
    </>
  );
}

function Told({ found }: { readonly found: WalletCase }) {
  const { t } = useTranslation('operator');
  const say = useSay();
  const { what, stateWords, holder, reportedAt, words, stolen, stopped, decision, objection } = found;
  const facts: readonly (readonly [string, string])[] = [
    [t('cases.what'), say(what)],
    [t('cases.state'), say(stateWords)],
    [t('cases.holder'), `${holder.name} · ${holder.phone}`],
    [t('cases.words'), words],
    [t('cases.stolen'), t(stolen ? 'cases.yes' : 'cases.no')],
    [t('cases.stopped'), t(stopped ? 'cases.yes' : 'cases.no')],
  ];
  return (
    <section className="card" aria-labelledby="told">
      <h2 id="told">{t('cases.told')}</h2>
      <p>
        <Moment at={reportedAt} style="minute" />
      </p>
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {objection === null ? null : <p>{t('cases.objection', { words: objection.words })}</p>}
      {decision === null ? null : (
        <>
          <p role="status">
            {decision.why === null ? decision.words : `${say(decision.why)} — ${decision.words}`}
          </p>
          <ul>
            {decision.remedies.map((remedy) => (
              <li key={remedy.en}>{say(remedy)}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Claimed({ found: { cover } }: { readonly found: WalletCase }) {
  const { t } = useTranslation('operator');
  const say = useSay();
  if (cover.payments.length === 0) return null;
  return (
    <section className="card" aria-labelledby="claimed">
      <h2 id="claimed">{t('cases.claimed')}</h2>
      <ul className={css.list}>
        {cover.payments.map((row) => (
          <li key={row.payment} className={css.row}>
            <strong>
              {say(row.name)} · <Money fen={row.lacking} />
            </strong>
            <span>{say(row.class)}</span>
            <span>{row.rules.join(', ')}</span>
          </li>
        ))}
      </ul>
      <p>
        {t('cases.byRule')} <Money fen={cover.covered} /> · {t('cases.left')} <Money fen={cover.left} />
      </p>
    </section>
  );
}

function CasePapers({ found: { papers, papersWanted } }: { readonly found: WalletCase }) {
  const { t } = useTranslation('operator');
  const say = useSay();
  return (
    <section className="card" aria-labelledby="case-papers">
      <h2 id="case-papers">{t('papers.title')}</h2>
      {papers.length === 0 ? <p className="muted">{t('papers.none')}</p> : null}
      <ul>
        {papers.map(({ sha256, item, link }) => (
          <li key={`${sha256} ${item.code}`}>
            <a href={link} download>
              {say(item)}
            </a>
          </li>
        ))}
        {papersWanted.map((paper) => (
          <li key={paper.code}>{t('cases.missing', { paper: say(paper) })}</li>
        ))}
      </ul>
    </section>
  );
}
