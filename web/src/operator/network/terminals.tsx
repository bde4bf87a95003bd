/** The terminals of the institution: signed in or not, their batch, when they were last heard, what they speak. */
import Button from 'antd/es/button';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActButton } from '../../shared/act-button.tsx';
import { Field } from '../../shared/field.tsx';
import { Moment } from '../../shared/moment.tsx';
import { Money } from '../../shared/money.tsx';
import { Empty, Failed, Loading } from '../../shared/states.tsx';
import { useSay } from '../../shared/words.ts';
import { useOutcomeWords } from '../rules/names.ts';
import rules from '../rules/rules.module.css';
import { useMay } from '../rules/rules-data.ts';
import { ScrollBox } from '../scroll-box.tsx';
import css from './network.module.css';
import {
  manageTerminal,
  type NetworkLine,
  type SeenTerminal,
  useLookAgain,
  useTerminals,
} from './network-data.ts';

export function Terminals({ line }: { readonly line: NetworkLine }) {
  const { t } = useTranslation('network');
  const terminals = useTerminals();
  const { connections, underWay, connectionsTotal } = line.terminals;
  return (
    <section>
      <h2>{t('terminals.heading')}</h2>
      <p className="muted">{t('terminals.lines', { connections, underWay, connectionsTotal })}</p>
      {terminals.data === undefined ? (
        terminals.isError ? (
          <Failed error={terminals.error} retry={() => void terminals.refetch()} />
        ) : (
          <Loading />
        )
      ) : (
        <List items={terminals.data.pages.flatMap(({ items }) => items)} />
      )}
      {terminals.hasNextPage ? (
        <div className={css.acts}>
          <Button loading={terminals.isFetchingNextPage} onClick={() => void terminals.fetchNextPage()}>
            {t('terminals.more')}
          </Button>
        </div>
      ) : null}
    </section>
  );
}

function List({ items }: { readonly items: readonly SeenTerminal[] }) {
  const { t } = useTranslation('network');
  if (items.length === 0) return <Empty title={t('terminals.none')} />;
  return (
    <ScrollBox label={t('terminals.heading')}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{t('terminals.terminal')}</th>
            <th scope="col">{t('terminals.state')}</th>
            <th scope="col">{t('terminals.batch')}</th>
            <th scope="col">{t('terminals.seen')}</th>
            <th scope="col">{t('terminals.dialect')}</th>
            <th scope="col">{t('terminals.acts')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <Row key={`${item.terminal.merchant}/${item.terminal.id}`} item={item} />
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

function Row({ item }: { readonly item: SeenTerminal }) {
  const { t } = useTranslation('network');
  const say = useSay();
  const outcome = useOutcomeWords();
  const { id, merchant, status, signedIn, batch, totals, dialect, acceptances, wants } = item.terminal;
  const shut = acceptances.filter(({ state }) => state !== 'on');
  return (
    <tr>
      <th scope="row">
        <span className={css.mono}>{id}</span>
        <br />
        <span className="muted">{merchant}</span>
      </th>
      <td>
        {status === 'blocked' ? (
          <strong className={css.bad}>{t('terminals.blocked')}</strong>
        ) : signedIn === null ? (
          t('terminals.signedOut')
        ) : (
          <>
            <span className={css.good}>{t('terminals.signedIn', { operator: signedIn.operator })}</span>
            <br />
            <Moment at={signedIn.at} style="minute" />
          </>
        )}
        {wants.length === 0 ? null : <div className="muted">{t('terminals.wants')}</div>}
      </td>
      <td className="number">
        {batch}
        <br />
        <span className="muted">
          {totals.debitCount} · <Money fen={totals.debit} />
        </span>
      </td>
      <td>
        {item.seen === null ? (
          <span className="muted">{t('terminals.notSeen')}</span>
        ) : (
          <>
            <Moment at={item.seen.at} style="time" />
            <br />
            <span className="muted">
              {t(`terminals.requests.${item.seen.request}`, { defaultValue: item.seen.request })}
              {item.seen.outcome === null ? '' : ` · ${say(outcome(item.seen.outcome))}`}
            </span>
          </>
        )}
      </td>
      <td>
        {t(`terminals.speaks.${dialect}`, { defaultValue: dialect })}
        {shut.length === 0 ? null : (
          <div className="muted">
            {t('terminals.off', { what: shut.map(({ words }) => say(words)).join(', ') })}
          </div>
        )}
      </td>
      <td>
        <Acts item={item} />
      </td>
    </tr>
  );
}

function Acts({ item }: { readonly item: SeenTerminal }) {
  const { t } = useTranslation('network');
  const may = useMay('terminals.manage');
  const lookAgain = useLookAgain();
  const [reason, setReason] = useState('');
  if (!may) return null;
  const { id, status } = item.terminal;
  const other = status === 'blocked' ? 'active' : 'blocked';
  const field = (
    <Field label={t('terminals.reason')}>
      {(control) => (
        <textarea
          {...control}
          className={rules.area}
          required
          maxLength={200}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      )}
    </Field>
  );
  return (
    <div className={css.row}>
      <ActButton
        label={t('terminals.act.sign-in')}
        title={t('terminals.ask.sign-in', { id })}
        way="out"
        act={() => manageTerminal(item, { wants: 'sign-in' }, reason)}
        onDone={() => void lookAgain()}
      >
        <p>{t('terminals.detail.sign-in')}</p>
        {field}
      </ActButton>
      <ActButton
        label={t(`terminals.act.${other}`)}
        title={t(`terminals.ask.${other}`, { id })}
        way={other === 'blocked' ? 'back' : 'out'}
        act={() => manageTerminal(item, { status: other }, reason)}
        onDone={() => void lookAgain()}
      >
        <p>{t(`terminals.detail.${other}`)}</p>
        {field}
      </ActButton>
    </div>
  );
}
