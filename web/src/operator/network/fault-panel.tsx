/** In a demonstration: what the network shall do to the next messages. */
import Button from 'antd/es/button';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Money } from '../../shared/money.tsx';
import { Problem } from '../../shared/problem.tsx';
import { useSay } from '../../shared/words.ts';
import { useMay } from '../rules/rules-data.ts';
import { ScrollBox } from '../scroll-box.tsx';
import css from './network.module.css';
import {
  clearFaults,
  FAULTS,
  type IssuerBooks,
  orderFault,
  switchLine,
  useIssuerBooks,
  useLookAgain,
  useSimulator,
} from './network-data.ts';

const DOWN_MS = 20_000;

export function FaultPanel() {
  const { t } = useTranslation('network');
  const may = useMay('network.drive');
  const simulator = useSimulator(true);
  const lookAgain = useLookAgain();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const act = async (what: () => Promise<unknown>): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await what();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
      await lookAgain();
    }
  };
  const { waiting = [], state = 'up', done = {} } = simulator.data ?? {};
  const count = Object.values(done).reduce((sum, each) => sum + each, 0);
  return (
    <section className="card" aria-labelledby="faults">
      <h2 id="faults">{t('faults.title')}</h2>
      <p className="muted">
        {t('faults.lead')} <Link to="/operator/network/repair">{t('repair.link')}</Link>
      </p>
      {may ? (
        <fieldset className={css.faults}>
          <legend className="only-read">{t('faults.next')}</legend>
          {FAULTS.map((fault) => (
            <button
              key={fault}
              type="button"
              className={css.fault}
              disabled={busy}
              onClick={() => void act(() => orderFault(fault, 1))}
            >
              <strong>{t(`fault.${fault}.name`)}</strong>
              <span>{t(`fault.${fault}.detail`)}</span>
            </button>
          ))}
        </fieldset>
      ) : null}
      <p role="status">
        {waiting.length === 0 ? t('faults.none') : t('faults.waiting', { count: waiting.length })}
        {count > 0 ? ` ${t('faults.done', { count })}` : ''}
      </p>
      <ul className={css.waiting}>
        {waiting.map(({ fault, count: left, message }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an order of alike faults that wait in a row
          <li key={`${fault} ${index}`}>
            {t(`fault.${fault}.name`)} × {left}
            {message === null ? '' : ` (${message})`}
          </li>
        ))}
      </ul>
      {error === null && simulator.error === null ? null : <Problem error={error ?? simulator.error} />}
      {may ? (
        <div className={css.acts}>
          <Button disabled={busy || waiting.length === 0} onClick={() => void act(clearFaults)}>
            {t('faults.clear')}
          </Button>
          {state === 'up' ? (
            <Button danger disabled={busy} onClick={() => void act(() => switchLine(true, DOWN_MS))}>
              {t('faults.down', { seconds: DOWN_MS / 1_000 })}
            </Button>
          ) : (
            <Button type="primary" disabled={busy} onClick={() => void act(() => switchLine(false))}>
              {t('faults.up')}
            </Button>
          )}
        </div>
      ) : null}
      <Books />
    </section>
  );
}

function Books() {
  const { t } = useTranslation('network');
  const [open, setOpen] = useState(false);
  const books = useIssuerBooks(open);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('books.title')}</summary>
      <p className="muted">{t('books.lead')}</p>
      {books.isError ? <Problem error={books.error} /> : null}
      {books.data === undefined ? null : <Accounts books={books.data} />}
    </details>
  );
}

function Accounts({ books }: { readonly books: IssuerBooks }) {
  const { t } = useTranslation('network');
  const say = useSay();
  return (
    <>
      <p className={books.balanced ? css.good : css.bad}>
        {t(books.balanced ? 'books.balanced' : 'books.unbalanced')}
      </p>
      <ScrollBox label={t('books.title')}>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{t('books.issuer')}</th>
              <th scope="col">{t('books.account')}</th>
              <th scope="col">{t('books.debit')}</th>
              <th scope="col">{t('books.credit')}</th>
              <th scope="col">{t('books.pending')}</th>
            </tr>
          </thead>
          <tbody>
            {books.issuers.flatMap((issuer) =>
              issuer.accounts.map(({ account, debit, credit, debitPending, creditPending }) => (
                <tr key={`${issuer.id} ${account}`}>
                  <td>{say(issuer)}</td>
                  <td className={css.mono}>{account}</td>
                  <td>
                    <Money fen={debit} />
                  </td>
                  <td>
                    <Money fen={credit} />
                  </td>
                  <td>
                    <Money fen={debitPending} /> / <Money fen={creditPending} />
                  </td>
                </tr>
              )),
            )}
          </tbody>
        </table>
      </ScrollBox>
    </>
  );
}
