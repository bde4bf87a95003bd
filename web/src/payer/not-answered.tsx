/** Instead of an answer: nothing was found, too many tries, or no line. */
import Button from 'antd/es/button';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { isProblem, serverNowMs } from '../shared/api.ts';
import { Countdown } from '../shared/countdown.tsx';
import { Page } from '../shared/page.tsx';
import { Failed } from '../shared/states.tsx';
import css from './not-answered.module.css';

export interface NotAnsweredProps {
  readonly error: unknown;
  readonly again: () => void;
  /** The link or key that was opened leads nowhere, rather than typed details. */
  readonly byLink?: boolean;
}

const MISSES = ['not-recognised', 'not-found'];
const WAIT_S = 60;

export function NotAnswered({ error, again, byLink = false }: NotAnsweredProps) {
  const { t } = useTranslation('payer');
  const back = (
    <p>
      <Link to="/">{t('miss.back')}</Link>
    </p>
  );
  if (isProblem(error) && MISSES.includes(error.code))
    return (
      <Page
        title={t(byLink ? 'miss.linkTitle' : 'miss.title')}
        lead={t(byLink ? 'miss.linkLead' : 'miss.lead')}
      >
        {byLink ? null : (
          <ul>
            <li>{t('miss.checkSlip')}</li>
            <li>{t('miss.checkDate')}</li>
            <li>{t('miss.askShop')}</li>
          </ul>
        )}
        {back}
      </Page>
    );
  if (isProblem(error) && error.status === 429)
    return <TooMany waitSeconds={error.waitSeconds} again={again} />;
  return (
    <>
      <title>{t('answer.tab')}</title>
      <h1 className="only-read">{t('answer.tab')}</h1>
      <Failed error={error} retry={again} />
      <div className={css.back}>{back}</div>
    </>
  );
}

function TooMany({
  waitSeconds,
  again,
}: {
  readonly waitSeconds: number | null;
  readonly again: () => void;
}) {
  const { t } = useTranslation('payer');
  const [overMs] = useState(() => serverNowMs() + (waitSeconds ?? WAIT_S) * 1_000);
  return (
    <Page title={t('tooMany.title')} lead={t('tooMany.lead')}>
      <p>
        <Countdown to={overMs} />
      </p>
      <Button onClick={again}>{t('tooMany.again')}</Button>
    </Page>
  );
}
