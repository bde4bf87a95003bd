/** Who said what became of it, and who may approve: never the same person. */
import { useTranslation } from 'react-i18next';
import { useSession } from '../../app/session.tsx';
import { Moment } from '../../shared/moment.tsx';
import { useSay } from '../../shared/words.ts';
import css from './four-eyes.module.css';
import type { QueueItem } from './queue-data.ts';

function useMe(): string | null {
  const { data } = useSession();
  return data?.signedIn === true ? data.staff.id : null;
}

/** A mark on the row: somebody proposed, and whether that was this person. */
export function Mine({ item: { proposal } }: { readonly item: QueueItem }) {
  const { t } = useTranslation('operator');
  const me = useMe();
  if (proposal === null) return null;
  const own = proposal.by === me;
  return (
    <span className={own ? css.own : css.open}>
      {t(own ? 'fourEyes.waitsForOther' : 'fourEyes.waitsForYou')}
    </span>
  );
}

/** Shown where another person has to follow: what was said and done so far, and whether it is this person's turn. */
export function FourEyes({ item }: { readonly item: QueueItem }) {
  const { t } = useTranslation('operator');
  const say = useSay();
  const me = useMe();
  const { proposal, hands, acts } = item;
  const turn = acts.find(({ fourEyes }) => fourEyes);
  if (turn === undefined || (proposal === null && hands.length === 0)) return null;
  const nameOf = (by: string, byName: string): string => (by === me ? t('fourEyes.you') : byName);
  const own = [...hands, ...(proposal === null ? [] : [proposal])].some(({ by }) => by === me);
  return (
    <section className={css.panel} aria-labelledby="four-eyes">
      <h2 id="four-eyes">{t('fourEyes.title')}</h2>
      <ol className={css.eyes}>
        {hands.map(({ words, by, byName, at }) => (
          <li key={say(words)} className={css.done}>
            <strong>{nameOf(by, byName)}</strong>
            <span>{say(words)}</span>
            {at === null ? null : <Moment at={at} style="minute" />}
          </li>
        ))}
        {proposal === null ? null : (
          <li className={css.done}>
            <strong>{nameOf(proposal.by, proposal.byName)}</strong>
            <span className={css.verdict}>{say(proposal.words)}</span>
            <q>{proposal.evidence}</q>
            <Moment at={proposal.at} style="minute" />
          </li>
        )}
        <li className={turn.open ? css.next : css.shut}>
          <strong>{t(turn.open ? 'fourEyes.youMay' : 'fourEyes.another')}</strong>
          <span className="muted">
            {t(turn.open ? 'fourEyes.lookFirst' : own ? 'fourEyes.notYou' : 'fourEyes.onlyOther')}
          </span>
        </li>
      </ol>
    </section>
  );
}
