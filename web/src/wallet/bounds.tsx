/** What the rules of today let be paid: from the balance by the class of the account, by codes, and without a PIN. */
import { useTranslation } from 'react-i18next';
import { moneyText } from '../shared/money.tsx';
import { useLanguage, useSay } from '../shared/words.ts';
import { Group, Row } from './list.tsx';
import { RuleMark } from './rule-mark.tsx';
import type { WalletView } from './wallet-shapes.ts';

export function Bounds({ wallet: { limits, classWords } }: { readonly wallet: WalletView }) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const language = useLanguage();
  const { account, codeDay, noPin, rules } = limits;
  const text = (fen: number | null): string => (fen === null ? t('bounds.none') : moneyText(fen, language));
  const used = t(account.period === 'ever' ? 'settings.usedEver' : 'settings.usedYear', {
    amount: moneyText(account.used, language),
  });
  const value = (fen: number | null) => <span className="number">{text(fen)}</span>;
  return (
    <>
      <Group title={t('bounds.account')}>
        <Row
          title={say(classWords)}
          sub={account.left === null ? used : `${used} · ${t('bounds.left', { amount: text(account.left) })}`}
          value={value(account.max)}
        />
        <Row title={t('bounds.codeDay')} sub={t('bounds.codeDayLead')} value={value(codeDay)} />
      </Group>
      {noPin.length === 0 ? null : (
        <Group title={t('bounds.noPin')}>
          {noPin.map(({ source, once, day }) => (
            <Row
              key={source.card ?? 'balance'}
              title={say(source.words)}
              sub={t('bounds.day', { amount: text(day) })}
              value={value(once)}
            />
          ))}
        </Group>
      )}
      {rules.map((id) => (
        <div key={id}>
          <RuleMark id={id} />
        </div>
      ))}
    </>
  );
}
