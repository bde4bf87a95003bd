/** What a trial found: how many answers change, in what, and the first of them side by side. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Moment } from '../../shared/moment.tsx';
import { Money } from '../../shared/money.tsx';
import { ScrollBox } from '../scroll-box.tsx';
import { Arrow } from './changes-list.tsx';
import css from './rules.module.css';
import { type Difference, type Findings, MEMBERS, type Member } from './rules-data.ts';
import { useToldText } from './value-text.ts';

export function TrialFindings({ found }: { readonly found: Findings }) {
  const { t } = useTranslation('rules');
  const { examined, changed, members, items, at } = found;
  return (
    <>
      <dl className={css.big}>
        <div>
          <dt>{t('found.changed')}</dt>
          <dd>{changed}</dd>
        </div>
        <div>
          <dt>{t('found.examined')}</dt>
          <dd>{examined}</dd>
        </div>
      </dl>
      {changed === 0 ? <p>{t('found.none')}</p> : null}
      <ul className={css.members}>
        {MEMBERS.filter((member) => members[member] !== undefined).map((member) => (
          <li key={member}>
            {t(`member.${member}`)} <strong className="number">{members[member]}</strong>
          </li>
        ))}
      </ul>
      <p className="muted">
        {t('found.at')} <Moment at={at} />
      </p>
      {items.length === 0 ? null : <Differences items={items} />}
    </>
  );
}

function Differences({ items }: { readonly items: readonly Difference[] }) {
  const { t } = useTranslation('rules');
  return (
    <ScrollBox label={t('found.table')}>
      <table className={css.table}>
        <caption>{t('found.first', { count: items.length })}</caption>
        <thead>
          <tr>
            <th scope="col">{t('found.payment')}</th>
            <th scope="col">{t('found.asker')}</th>
            <th scope="col">{t('found.answer')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <Row key={`${item.payment} ${item.asker}`} item={item} />
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

/** Where it is no longer possible, or becomes possible, amounts and days follow from that and say nothing more. */
const MATTERS_MOST: readonly Member[] = ['verdict', 'route', 'reason', 'deadline', 'opensAt'];
const isYes = (verdict: string): boolean => verdict.startsWith('YES');

function mattering({ before, after, changed }: Difference): readonly Member[] {
  const turned = isYes(before.verdict) !== isYes(after.verdict);
  return MEMBERS.filter((member) => changed.includes(member) && (!turned || MATTERS_MOST.includes(member)));
}

function Row({ item }: { readonly item: Difference }) {
  const { t } = useTranslation('rules');
  const told = useToldText();
  return (
    <tr>
      <td>
        <Link to={`/operator/payments/${item.payment}`}>
          <Money fen={item.paymentAmount} />
        </Link>
        <div className={css.key}>{item.payment.slice(-8)}</div>
      </td>
      <td>{t(`asker.${item.asker}`)}</td>
      <td>
        {mattering(item).map((member) => (
          <div key={member}>
            <span className="muted">{t(`member.${member}`)}</span>{' '}
            <span className={css.was}>{told(item.before, member)}</span>
            <Arrow />
            <span className={css.is}>{told(item.after, member)}</span>
          </div>
        ))}
      </td>
    </tr>
  );
}
