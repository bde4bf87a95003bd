/** Items of the queue as people read them. Pure; cards, accounts and names are masked. */
import { noticeWords } from '#adapters/notifications';
import type { QueueRow } from '#adapters/postgres';
import { type Payment, releasesOf } from '#domain/payment';
import { openDifferences } from '#domain/terminal';
import { REQUEST_STATE_WORDS, termWords, type Words, words, yuanText } from '#domain/wording';
import { amount, instant, instantOrNull } from '../answers/answer-view.ts';
import type { Looker } from './act.ts';
import { actsOf } from './acts.ts';
import { APPROVAL, advice, afterBounce, handed, ofBack, type Said, TWO_STEPS } from './back-said.ts';
import type { QueueItemView } from './schemas-queue.ts';
import { owed } from './wallet-said.ts';
import { FACT_WORDS, MISMATCH_VERDICT_WORDS, MISMATCH_WORDS, QUEUE_WORDS } from './words.ts';

const dayText = (atMs: number): string => instant(atMs).slice(0, 16).replace('T', ' ');

function request({ body }: QueueRow & { kind: 'request-waiting' }): Said {
  const { asked, state, papers, needs } = body;
  const sum = asked.amountFen === null ? null : yuanText(asked.amountFen);
  const state_ = REQUEST_STATE_WORDS[state];
  const who = asked.door === 'payer' ? words('付款人', 'The payer') : words('商户', 'The shop');
  return {
    ...{ subject: body.id, request: body.id, amountFen: asked.amountFen },
    what: words(
      `${who.zh}申请取消${sum === null ? '' : ` ${sum}`}：${asked.reason}`,
      `${who.en} asks for ${sum === null ? 'a cancellation' : `${sum} back`}: ${asked.reason}`,
    ),
    next: state_,
    // A shop and a payer are never the institution's second pair of eyes.
    hands:
      asked.door === 'operator'
        ? [{ words: words('提出了申请', 'asked for it'), by: asked.by, atMs: asked.atMs }]
        : [],
    facts: [
      ['asked', asked.door === 'payer' ? who : (asked.shopPerson ?? asked.by)],
      [
        'papers',
        words(
          papers.length === 0 ? '无' : papers.map(({ item }) => termWords(item).zh).join('、'),
          papers.length === 0 ? 'none' : papers.map(({ item }) => termWords(item).en).join(', '),
        ),
      ],
      ...(needs.approval === 'review'
        ? [['reason', words('依规则须审核', 'the rules ask for a review')] as const]
        : []),
    ],
  };
}

const RELEASE_NAMES: Readonly<Record<string, Words>> = {
  frozen: words('冻结', 'freeze'),
  suspicious: words('可疑标记', 'mark of suspicion'),
  dispute: words('退单记录', 'record of a chargeback'),
};

function release({ body: payment, key }: QueueRow & { kind: 'release-proposed' }): Said {
  const found = releasesOf(payment).find(({ name }) => name === key.slice(key.indexOf('~') + 1))!;
  const { zh, en } = RELEASE_NAMES[found.name] ?? words(found.name, found.name);
  return {
    ...{ subject: payment.id, amountFen: payment.amountFen, card: payment.card.masked },
    what: words(`提议解除${zh}：${found.reason}`, `The ${en} is to be lifted: ${found.reason}`),
    next: APPROVAL,
    proposal: { ...found, words: words(`解除${zh}`, `lift the ${en}`), evidence: found.reason },
    facts: [['reference', payment.rrn]],
  };
}

function mismatch({ body }: QueueRow & { kind: 'clearing-mismatch' }): Said {
  const said = MISMATCH_WORDS[body.kind] ?? words(body.kind, body.kind);
  const sum = body.amountFen === null ? '' : ` ${yuanText(body.amountFen)}`;
  const { proposal } = body;
  return {
    ...{ subject: String(body.id), amountFen: body.amountFen },
    what: words(
      `${body.clearingDay} 清算不符${sum}：${said.zh}`,
      `Clearing day ${body.clearingDay}${sum === '' ? '' : `, ${sum.trim()}`}: ${said.en}`,
    ),
    next: proposal === null ? TWO_STEPS : APPROVAL,
    ...(proposal === null
      ? {}
      : { proposal: { ...proposal, words: MISMATCH_VERDICT_WORDS[proposal.verdict] } }),
    facts: [
      ['day', body.clearingDay],
      ['reference', body.networkKey],
    ],
  };
}

function batch({ body }: QueueRow & { kind: 'batch-differs' }): Said {
  const open = openDifferences(body).length;
  return {
    subject: `${body.terminalId}/${body.batchNo}`,
    what:
      body.state === 'awaiting-upload'
        ? words(
            `批次 ${body.batchNo} 总额不平，终端明细未到`,
            `The totals of batch ${body.batchNo} differ and the terminal has not sent its list`,
          )
        : words(
            `批次 ${body.batchNo} 有 ${open} 处差异待处理`,
            `Batch ${body.batchNo} has ${open} open ${open === 1 ? 'difference' : 'differences'}`,
          ),
    next:
      open === 0
        ? words('待终端批上送', 'The terminal has to upload it')
        : words('逐项说明以谁为准', 'Say of each whose list is right'),
    facts: [
      ['terminal', body.terminalId],
      ['batch', body.batchNo],
      ['differences', String(open)],
    ],
  };
}

const ofPayment = ({ id, amountFen, card }: Payment) => ({ subject: id, amountFen, card: card.masked });

