/** What came of a payment of this telephone's: paid, not paid, or not known yet, which is a state of its own. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { moneyText } from '../shared/money.tsx';
import { useLanguage, useSay } from '../shared/words.ts';
import { Primary, Seal, type Tone } from './parts.tsx';
import css from './pay.module.css';
import { readMovement } from './wallet-api.ts';
import type { MovementView } from './wallet-shapes.ts';

const TONES: Readonly<Record<MovementView['state'], Tone>> = {
  held: 'unknown',
  unknown: 'unknown',
  paid: 'yes',
  declined: 'back',
  reversed: 'back',
  bounced: 'back',
};
const AGAIN_MS = 2_000;
const isOpen = ({ state }: MovementView): boolean => state === 'held' || state === 'unknown';

export function Paid({
  movement,
  onAgain,
}: {
  readonly movement: MovementView;
  readonly onAgain: () => void;
}) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const language = useLanguage();
  const { data = movement } = useQuery({
    queryKey: ['own', 'movement', movement.id],
    queryFn: ({ signal }) => readMovement(movement.id, { signal }),
    refetchInterval: ({ state }) => (isOpen(state.data ?? movement) ? AGAIN_MS : false),
  });
  return (
    <section className={css.confirm} role="status">
      <Seal tone={TONES[data.state]}>{say(data.stateWords)}</Seal>
      {data.merchant === null ? null : <p className={css.to}>{say(data.merchant.name)}</p>}
      <p className={`number ${css.amount}`}>{moneyText(data.amount, language)}</p>
      {data.reason === null ? null : <p>{say(data.reason)}</p>}
      {isOpen(data) ? <p>{t('bill.unknownLead')}</p> : null}
      <Link to={`/wallet/bills/${data.id}`}>{t('bill.look')}</Link>
      <Primary onPress={onAgain}>{t('scan.done')}</Primary>
    </section>
  );
}
