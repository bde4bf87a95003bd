/** `/merchant/terminals`: what each terminal takes, and the way to each switch. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { momentText } from '../shared/moment.tsx';
import { Page } from '../shared/page.tsx';
import { Empty, Fetched } from '../shared/states.tsx';
import { useLanguage, useSay } from '../shared/words.ts';
import { Chip } from './chip.tsx';
import { MerchantFrame } from './merchant-frame.tsx';
import { type Acceptance, isWayToPay, readTerminals, type Terminal, WAYS_TO_PAY } from './terminals-api.ts';
import css from './terminals-page.module.css';

export function Component() {
  return (
    <MerchantFrame>{(session) => <All maySwitch={session.can.includes('terminals.switch')} />}</MerchantFrame>
  );
}

function All({ maySwitch }: { readonly maySwitch: boolean }) {
  const { t } = useTranslation('merchant');
  const terminals = useQuery({
    queryKey: ['terminals'],
    queryFn: ({ signal }) => readTerminals({ signal }),
  });
  return (
    <Page title={t('terminals.title')} lead={t('terminals.lead')}>
      <Fetched query={terminals} lines={8}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('terminals.empty')} />
          ) : (
            <div className={css.terminals}>
              {items.map((terminal) => (
                <One key={terminal.id} terminal={terminal} maySwitch={maySwitch} />
              ))}
            </div>
          )
        }
      </Fetched>
    </Page>
  );
}

interface OneProps {
  readonly terminal: Terminal;
  readonly maySwitch: boolean;
}

function One({ terminal, maySwitch }: OneProps) {
  const { t } = useTranslation('merchant');
  const { id, signedIn, batch, acceptances } = terminal;
  const ways = WAYS_TO_PAY.flatMap((way) => acceptances.filter(({ product }) => product === way));
  const business = acceptances.filter(({ product }) => !isWayToPay(product));
  return (
    <section className="card" aria-labelledby={`terminal-${id}`}>
      <div className={css.head}>
        <h2 id={`terminal-${id}`}>{t('terminals.terminal', { id })}</h2>
        <p className="muted">
          {t(signedIn === null ? 'terminals.signedOut' : 'terminals.signedIn')} ·{' '}
          {t('terminals.batch', { batch })}
        </p>
      </div>
      <h3>{t('terminals.accepts')}</h3>
      <Rows of={id} acceptances={ways} maySwitch={maySwitch} />
      <details className={css.more}>
        <summary>{t('terminals.products')}</summary>
        <Rows of={id} acceptances={business} maySwitch={maySwitch} />
      </details>
    </section>
  );
}

interface RowsProps {
  readonly of: string;
  readonly acceptances: readonly Acceptance[];
  readonly maySwitch: boolean;
}

function Rows({ of, acceptances, maySwitch }: RowsProps) {
  return (
    <ul className={css.rows}>
      {acceptances.map((each) => (
        <li key={each.product}>
          {maySwitch ? (
            <Link to={`/merchant/terminals/${of}/${each.product}`} className={css.row}>
              <Row acceptance={each} />
            </Link>
          ) : (
            <div className={css.row}>
              <Row acceptance={each} />
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}

function Row({ acceptance }: { readonly acceptance: Acceptance }) {
  const { t } = useTranslation('merchant');
  const say = useSay();
  const language = useLanguage();
  const { state, since, words } = acceptance;
  const stateWord = t(`terminals.state.${state}`);
  return (
    <>
      <span className={css.name}>{say(words)}</span>
      <span className={css.since}>
        {since === null
          ? t('terminals.sinceAlways')
          : t('terminals.since', { at: momentText(since, language, 'minute') })}
      </span>
      <Chip state={state} words={{ zh: stateWord, en: stateWord }} />
    </>
  );
}
