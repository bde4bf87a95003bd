/** The papers of a request: which are wanted, and those that came, pictures to be looked at here. */
import { useTranslation } from 'react-i18next';
import { Moment } from '../shared/moment.tsx';
import { useSay } from '../shared/words.ts';
import type { Paper, RequestDetail } from './merchant-api.ts';
import css from './request-papers.module.css';

export interface PapersProps {
  readonly request: RequestDetail;
  readonly mayRead: boolean;
}

const KILOBYTE = 1_024;

export function Papers({ request: { papers, papersWanted }, mayRead }: PapersProps) {
  const { t } = useTranslation('merchant');
  const say = useSay();
  if (papers.length === 0 && papersWanted.length === 0) return null;
  return (
    <section className="card" aria-labelledby="papers-title">
      <h2 id="papers-title">{t('papers.title')}</h2>
      {papersWanted.length === 0 ? null : (
        <ul className={css.wanted}>
          {papersWanted.map((each) => (
            <li key={each.code} data-received={each.received}>
              {say(each)} · {t(each.received ? 'papers.received' : 'papers.missing')}
            </li>
          ))}
        </ul>
      )}
      {mayRead ? (
        <ul className={css.papers}>
          {papers.map((paper) => (
            <One key={paper.sha256} paper={paper} />
          ))}
        </ul>
      ) : null}
    </section>
  );
}

function One({ paper }: { readonly paper: Paper }) {
  const { t } = useTranslation('merchant');
  const say = useSay();
  const { kind, link, item, size, at } = paper;
  const name = say(item);
  return (
    <li>
      <a href={link} target="_blank" rel="noreferrer">
        {kind === 'pdf' ? (
          <span className={css.file}>{t('papers.pdf')}</span>
        ) : (
          <img src={link} alt={name} loading="lazy" />
        )}
        <span>{name}</span>
      </a>
      <small>
        <Moment at={at} style="minute" /> · {t('papers.size', { size: Math.ceil(size / KILOBYTE) })}
      </small>
    </li>
  );
}
