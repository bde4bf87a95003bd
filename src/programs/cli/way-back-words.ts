/** What the command line says of one way back: how it ended, or how it goes on. */
import type { AnswerView, CancellationView, PaymentView } from '#adapters/http-api';
import type { Lang } from '#domain/outcome';
import { type Client, EXIT, good } from './client.ts';
import { said, sentTimes, timeOn } from './print.ts';

type State = CancellationView['state'];
const ENDED: readonly State[] = ['done', 'refused', 'undone', 'overruled', 'paid-out'];

export function exitOfCancellation({ state }: CancellationView): number {
  if (state === 'done' || state === 'paid-out') return EXIT.yes;
  return ENDED.includes(state) ? EXIT.no : EXIT.unknown;
}

function tryAgain({ outcome, retryWith }: CancellationView, ownKey: boolean, lang: Lang): string {
  if (retryWith === null) return '';
  const withKey = lang === 'zh' ? '，须换新的 --idempotency-key' : ' with a new --idempotency-key';
  const key = ownKey ? withKey : '';
  if (outcome.retry === 'changed')
    return lang === 'zh'
      ? `请更正后再试${key}。`
      : ` Try again with other input${ownKey ? ' and a new --idempotency-key' : ''}.`;
  return lang === 'zh' ? `请稍后再试${key}。` : ` Try again${key}.`;
}

/** The end that is none: nothing went back. */
function notDone(cancellation: CancellationView, ownKey: boolean, lang: Lang): string {
  const { state, outcome, stateWords } = cancellation;
  const why = state === 'overruled' ? said(stateWords, lang) : outcome[lang];
  const again = tryAgain(cancellation, ownKey, lang);
  if (lang === 'zh') {
    const stands = /原交易(仍有效|成立)/.test(why) ? '' : '；原交易仍有效';
    return `未办理：${why}${stands}。${again}`;
  }
  const stands = why.includes('the payment stands') ? '' : '; the payment stands';
  return `Not done: ${why}${stands}.${again}`;
}

/** How it goes on by itself, and when it is looked at next. */
function goesOn(cancellation: CancellationView, lang: Lang): string {
  const { id, state, attempts, nextCheckAt, openedAt, handed } = cancellation;
  // A refund that came back: where its money is its state says.
  if (cancellation.bounce !== null)
    return lang === 'zh'
      ? `${said(cancellation.stateWords, lang)}。进展：yuanlu explain ${id}`
      : `Not there yet: ${said(cancellation.stateWords, lang)}. See: yuanlu explain ${id}`;
  if (state === 'handed') {
    const why = handed === null ? '' : handed[lang];
    return lang === 'zh'
      ? `尚未完成：已转人工（${why}），款项保持预留。进展：yuanlu explain ${id}`
      : `Not done yet: a person looks at it (${why}); the money stays reserved. See: yuanlu explain ${id}`;
  }
  const sent = attempts === null ? '' : sentTimes(attempts, lang);
  const next = nextCheckAt === null ? '' : timeOn(nextCheckAt, openedAt);
  const how = {
    zh: state === 'awaiting-file' ? '等待清算文件' : state === 'undoing' ? '撤销正被冲正' : '等待网络确认',
    en:
      state === 'awaiting-file'
        ? 'the clearing file decides'
        : state === 'undoing'
          ? 'the void is being undone'
          : 'the network has not confirmed it yet',
  }[lang];
  const parts = [how, sent, next === '' ? '' : lang === 'zh' ? `下次检查 ${next}` : `next check at ${next}`];
  const told = parts.filter((part) => part !== '').join(lang === 'zh' ? '，' : ', ');
  return lang === 'zh'
    ? `办理中：${told}。系统自动继续。进展：yuanlu explain ${id}`
    : `Under way: ${told}. It goes on by itself. See: yuanlu explain ${id}`;
}

