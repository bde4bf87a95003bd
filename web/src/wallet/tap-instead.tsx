/** Not paid: why, in the wallet's words, and what at hand would pay now. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useSay } from '../shared/words.ts';
import type { Tapped } from './pay-api.ts';
import css from './tap.module.css';
import type { WalletView } from './wallet-shapes.ts';

export interface TapInsteadProps {
  readonly told: Tapped;
  readonly wallet: WalletView;
}

/** Ways of the wallet that need no tap. */
const BY = { 'pay-code': '/wallet', scan: '/wallet?by=scan' } as const;

export function TapInstead({ told, wallet }: TapInsteadProps) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const reason = told.movement?.reason ?? null;
  const open = wallet.state === 'open';
  const everywhere = wallet.services.filter(({ place }) => place.kind === 'everywhere');
  const shut = wallet.services.filter(
    ({ kind, state }) => (kind === 'tap' || kind === 'no-pin') && state === 'off',
  );
  const ways = (['pay-code', 'scan'] as const).flatMap((kind) =>
    open ? everywhere.filter((each) => each.kind === kind && each.state === 'on') : [],
  );
  const cards = wallet.cards.filter(({ state }) => state === 'bound');
  return (
    <div className={css.why} role="alert">
      <strong>{reason === null ? say(told.words) : say(reason)}</strong>
      <p>{t('tap.instead')}</p>
      <ul>
        {ways.map((each) => (
          <li key={each.id}>
            <Link to={BY[each.kind === 'scan' ? 'scan' : 'pay-code']}>{say(each.name)}</Link>
          </li>
        ))}
        {cards.map((card) => (
          <li key={card.id}>{t('tap.cardItself', { card: say(card.name) })}</li>
        ))}
        {shut.map((each) => (
          <li key={each.id}>
            <Link to={`/wallet/services/${each.id}`}>{t('tap.switchOn', { name: say(each.name) })}</Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
