/**
 * One human sentence for an answer, in the order in which people ask: may it, how, until when, where, when,
 * what does it cost.
 */
import type { Answer, Arrival, Next, Terms } from '../answer/index.ts';
import type { Route } from '../cancellation/index.ts';
import { type Lang, wordsOf } from '../outcome/index.ts';
import type { Certainty } from '../policy/index.ts';
import { termWords } from './terms.ts';
import { routeWords, timeText, VERDICT_WORDS, yuanText } from './words.ts';

/** A value that is not well confirmed is shown as «usually», never as a promise. */
export const isUsual = (certainty: Certainty): boolean =>
  certainty === 'B' || certainty === 'C' || certainty === 'P';

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const UNITS = {
  minute: { zh: '分钟', en: 'minute' },
  hour: { zh: '小时', en: 'hour' },
  'clearing-day': { zh: '个清算日', en: 'clearing day' },
  'working-day': { zh: '个工作日', en: 'working day' },
  'calendar-day': { zh: '天', en: 'day' },
} as const;

/** `at once`, `in 1 to 10 clearing days`, `within 5 minutes`, `usually in 3 to 7 working days`. */
export function arrivalText(arrival: Arrival, lang: Lang): string {
  const usually = isUsual(arrival.certainty);
  const { fromDays, toDays } = arrival;
  if (arrival.unit === 'at-once' || toDays === 0) {
    if (lang === 'zh') return usually ? '通常即时' : '即时';
    return usually ? 'usually at once' : 'at once';
  }
  const unit = UNITS[arrival.unit];
  const single = fromDays === toDays || fromDays === 0;
  const range = single
    ? `${toDays}`
    : lang === 'zh'
      ? `${fromDays} 至 ${toDays}`
      : `${fromDays} to ${toDays}`;
  if (lang === 'zh') return `${usually ? '通常 ' : ''}${range} ${unit.zh}内`;
  const preposition = fromDays === 0 ? 'within' : 'in';
  return `${usually ? 'usually ' : ''}${preposition} ${range} ${unit.en}${toDays === 1 ? '' : 's'}`;
}

function feeText(terms: Terms, route: Route | null, lang: Lang): string {
  const { returnedFen, keptFen } = terms.fee;
  // What never enters clearing is never charged: there is no fee to speak of.
  if (keptFen === 0n && (route !== 'REFUND' || returnedFen === 0n))
    return lang === 'zh' ? '不收手续费' : 'no fee';
  if (keptFen === 0n) {
    return lang === 'zh'
      ? `商户手续费 ${yuanText(returnedFen)} 一并退还`
      : `the merchant's fee of ${yuanText(returnedFen)} comes back too`;
  }
  return lang === 'zh'
    ? `商户手续费 ${yuanText(keptFen)} 不退`
    : `the merchant's fee of ${yuanText(keptFen)} is kept`;
}

/** Where to, as it is said: the masked account, or the words for one that is not shown or takes its place. */
function toText({ destination }: Terms, lang: Lang): string {
  const words = destination.masked === '' || destination.instead === true;
  if (lang === 'en') return words ? destination.en : destination.masked;
  return words ? destination.zh : ` ${destination.masked}`;
}

/** What goes to whom: the payer gets what the payer paid, a discount returns to whoever funded it. */
function moneyBack(terms: Terms, route: Route | null, lang: Lang): string {
  const whole = route === 'VOID' || route === 'REVERSAL';
  const when = arrivalText(terms.arrival, lang);
  const fee = feeText(terms, route, lang);
  const to = toText(terms, lang);
  const payerFen = terms.payerFen ?? terms.amountFen;
  const payer = yuanText(payerFen);
  const shared = payerFen !== terms.amountFen;
  const others = yuanText(terms.amountFen - payerFen);
  if (lang === 'zh') {
    const sum = shared ? `${yuanText(terms.amountFen)} 中的 ${payer}` : whole ? `全额 ${payer}` : payer;
    // Two figures side by side would be read as one: ¥100.00 1.
    const then = /^\d/.test(when) ? `将在 ${when}` : when;
    return `${sum} ${then}退回${to}，${shared ? `${others} 退给优惠出资方，` : ''}${fee}`;
  }
  const sum = shared ? `${payer} of ${yuanText(terms.amountFen)}` : whole ? `the whole ${payer}` : payer;
  const rest = shared ? `, ${others} to whoever funded the discount` : '';
  return `${sum} goes back to ${to} ${when}${rest}, ${fee}`;
}

/** What taking the route does to the money: back, no longer held, or never taken. */
function effectText(answer: Answer<Route>, terms: Terms, lang: Lang): string {
  const amount = yuanText(terms.amountFen);
  const when = arrivalText(terms.arrival, lang);
  const to = toText(terms, lang);
  switch (terms.effect ?? 'money-back') {
    case 'hold-lifted':
      return lang === 'zh'
        ? `${to.trimStart()}上冻结的 ${amount} ${when}解除`
        : `the hold of ${amount} on ${to} is lifted ${when}`;
    case 'if-taken':
      return lang === 'zh'
        ? `如已扣款，${moneyBack(terms, answer.route, lang)}`
        : `if money was taken, ${moneyBack(terms, answer.route, lang)}`;
    case 'nothing-was-paid':
      return lang === 'zh'
        ? `${amount} 的订单未支付，关闭后不能再付`
        : `the order of ${amount} was not paid and can no longer be`;
    case 'refund-withdrawn':
      return lang === 'zh'
        ? `${amount} 的退货撤回，原交易有效`
        : `the refund of ${amount} is withdrawn; the payment stands`;
    case 'no-money-moves':
      return lang === 'zh' ? '不涉及资金' : 'no money moves';
    case 'money-back':
      return moneyBack(terms, answer.route, lang);
  }
}

