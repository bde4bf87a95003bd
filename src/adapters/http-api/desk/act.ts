/** The acts of a person at the desk: each with its route, what it does, and who may press it. */
import type { QueueRow } from '#adapters/postgres';
import type { Cancellation, CancellationIn } from '#domain/cancellation';
import { releasesOf } from '#domain/payment';
import type { CancelRequest } from '#domain/request';
import type { Permission } from '#domain/staff';
import { openDifferences } from '#domain/terminal';
import { DIFFERENCE_WORDS, type Words, words, yuanText } from '#domain/wording';
import type { ActView } from './schemas-queue.ts';

/** Who looks: `id` as four eyes count it, and what it may do. */
export interface Looker {
  readonly id: string;
  readonly may: (permission: Permission) => boolean;
}

type Parts = Pick<ActView, 'act' | 'words' | 'effect'> & {
  readonly permission: Permission;
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly asks?: ActView['asks'];
  readonly gravity?: ActView['gravity'];
  /** Ids that have had their hand in it: none of them can do this. Present: four eyes. */
  readonly notBy?: readonly (string | null)[];
};

const NOT_ALLOWED = words('您的岗位只可查看', 'Your role may look and not act');
const FOUR_EYES = words(
  '须由另一人办理：您已经手此事',
  'Another person has to do this: you had a hand in it',
);

export function act(looker: Looker, parts: Parts): ActView {
  const { path, body = {}, asks = [], gravity = 'final', notBy, ...rest } = parts;
  const shut = !looker.may(parts.permission)
    ? NOT_ALLOWED
    : notBy?.includes(looker.id) === true
      ? FOUR_EYES
      : null;
  return {
    ...rest,
    way: { method: 'POST', path, body: { ...body } },
    asks: [...asks],
    gravity,
    fourEyes: notBy !== undefined,
    open: shut === null,
    shut: shut === null ? null : { ...shut },
  };
}

const PUT_BACK = words('退回结论', 'Put the finding back');
const PUT_BACK_EFFECT = words(
  '撤下这一结论，事项重新待查，账务不动。',
  'The finding is taken down and the item waits again; nothing is booked.',
);

/** Somebody says what became of it, somebody else approves: the same two steps wherever no message could end it. */
export function endActs(
  looker: Looker,
  path: string,
  proposal: { readonly by: string; readonly atMs: number } | undefined | null,
  says: { readonly asks: ActView['asks']; readonly approve: Words },
): ActView[] {
  const permission = 'queue.end';
  if (proposal === undefined || proposal === null)
    return [
      act(looker, {
        ...{ act: 'propose-end', permission, path, asks: says.asks, gravity: 'plain' },
        words: words('提出结论', 'Say what became of it'),
        effect: words(
          '记下结论与依据，等另一人复核；复核前账务不动。',
          'Your finding and its evidence are recorded and wait for another person; nothing is booked before.',
        ),
      }),
    ];
  return [
    act(looker, {
      ...{ act: 'approve-end', permission, path: `${path}/decision` },
      // Names the finding that is looked at: no other one is approved by it.
      body: { approve: true, of: proposal.atMs },
      ...{ words: words('复核同意', 'Approve'), effect: says.approve, notBy: [proposal.by] },
    }),
    act(looker, {
      ...{ act: 'reject-end', permission, path: `${path}/decision`, body: { approve: false } },
      ...{ words: PUT_BACK, effect: PUT_BACK_EFFECT, gravity: 'plain' },
    }),
  ];
}

export const nameAccount = (looker: Looker, { id, amountFen }: Cancellation): ActView =>
  act(looker, {
    ...{ act: 'name-account', permission: 'requests.help', path: `/v1/cancellations/${id}/account` },
    ...{ asks: ['account', 'person'], gravity: 'plain' },
    words: words('登记本人其他账户', 'Name another account of the holder'),
    effect: words(
      `登记后须向发卡行核实为同一人，再由另一人批准付款 ${yuanText(amountFen)}。账号加密保存。`,
      `The issuer confirms that it is the same person, then another operator approves ${yuanText(amountFen)}. ` +
        'The number is sealed.',
    ),
  });

