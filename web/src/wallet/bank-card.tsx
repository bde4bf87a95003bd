/** A bank card as one knows it from a purse: bank, kind, the last four digits, and how it stands. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useSay } from '../shared/words.ts';
import css from './bank-card.module.css';
import type { CardView } from './wallet-shapes.ts';

/** Of one bank always the same ground. */
const GROUNDS = 4;
const groundOf = (bank: string): number =>
  [...bank].reduce((sum, sign) => (sum * 31 + (sign.codePointAt(0) ?? 0)) % 997, 0) % GROUNDS;

export function BankCard({ card, still = false }: { readonly card: CardView; readonly still?: boolean }) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const inside = (
    <>
      <span className={css.top}>
        <span className={css.bank}>{say(card.bank)}</span>
        <span className={css.kind}>{t(`card.kind.${card.kind}`)}</span>
      </span>
      <span className={css.number}>
        <span aria-hidden="true">••••</span> {card.masked.slice(-4)}
      </span>
      {card.state === 'bound' ? null : <span className={css.ended}>{say(card.stateWords)}</span>}
    </>
  );
  const given = { className: css.card, 'data-ground': groundOf(card.bank.zh), 'data-state': card.state };
  return still ? (
    <div {...given}>{inside}</div>
  ) : (
    <Link {...given} to={`/wallet/cards/${card.id}`}>
      {inside}
    </Link>
  );
}
