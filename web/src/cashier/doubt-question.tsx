/** Before a charge that looks like a second one: what is known of the first, and the choice. */
import Button from 'antd/es/button';
import { useTranslation } from 'react-i18next';
import { Moment } from '../shared/moment.tsx';
import { Money } from '../shared/money.tsx';
import { Page } from '../shared/page.tsx';
import css from './act-stage.module.css';
import type { Doubt, Order } from './till-api.ts';
import { useTill } from './till-context.ts';

export interface DoubtQuestionProps {
  readonly order: Order;
  readonly doubts: readonly Doubt[];
}

export function DoubtQuestion({ order, doubts }: DoubtQuestionProps) {
  const { t } = useTranslation('cashier');
  const { acting } = useTill();
  const unknown = doubts.some(({ why }) => why === 'unknown');
  const confirm = doubts.map(({ entry }) => `${entry.batch}/${entry.stan}`);
  return (
    <Page title={t('doubt.title')} lead={unknown ? t('doubt.unknownLead') : t('doubt.paidLead')}>
      <ul className={css.doubts}>
        {doubts.map(({ why, entry }) => (
          <li key={`${entry.batch}/${entry.stan}`}>
            <strong>
              <Money fen={entry.amount} /> · {t(`doubt.${why}`)}
            </strong>
            <br />
            <span className="muted">
              {entry.card} · <Moment at={entry.at} style="time" /> · {t('stan', { stan: entry.stan })}
            </span>
          </li>
        ))}
      </ul>
      <div className={css.buttons}>
        {unknown ? (
          <Button type="primary" size="large" onClick={() => acting.begin({ act: 'reversal' })}>
            {t('doubt.findOut')}
          </Button>
        ) : null}
        <Button size="large" onClick={acting.clear}>
          {t('doubt.leave')}
        </Button>
        <Button size="large" danger onClick={() => acting.again({ ...order, confirm })}>
          {t('doubt.again')}
        </Button>
      </div>
    </Page>
  );
}