export function accountActs(looker: Looker, cancellation: CancellationIn<'account-named'>): ActView[] {
  const path = `/v1/cancellations/${cancellation.id}`;
  const { issuerWord, namedBy, namedMs, amountFen } = cancellation;
  const permission = 'payouts.handle';
  const back = act(looker, {
    ...{
      act: 'reject-account',
      permission,
      path: `${path}/payout`,
      body: { approve: false },
      gravity: 'plain',
    },
    words: words('退回账户', 'Put the account back'),
    effect: words(
      '撤下这一账户，款项继续挂账，请持卡人另行指定。',
      'The account is taken down; the money stays in suspense until its holder names another.',
    ),
  });
  if (issuerWord === null)
    return [
      act(looker, {
        ...{
          act: 'issuer-word',
          permission,
          path: `${path}/issuer-word`,
          asks: ['person', 'bank-reference'],
        },
        gravity: 'plain',
        words: words('登记发卡行答复', 'Record the word of the issuer'),
        effect: words(
          '与所报姓名、证件比对；不是同一人时账户自动退回。',
          'Name and document are compared with those given; if it is another person the account is put back by itself.',
        ),
      }),
      back,
    ];
  return [
    act(looker, {
      ...{ act: 'approve-payout', permission, path: `${path}/payout` },
      body: { approve: true, of: namedMs },
      notBy: [namedBy, issuerWord.by],
      words: words('批准付款', 'Approve the payout'),
      effect: words(
        `向银行发出付款指令，${yuanText(amountFen)} 自挂账付至该账户。`,
        `The bank is ordered to pay ${yuanText(amountFen)} out of suspense to this account.`,
      ),
    }),
    back,
  ];
}

export function requestActs(looker: Looker, request: CancelRequest): ActView[] {
  const path = `/v1/requests/${request.id}`;
  const permission = 'requests.decide';
  const { by } = request.asked;
  const yes = request.state === 'escalated' ? 'accept' : 'approve';
  const no = request.state === 'escalated' ? 'refuse' : 'reject';
  const sum = request.asked.amountFen;
  const what = sum === null ? words('可退款项', 'what can go back') : words(yuanText(sum), yuanText(sum));
  return [
    act(looker, {
      ...{ act: `${yes}-request`, permission, path: `${path}/${yes}` },
      ...(yes === 'approve' ? { notBy: [by, request.acceptedBy] } : {}),
      words: yes === 'accept' ? words('同意受理', 'Accept') : words('审核同意', 'Approve'),
      effect: words(
        `条件齐备即按规则退回${what.zh}，仍不足的会先列明。`,
        `As soon as all is there ${what.en} goes back by the rules; what is still missing is told first.`,
      ),
    }),
    act(looker, {
      ...{ act: `${no}-request`, permission, path: `${path}/${no}`, asks: ['reason'] },
      words: words('不同意', 'Refuse'),
      effect: words(
        '申请就此结束，原因会告知申请人；原交易不变。',
        'The request ends here and its asker is told the reason; the payment stays as it is.',
      ),
    }),
  ];
}

const keepValue = (name: string, value: unknown): unknown =>
  typeof value === 'boolean' ? !value : name === 'dispute' ? 'charged-back' : value;

export function releaseActs(looker: Looker, row: Extract<QueueRow, { kind: 'release-proposed' }>): ActView[] {
  const name = row.key.slice(row.key.indexOf('~') + 1);
  const release = releasesOf(row.body).find((each) => each.name === name);
  if (release === undefined) return [];
  const way = { permission: 'payments.record' as const, path: `/v1/payments/${row.body.id}/circumstances` };
  return [
    act(looker, {
      ...{ act: 'lift-hold', ...way, body: { [name]: release.value }, asks: ['reason'], notBy: [release.by] },
      words: words('同意解除', 'Lift it'),
      effect: words(
        '限制解除，退款的路随之放开。',
        'The restriction is lifted, and the ways back that it shut are open.',
      ),
    }),
    act(looker, {
      ...{ act: 'keep-hold', ...way, body: { [name]: keepValue(name, release.value) }, asks: ['reason'] },
      gravity: 'plain',
      words: words('维持限制', 'Keep it'),
      effect: words('限制维持，解除的提议撤下。', 'The restriction stays and the proposal is taken down.'),
    }),
  ];
}

export function batchActs(
  looker: Looker,
  { body: batch }: Extract<QueueRow, { kind: 'batch-differs' }>,
): ActView[] {
  const { merchantId, terminalId, batchNo } = batch;
  const path = `/v1/terminals/${encodeURIComponent(terminalId)}/batches/${batchNo}/differences`;
  return openDifferences(batch).map((difference) => {
    const { no, kind, stan } = difference;
    const fen = difference.host?.amountFen ?? difference.terminal?.amountFen;
    const [trace, sum] = [stan === null ? '' : ` ${stan}`, fen === undefined ? '' : ` ${yuanText(fen)}`];
    const { zh, en } = DIFFERENCE_WORDS[kind];
    return act(looker, {
      ...{
        act: 'end-difference',
        permission: 'queue.end',
        asks: ['difference-end', 'reason'],
        gravity: 'plain',
      },
      path: `${path}/${no}?merchant=${merchantId}`,
      words: words(`处理差异 ${no}：${zh}${trace}${sum}`, `End difference ${no}: ${en}${trace}${sum}`),
      effect: words(
        '记下以谁为准及原因；款项不动，需要退款请另行取消。',
        'Whose list is right and why is recorded. No money moves: what has to go back goes by a cancellation.',
      ),
    });
  });
}