function unknown({ body: { payment, cancellation } }: QueueRow & { kind: 'payment-unknown' }): Said {
  const sum = yuanText(payment.amountFen);
  const open = cancellation?.state === 'sending' || cancellation?.state === 'undoing' ? cancellation : null;
  const waitsForFile = cancellation?.state === 'awaiting-file';
  return {
    ...ofPayment(payment),
    ...(cancellation === null ? {} : { cancellation: cancellation.id }),
    what:
      payment.state === 'sent'
        ? words(`${sum} 的通知至今未获网络确认`, `The network has not acknowledged the notice of ${sum}`)
        : words(`${sum} 是否扣款至今未知`, `Whether ${sum} was taken is still unknown`),
    next: waitsForFile
      ? words('由清算文件决定', 'The clearing file decides')
      : words(
          '系统自动重发，无需操作；到限后转人工',
          'Repeated by itself, nothing to do; at the bound a person gets it',
        ),
    facts: [
      ['reference', payment.rrn],
      ['terminal', payment.terminal.terminalId],
      ...(open === null
        ? []
        : ([
            ['attempts', String(open.attempts)],
            ['next', dayText(open.dueMs)],
          ] as const)),
    ],
  };
}

function saidOf(row: QueueRow): Said {
  switch (row.kind) {
    case 'way-back-handed':
      return handed(row);
    case 'advice-handed':
      return advice(row);
    case 'refund-stranded':
    case 'refund-bounced':
    case 'account-named':
    case 'payout-ordered':
      return afterBounce(row.body);
    case 'request-waiting':
      return request(row);
    case 'release-proposed':
      return release(row);
    case 'clearing-mismatch':
      return mismatch(row);
    case 'batch-differs':
      return batch(row);
    case 'payment-unknown':
      return unknown(row);
    case 'wallet-arrears':
      return owed(row);
    case 'arrival-overdue': {
      const sum = yuanText(row.body.amountFen);
      return {
        ...ofBack(row.body),
        what: words(
          `退货 ${sum} 已过最迟到账日，无人确认`,
          `The latest day of arrival of ${sum} passed and nobody confirmed it`,
        ),
        next: words('向付款人或发卡行查问', 'Ask the payer or the issuer'),
      };
    }
    case 'webhook-dead': {
      const { id, url, failed, state, why } = row.body;
      return {
        subject: id,
        what:
          state === 'disabled'
            ? why === 'gone'
              ? words('推送地址应答 410，已停用', 'A webhook endpoint answered 410 and is switched off')
              : words(
                  '推送地址多日不通，已停用',
                  'A webhook endpoint was out of reach for days and is switched off',
                )
            : words(`推送有 ${failed} 条未送达`, `${failed} webhook messages were given up`),
        next: words('通知商户修复后恢复', 'Tell the shop; send again when it is mended'),
        facts: [
          ['address', url],
          ['failed', String(failed)],
        ],
      };
    }
    case 'notice':
      return {
        subject: row.body.subject,
        what: noticeWords(row.body),
        next: words('看过即可', 'To be seen'),
        facts: [],
      };
  }
}

const SEVERITY = { 0: 'now', 1: 'soon', 2: 'watch' } as const;
const both = (value: string | Words): Words => (typeof value === 'string' ? words(value, value) : value);

/** Facts that name a person by the id that acts are recorded under. */
const OF_PEOPLE: readonly string[] = ['asked'];

/** Ids of the people whom an item names. */
export function peopleOf(row: QueueRow): string[] {
  const { proposal, facts, hands = [] } = saidOf(row);
  const named = facts.flatMap(([name, value]) =>
    OF_PEOPLE.includes(name) && typeof value === 'string' ? [value] : [],
  );
  const ofHands = hands.map(({ by }) => by);
  return [...(proposal === undefined ? [] : [proposal.by]), ...named, ...ofHands];
}

export interface Seen {
  readonly looker: Looker;
  readonly nowMs: number;
  readonly names: ReadonlyMap<string, string>;
}

export function queueItemView(row: QueueRow, { looker, nowMs, names }: Seen): QueueItemView {
  const nameOf = (id: string): string => names.get(id) ?? id;
  const said = saidOf(row);
  const overdue = row.dueMs !== null && row.dueMs < nowMs;
  const { proposal } = said;
  return {
    kind: row.kind,
    key: row.key,
    kindWords: { ...QUEUE_WORDS[row.kind] },
    severity: SEVERITY[row.rank],
    since: instant(row.sinceMs),
    deadline: instantOrNull(row.dueMs),
    overdue,
    amount: said.amountFen === undefined || said.amountFen === null ? null : amount(said.amountFen),
    book: row.book,
    merchant: row.merchant === null ? null : { ...row.merchant },
    payment: row.paymentId,
    subject: said.subject,
    card: said.card ?? null,
    what: { ...said.what },
    next: { ...said.next },
    proposal:
      proposal === undefined
        ? null
        : {
            words: { ...proposal.words },
            evidence: proposal.evidence,
            by: proposal.by,
            byName: nameOf(proposal.by),
            at: instant(proposal.atMs),
          },
    hands: (said.hands ?? []).map(({ words: done, by, atMs }) => ({
      ...{ words: { ...done }, by, byName: nameOf(by), at: instantOrNull(atMs) },
    })),
    facts: said.facts.map(([name, value]) => ({
      name,
      label: { ...FACT_WORDS[name] },
      value: { ...both(typeof value === 'string' && OF_PEOPLE.includes(name) ? nameOf(value) : value) },
    })),
    acts: actsOf(row, looker),
    links: {
      self: `/v1/operator/queue/${row.kind}/${encodeURIComponent(row.key)}`,
      journey: row.paymentId === null ? null : `/v1/payments/${row.paymentId}/journey`,
      cancellation: said.cancellation === undefined ? null : `/v1/cancellations/${said.cancellation}`,
      request: said.request === undefined ? null : `/v1/requests/${said.request}`,
    },
  };
}
