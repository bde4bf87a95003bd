/** Where the money is to come from: as the wallet orders it, or this one. */
import { useTranslation } from 'react-i18next';
import { moneyText } from '../shared/money.tsx';
import { useLanguage, useSay } from '../shared/words.ts';
import { Icon } from './icons.tsx';
import css from './pay.module.css';
import type { WalletView } from './wallet-shapes.ts';

export interface SourceChoiceProps {
  readonly wallet: WalletView;
  /** `balance`, or a bound card; null: by the order of the wallet. */
  readonly chosen: string | null;
  readonly onChosen: (source: string | null) => void;
}

export function SourceChoice({ wallet, chosen, onChosen }: SourceChoiceProps) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const language = useLanguage();
  const cards = wallet.cards.filter(({ state }) => state === 'bound');
  const balance = moneyText(wallet.balance.available, language);
  return (
    <label className={css.source}>
      <Icon name={chosen === 'balance' ? 'balance' : 'cards'} size={22} />
      <span className={css.sourceName}>{t('pay.from')}</span>
      <select
        value={chosen ?? ''}
        onChange={({ target }) => onChosen(target.value === '' ? null : target.value)}
      >
        <option value="">{t('pay.byOrder')}</option>
        <option value="balance">{t('pay.balance', { amount: balance })}</option>
        {cards.map(({ id, name }) => (
          <option key={id} value={id}>
            {say(name)}
          </option>
        ))}
      </select>
    </label>
  );
}
