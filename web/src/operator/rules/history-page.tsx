/** `/operator/rules/history`: every edition of the rules: who, why, when, and what it changed. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Moment } from '../../shared/moment.tsx';
import { Fetched } from '../../shared/states.tsx';
import { ChangesList } from './changes-list.tsx';
import { useNameOf } from './names.ts';
import { RestoreButton } from './proposal-page.tsx';
import css from './rules.module.css';
import { type Edition, useEditions, useMay } from './rules-data.ts';
import { RulesFrame } from './rules-frame.tsx';

export function Component() {
  const { t } = useTranslation('rules');
  const editions = useEditions();
  return (
    <RulesFrame title={t('history.title')} lead={t('history.lead')}>
      <Fetched query={editions} lines={6}>
        {(items) => (
          <ol className={css.list}>
            {items.map((edition) => (
              <li key={edition.no} className={css.row}>
                <EditionView edition={edition} />
              </li>
            ))}
          </ol>
        )}
      </Fetched>
    </RulesFrame>
  );
}

const TONES = { 'in-force': css.good, waiting: css.wait, over: '' } as const;

function EditionView({ edition }: { readonly edition: Edition }) {
  const { t } = useTranslation('rules');
  const nameOf = useNameOf();
  const may = useMay('rules.try');
  const { no, state, effective, publishedAt, proposal } = edition;
  return (
    <>
      <div className={css.rowHead}>
        <h2>{no === 0 ? t('edition.delivered') : t('edition.no', { no })}</h2>
        <span className={`${css.state} ${TONES[state]}`}>{t(`edition.state.${state}`)}</span>
      </div>
      {proposal === null ? (
        <p className="muted">{t('edition.deliveredDetail')}</p>
      ) : (
        <>
          <p>
            {proposal.reason}
            <br />
            <span className="muted">
              {t('history.who', {
                proposer: nameOf(proposal.proposedBy),
                approver: nameOf(proposal.decidedBy ?? ''),
              })}{' '}
              · {publishedAt === null ? null : <Moment at={publishedAt} style="minute" />} ·{' '}
              {t('trial.effective', { day: effective })} ·{' '}
              {t('proposals.touches', { changed: proposal.trial.changed, examined: proposal.trial.examined })}
            </span>
          </p>
          <ChangesList changes={proposal.changes} />
        </>
      )}
      <div className={css.acts}>
        {no === 0 ? null : <Link to={`/operator/rules/history/${no}`}>{t('history.diff')}</Link>}
        {state === 'over' && may ? <RestoreButton no={no} /> : null}
      </div>
    </>
  );
}
