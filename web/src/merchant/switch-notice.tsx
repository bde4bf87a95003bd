/** What was switched, since when, and what to expect; the way back is one press away. */
import Button from 'antd/es/button';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Moment } from '../shared/moment.tsx';
import { Page } from '../shared/page.tsx';
import { useSay } from '../shared/words.ts';
import css from './switch-page.module.css';
import type { Switched } from './terminals-api.ts';

export interface SwitchNoticeProps {
  readonly switched: Switched;
  readonly name: string;
  readonly onAgain: () => void;
}

export function SwitchNotice({ switched, name, onAgain }: SwitchNoticeProps) {
  const { t } = useTranslation('merchant');
  const say = useSay();
  const { terminal, answer } = switched;
  const now = terminal.acceptances.find(({ product }) => product === answer.product);
  const off = now?.state === 'off';
  const title = t(off ? 'terminals.doneOff' : 'terminals.doneOn');
  return (
    <Page title={name} lead={t('terminals.terminal', { id: terminal.id })}>
      <section className={`card ${css.notice}`} role="status">
        <p className={`${css.stamp} ${off ? css.off : css.on}`}>{title}</p>
        <p>
          {t('terminals.doneAt')} <Moment at={now?.since ?? answer.at} />
        </p>
        {answer.aftercare.length === 0 ? null : (
          <div className={css.changes}>
            <h2>{t('terminals.expect')}</h2>
            <ul>
              {answer.aftercare.map((each) => (
                <li key={each.code}>{say(each)}</li>
              ))}
            </ul>
          </div>
        )}
        <p className={css.act}>
          <Button onClick={onAgain}>{t(off ? 'terminals.switchOn' : 'terminals.switchOff', { name })}</Button>
        </p>
        <Link to="/merchant/terminals">{t('terminals.toList')}</Link>
      </section>
    </Page>
  );
}
