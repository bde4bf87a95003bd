/** Journals as a bookkeeper writes them: debit left, credit right, and both sums at the foot. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Moment } from '../../shared/moment.tsx';
import { Money } from '../../shared/money.tsx';
import { useSay } from '../../shared/words.ts';
import type { Journal } from '../payments/payment-data.ts';
import css from './journals.module.css';

export interface JournalsProps {
  readonly journals: readonly Journal[];
  /** They are all of one payment, which the page names itself. */
  readonly ofPayment?: boolean;
}

export function Journals({ journals, ofPayment = false }: JournalsProps) {
  return (
    <div className={css.journals}>
      {journals.map((journal) => (
        <Voucher key={`${journal.payment} ${journal.no}`} journal={journal} ofPayment={ofPayment} />
      ))}
    </div>
  );
}

interface Line {
  readonly account: string;
  readonly zh: string;
  readonly en: string;
  readonly debit: number;
  readonly credit: number;
  readonly held: boolean;
}

/** Each entry on the side that it moves; what is held or set free stands apart from what is posted. */
function linesOf({ entries }: Journal): Line[] {
  return entries.flatMap(({ account, zh, en, debitPending, creditPending, debitPosted, creditPosted }) => [
    ...(debitPosted !== 0 || creditPosted !== 0
      ? [{ account, zh, en, debit: debitPosted, credit: creditPosted, held: false }]
      : []),
    ...(debitPending !== 0 || creditPending !== 0
      ? [{ account, zh, en, debit: debitPending, credit: creditPending, held: true }]
      : []),
  ]);
}

function Voucher({ journal, ofPayment }: { readonly journal: Journal; readonly ofPayment: boolean }) {
  const { t } = useTranslation('operator');
  const say = useSay();
  const { no, kindWords, kind, at, payment, mirrorsNo } = journal;
  const lines = linesOf(journal);
  // What is posted adds up by itself; what a posting sets free is no part of it.
  const posted = lines.filter(({ held }) => !held);
  const counted = posted.length > 0 ? posted : lines;
  const sum = (side: 'debit' | 'credit'): number => counted.reduce((all, line) => all + line[side], 0);
  return (
    <table className={css.voucher} data-kind={kind}>
      <caption>
        <span className={css.head}>
          <strong>
            {t('books.no', { no })} · {say(kindWords)}
          </strong>
          {mirrorsNo === null ? null : <span>{t('books.mirrors', { no: mirrorsNo })}</span>}
          {ofPayment ? null : (
            <Link to={`/operator/payments/${payment}`} className="number">
              {payment}
            </Link>
          )}
          <Moment at={at} style={ofPayment ? 'full' : 'time'} />
        </span>
      </caption>
      <thead>
        <tr>
          <th scope="col">{t('books.account')}</th>
          <th scope="col">{t('books.debit')}</th>
          <th scope="col">{t('books.credit')}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={`${line.account} ${line.held}`} className={line.held ? css.held : ''}>
            <th scope="row">
              {say(line)}
              {line.held ? (
                <small>{t(line.debit + line.credit < 0 ? 'books.freed' : 'books.held')}</small>
              ) : null}
            </th>
            <td>{line.debit === 0 ? null : <Money fen={Math.abs(line.debit)} />}</td>
            <td>{line.credit === 0 ? null : <Money fen={Math.abs(line.credit)} />}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{t('books.sum')}</th>
          <td>
            <Money fen={Math.abs(sum('debit'))} />
          </td>
          <td>
            <Money fen={Math.abs(sum('credit'))} />
          </td>
        </tr>
      </tfoot>
    </table>
  );
}
