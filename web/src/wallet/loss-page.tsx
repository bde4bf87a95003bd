/** `/wallet/loss`: a telephone, a card, or a payment that was not mine. Everything stops first, questions follow. */
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { Loading } from '../shared/states.tsx';
import { Group, Row } from './list.tsx';
import css from './loss.module.css';
import { LossForm } from './loss-form.tsx';
import { LOSS_WHATS, type LossWhat } from './loss-shapes.ts';
import { LossWithoutSignIn } from './loss-without-sign-in.tsx';
import { OwnCases } from './own-cases.tsx';
import { useHolderSession } from './session.tsx';
import { Column } from './wallet-frame.tsx';

const ICONS = { phone: 'phone', card: 'cards', payment: 'bills' } as const;

export function Component() {
  const { t } = useTranslation('wallet');
  const [query] = useSearchParams();
  const session = useHolderSession();
  const what = LOSS_WHATS.find((each) => each === query.get('what')) ?? null;
  const signedIn = session.data?.signedIn === true;
  return (
    <Column
      alone
      title={t(what === null ? 'loss.title' : `loss.what.${what}`)}
      up={
        what !== null
          ? { to: '/wallet/loss', name: t('loss.title') }
          : signedIn
            ? { to: '/wallet/me', name: t('me.title') }
            : { to: '/wallet/sign-in', name: t('signIn.title') }
      }
      help="loss"
    >
      {session.isPending ? (
        <Loading />
      ) : what === null ? (
        <>
          <Choice />
          {signedIn ? <OwnCases /> : null}
          <Rules />
        </>
      ) : (
        <Telling what={what} id={query.get('id')} signedIn={signedIn} />
      )}
    </Column>
  );
}

function Choice() {
  const { t } = useTranslation('wallet');
  return (
    <>
      <p className={css.first}>{t('loss.first')}</p>
      <Group>
        {LOSS_WHATS.map((what) => (
          <Row
            key={what}
            icon={ICONS[what]}
            tone="back"
            title={t(`loss.what.${what}`)}
            sub={t(`loss.lead.${what}`)}
            to={`/wallet/loss?what=${what}`}
          />
        ))}
      </Group>
    </>
  );
}

interface TellingProps {
  readonly what: LossWhat;
  readonly id: string | null;
  readonly signedIn: boolean;
}

function Telling({ what, id, signedIn }: TellingProps) {
  return (
    <>
      {signedIn ? <LossForm what={what} id={id} /> : <LossWithoutSignIn what={what} />}
      <Rules />
    </>
  );
}

/** How a loss is borne, in the order of how soon it was told. */
function Rules() {
  const { t } = useTranslation('wallet');
  return (
    <section className={css.rules} aria-labelledby="loss-rules">
      <h2 id="loss-rules">{t('loss.rules')}</h2>
      <ul>
        {(['after', 'within', 'older'] as const).map((each) => (
          <li key={each}>
            <strong>{t(`loss.rule.${each}`)}</strong>
            <span>{t(`loss.ruleLead.${each}`)}</span>
          </li>
        ))}
      </ul>
      <p className="muted">{t('loss.lines')}</p>
    </section>
  );
}
