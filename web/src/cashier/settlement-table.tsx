/** What the terminal counted beside what the host has, side by side. */
import { useTranslation } from 'react-i18next';
import { Money } from '../shared/money.tsx';
import css from './settlement-table.module.css';
import type { Settlement } from './till-api.ts';

export function SettlementTable({ settlement }: { readonly settlement: Settlement }) {
  const { t } = useTranslation('cashier');
  const { terminal, host, outcome } = settlement;
  const rows = [
    { name: t('settle.debit'), mine: terminal.debit, count: terminal.debitCount, of: 'debit' as const },
    { name: t('settle.credit'), mine: terminal.credit, count: terminal.creditCount, of: 'credit' as const },
  ];
  return (
    <div className={css.around}>
      <table className={css.table}>
        <caption>{t(`settle.${outcome}`)}</caption>
        <thead>
          <tr>
            <td />
            <th scope="col">{t('settle.terminal')}</th>
            <th scope="col">{t('settle.host')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, mine, count, of }) => {
            const differs = host[of] !== mine || host[`${of}Count`] !== count;
            return (
              <tr key={of} className={differs ? css.differs : undefined}>
                <th scope="row">{name}</th>
                <td>
                  {t('settle.count', { count })} <Money fen={mine} />
                </td>
                <td>
                  {t('settle.count', { count: host[`${of}Count`] })} <Money fen={host[of]} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