/** The lines after `cancel`: the promise only where it holds. `ownKey`: the user chose the key. */
export function cancelText(
  cancellation: CancellationView & { readonly answer: AnswerView },
  ownKey: boolean,
  lang: Lang,
): string {
  const { state, answer } = cancellation;
  const sentence = said(answer.sentence, lang);
  if (state === 'done' || state === 'paid-out') return sentence;
  if (state === 'sending' || state === 'awaiting-file') return `${sentence}\n${goesOn(cancellation, lang)}`;
  return ENDED.includes(state) ? notDone(cancellation, ownKey, lang) : goesOn(cancellation, lang);
}

/** What an answer leaves out: the payment as it stands and its ways back. */
export interface Beside {
  readonly payment: PaymentView;
  readonly cancellations: readonly CancellationView[];
}

export async function besideOf(client: Client, paymentId: string): Promise<Beside> {
  const id = encodeURIComponent(paymentId);
  const [payment, list] = await Promise.all([
    client.get<PaymentView>(`/v1/payments/${id}`),
    client.get<{ items: CancellationView[] }>(`/v1/cancellations?payment=${id}`),
  ]);
  return { payment: good(payment), cancellations: good(list).items };
}

/** What stands before the answer: the outcome is unknown, or a way back is under way. */
export function leadText({ payment, cancellations }: Beside, now: string, lang: Lang): string | null {
  const open = cancellations.find(({ state }) => !ENDED.includes(state));
  const unknown = payment.state === 'unknown';
  if (open === undefined) {
    if (!unknown) return null;
    return lang === 'zh' ? '结果未知。' : 'The outcome is unknown.';
  }
  const route = said(open.routeWords, lang);
  const sent = open.attempts === null ? '' : sentTimes(open.attempts, lang);
  const next = open.nextCheckAt === null ? '' : timeOn(open.nextCheckAt, now);
  const waits = {
    handed: { zh: '已转人工', en: 'is with a person' },
    'awaiting-file': { zh: '等待清算文件', en: 'waits for the clearing file' },
    undoing: { zh: '未获应答，正被冲正', en: 'got no answer and is being undone' },
  }[open.state as string] ?? {
    zh: open.bounce === null ? '正在进行' : open.stateWords.zh,
    en: open.bounce === null ? 'is under way' : `was ${open.stateWords.en}`,
  };
  const parts =
    lang === 'zh'
      ? [`${route}${waits.zh}`, sent, next === '' ? '' : `下次检查 ${next}`]
      : [`a ${route} ${waits.en}`, sent, next === '' ? '' : `next check at ${next}`];
  const told = parts.filter((part) => part !== '').join(lang === 'zh' ? '，' : ', ');
  if (lang === 'zh') return `${unknown ? '结果未知；' : ''}${told}（${open.id}）。`;
  const start = unknown ? 'The outcome is unknown; ' : '';
  const line = `${start}${told} (${open.id}).`;
  return line.charAt(0).toUpperCase() + line.slice(1);
}

const BY: Readonly<Record<string, CancellationView['route']>> = {
  'already-voided': 'VOID',
  'already-reversed': 'REVERSAL',
  'already-refunded': 'REFUND',
};

/** The sentence of the answer; after «already voided» when, and by which cancellation. */
export function sentenceWith(answer: AnswerView, beside: Beside | null, lang: Lang): string {
  const sentence = said(answer.sentence, lang);
  const route = answer.reason === null ? undefined : BY[answer.reason.code];
  if (beside === null || answer.reason === null || route === undefined) return sentence;
  const by = beside.cancellations.find((each) => each.state === 'done' && each.route === route);
  if (by === undefined || by.endedAt === null) return sentence;
  const words = answer.reason[lang];
  const at = timeOn(by.endedAt, answer.at);
  const when = lang === 'zh' ? `（${at}，${by.id}）` : ` at ${at} (${by.id})`;
  const found = sentence.toLowerCase().indexOf(words.toLowerCase());
  if (found < 0) return sentence;
  const end = found + words.length;
  return sentence.slice(0, end) + when + sentence.slice(end);
}
