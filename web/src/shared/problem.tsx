/** What went wrong, in the reader's language: the server's own words where it gave some. */
import { useTranslation } from 'react-i18next';
import { isNoAnswer, isProblem } from './api.ts';
import { useLanguage } from './words.ts';

interface Told {
  readonly title: string;
  readonly detail: string | null;
  /** By which the server's log is searched. */
  readonly requestId: string | null;
}

export function useTold(error: unknown): Told {
  const { t } = useTranslation();
  const language = useLanguage();
  if (isNoAnswer(error))
    return { title: t('failed.noAnswer'), detail: t('failed.noAnswerDetail'), requestId: null };
  if (!isProblem(error)) return { title: t('failed.page'), detail: null, requestId: null };
  const { title, titleZh, detail, detailZh, requestId } = error.body;
  const own = language === 'zh' ? [titleZh, detailZh] : [title, detail];
  return {
    title: own[0] ?? t('failed.status', { status: error.status }),
    detail: own[1] ?? null,
    // Only a failure of the server's own is worth telling to those who run it.
    requestId: error.status >= 500 ? (requestId ?? null) : null,
  };
}

export interface ProblemProps {
  readonly error: unknown;
}

/** For beside the thing that failed: read aloud when it appears. */
export function Problem({ error }: ProblemProps) {
  const { t } = useTranslation();
  const { title, detail, requestId } = useTold(error);
  return (
    <div role="alert" className="problem">
      <strong>{title}</strong>
      {detail === null ? null : <p>{detail}</p>}
      {requestId === null ? null : <p className="muted">{t('failed.under', { requestId })}</p>}
    </div>
  );
}