/** The last good second counts: «截至», not «前». */
const untilZh = (time: string, usual: boolean): string =>
  `，${usual ? '期限通常为' : '截至'}${/^\d/.test(time) ? ' ' : ''}${time}`;

function yes(answer: Answer<Route>, terms: Terms, lang: Lang): string {
  const { route, deadline, atMs, verdict, reason } = answer;
  const what = effectText(answer, terms, lang);
  const usual = deadline?.certainty !== undefined && isUsual(deadline.certainty);
  const why = verdict === 'YES_WITH_REVIEW' && reason !== null ? wordsOf(reason, lang) : null;
  if (lang === 'zh') {
    const until = deadline === null ? '' : untilZh(timeText(deadline.atMs, atMs, lang), usual);
    const how = route === null ? '' : `${routeWords(route, lang)}${until}；`;
    return `${VERDICT_WORDS[verdict].zh}。${why === null ? '' : `${why}。`}${how}${what}。`;
  }
  const until =
    deadline === null ? '' : `${usual ? ', usually' : ''} until ${timeText(deadline.atMs, atMs, lang)}`;
  const how = route === null ? '' : ` ${capital(routeWords(route, lang))}${until};`;
  return `${VERDICT_WORDS[verdict].en}.${why === null ? '' : ` ${capital(why)}.`}${how} ${what}.`;
}

function nextText(next: Next<Route>, answer: Answer<Route>, lang: Lang): string {
  const from = next.opensAtMs === null ? null : timeText(next.opensAtMs, answer.atMs, lang);
  const route = routeWords(next.route, lang);
  const usual = next.certainty !== undefined && isUsual(next.certainty);
  const last = next.untilMs == null ? null : timeText(next.untilMs, answer.atMs, lang);
  if (lang === 'zh') {
    const until = last === null ? '' : untilZh(last, usual);
    const at = next.at === 'here' ? '' : `，请联系${next.at === 'issuer' ? '发卡行' : '收单机构'}${until}`;
    const sum = next.amountFen === undefined ? '' : ` ${yuanText(next.amountFen)}`;
    return from === null ? `可改走：${route}${sum}${at}。` : `${from} 起可${route}${at}。`;
  }
  const until = last === null ? '' : `,${usual ? ' usually' : ''} until ${last}`;
  const whom =
    next.at === 'issuer' ? 'the bank that issued the card' : 'the institution that took the payment';
  const at = next.at === 'here' ? '' : ` at ${whom}${until}`;
  const sum = next.amountFen === undefined ? '' : ` of ${yuanText(next.amountFen)}`;
  return `Possible ${from === null ? 'instead' : `from ${from}`}: ${route}${sum}${at}.`;
}

/** An amount among the facts that the rules read. */
function factFen({ rules }: Answer<Route>, name: string): bigint | null {
  for (const { facts } of rules) {
    const value = facts.find((fact) => fact.name === name)?.value;
    if (typeof value === 'string' && /^\d{1,18}$/.test(value)) return BigInt(value);
  }
  return null;
}

/** After a refusal for the amount: how much is left, and what of it can go back. */
function leftText(answer: Answer<Route>, lang: Lang): string | null {
  if (answer.reason !== 'exceeds-remaining' && answer.reason !== 'refund-in-progress') return null;
  const leftFen = factFen(answer, 'remainingFen');
  if (leftFen === null) return null;
  const left = yuanText(leftFen);
  if (leftFen === 0n) {
    const claimed = yuanText(factFen(answer, 'claimedFen') ?? 0n);
    return lang === 'zh'
      ? `${claimed} 正在退回，已无余额可退。`
      : `${claimed} is on its way back; nothing is left.`;
  }
  // By which route is another question: before settlement the whole may be voided, a part waits for its refund.
  return lang === 'zh' ? `尚余 ${left}，最多可退 ${left}。` : `${left} is left; up to ${left} can go back.`;
}

const adviceText = (answer: Answer<Route>, lang: Lang): readonly string[] =>
  (answer.advice ?? []).slice(0, 2).map((code) => {
    const text = termWords(code)[lang];
    return lang === 'zh' ? `${text}。` : `${capital(text)}.`;
  });

function no(answer: Answer<Route>, lang: Lang): string {
  const { verdict, reason, next, opensAtMs, route } = answer;
  const stop = lang === 'zh' ? '。' : '. ';
  const why =
    reason === null
      ? ''
      : lang === 'zh'
        ? `${wordsOf(reason, lang)}。`
        : `${capital(wordsOf(reason, lang))}. `;
  // The route asked about may open later by itself; what else is possible stands in `next`.
  const later: Next<Route> | null =
    opensAtMs !== null && route !== null ? { route, opensAtMs, at: 'here' } : null;
  const hints = [
    later,
    next === 'none' || (next.route === later?.route && next.opensAtMs === opensAtMs) ? null : next,
  ];
  const said = hints.filter((hint) => hint !== null).map((hint) => nextText(hint, answer, lang));
  const left = leftText(answer, lang);
  if (left !== null) said.unshift(left);
  // Where no other way is named, what helps is.
  if (said.length === 0) said.push(...adviceText(answer, lang));
  return `${VERDICT_WORDS[verdict][lang]}${stop}${why}${said.join(lang === 'zh' ? '' : ' ')}`.trim();
}

/** The answer as one would say it at the counter. «Today» is the day on which it was given. */
export function answerSentence(answer: Answer<Route>, lang: Lang): string {
  const { verdict, terms } = answer;
  if ((verdict === 'YES' || verdict === 'YES_WITH_REVIEW') && terms !== null) return yes(answer, terms, lang);
  return no(answer, lang);
}
