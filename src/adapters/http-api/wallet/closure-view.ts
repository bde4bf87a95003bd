/** A closing as the API tells it, with every detail of its last page. */
import {
  type Closure,
  dueOfClosure,
  type Hand,
  isOpenClosure,
  missingProofs,
  PROOF_WORDS,
  type ProofKind,
  provenBy,
} from '#domain/closure';
import type { Wallet } from '#domain/wallet';
import { amount, instant, instantOrNull } from '../answers/answer-view.ts';
import { pageView } from './impact-view.ts';
import type { ClosureView } from './schemas-closures.ts';

type Detail = ClosureView['details'][number];
const both = (zh: string, en: string) => ({ zh, en });

const STATE_WORDS: Readonly<Record<Closure['state'], { zh: string; en: string }>> = {
  begun: both('待验证身份', 'to be proven'),
  proved: both('待确认', 'to be confirmed'),
  done: both('已完成', 'done'),
  'stepped-back': both('已返回，未作改动', 'left, nothing changed'),
  expired: both('已过期，未作改动', 'expired, nothing changed'),
  overtaken: both('已由其他操作先行完成', 'something else ended it first'),
  refused: both('未能办理', 'could not be done'),
};

const handView = (hand: Hand): ClosureView['begunBy'] => ({
  kind: hand.kind,
  device: hand.kind === 'holder' ? hand.device : null,
});
const handWords = (hand: Hand) =>
  hand.kind === 'staff'
    ? both('工作人员', 'staff')
    : both(`本人（${hand.device}）`, `the holder (${hand.device})`);

const endOf = (closure: Closure): number | null => ('endedMs' in closure ? closure.endedMs : null);
const endedBy = (closure: Closure): Hand | null => ('by' in closure ? closure.by : null);

const joined = (words: readonly { readonly zh: string; readonly en: string }[]) =>
  words.length === 0
    ? both('无', 'none')
    : both(words.map(({ zh }) => zh).join('、'), words.map(({ en }) => en).join(', '));
const at = (atMs: number | null) => {
  const text = atMs === null ? '—' : instant(atMs);
  return both(text, text);
};

/** Of what is closed: since when it was there, its number, and where it works. */
function ofSubject(wallet: Wallet, { subject: { kind, id } }: Closure): Detail[] {
  switch (kind) {
    case 'service': {
      const service = wallet.services.find((each) => each.id === id);
      if (service === undefined) return [];
      const { place } = service;
      const places: Detail[] =
        place.kind === 'merchant' || place.kind === 'terminal'
          ? [{ label: both('商户', 'shop'), value: both(place.nameZh, place.nameEn) }]
          : [];
      const terminals: Detail[] =
        place.kind === 'terminal'
          ? [{ label: both('终端', 'terminal'), value: both(place.terminalId, place.terminalId) }]
          : [];
      return [
        ...places,
        ...terminals,
        { label: both('状态起始', 'in this state since'), value: at(service.sinceMs) },
        { label: both('最近使用', 'last used'), value: at(service.lastUsedMs) },
      ];
    }
    case 'binding': {
      const binding = wallet.bindings.find((each) => each.id === id);
      if (binding === undefined) return [];
      const { masked } = binding.card;
      return [
        { label: both('卡号', 'card number'), value: both(masked, masked) },
        { label: both('发卡行', 'bank'), value: both(binding.bankZh, binding.bankEn) },
        { label: both('绑定时间', 'bound'), value: at(binding.boundAtMs) },
      ];
    }
    case 'device-card': {
      const card = wallet.deviceCards.find((each) => each.id === id);
      if (card === undefined) return [];
      const { masked } = card.token;
      return [
        { label: both('设备卡号', 'number on the device'), value: both(masked, masked) },
        { label: both('设备', 'device'), value: both(card.device.name, card.device.name) },
        { label: both('添加时间', 'added'), value: at(card.addedAtMs) },
      ];
    }
    case 'account':
      return [
        { label: both('持有人', 'holder'), value: both(wallet.holder.name, wallet.holder.name) },
        { label: both('手机号', 'telephone'), value: both(wallet.holder.phone, wallet.holder.phone) },
        { label: both('开户时间', 'opened'), value: at(wallet.openedAtMs) },
      ];
  }
}

function details(
  wallet: Wallet,
  closure: Closure,
  page: ClosureView['page'],
  given: readonly ProofKind[],
): Detail[] {
  const ended = endOf(closure);
  const by = endedBy(closure);
  const stops = page.impact.stops.map(({ name }) => name);
  const ending = page.impact.goesOn.filter(({ chosen }) => chosen).map(({ name }) => name);
  const going = page.impact.goesOn.filter(({ chosen }) => !chosen).map(({ name }) => name);
  const shown = closure.state === 'done' ? closure.proven : given;
  return [
    { label: both('办理事项', 'what'), value: { ...page.impact.name } },
    ...ofSubject(wallet, closure),
    { label: both('将停用', 'what stops'), value: joined(stops) },
    ...(ending.length === 0 ? [] : [{ label: both('一并终止', 'ends with it'), value: joined(ending) }]),
    { label: both('不受影响', 'what goes on'), value: joined(going) },
    { label: both('身份验证', 'proof given'), value: joined(shown.map((kind) => PROOF_WORDS[kind])) },
    { label: both('开始时间', 'begun'), value: at(closure.begunAtMs) },
    ...(ended === null ? [] : [{ label: both('完成时间', 'ended'), value: at(ended) }]),
    ...(by === null ? [] : [{ label: both('操作人', 'by'), value: handWords(by) }]),
  ];
}

/** As one hand sees it: what it has proven, and what it still has to. */
export function closureView(wallet: Wallet, closure: Closure, hand: Hand, nowMs: number): ClosureView {
  const { id, version, subject, route, state, choices } = closure;
  const given = provenBy(closure, hand, nowMs);
  const missing = missingProofs(closure, hand, nowMs);
  const page = pageView(closure.shown, choices);
  const self = `/v1/wallet/closures/${id}`;
  const by = endedBy(closure);
  return {
    ...{ id, version, subject: { ...subject }, route, state, open: isOpenClosure(closure) },
    stateWords: { ...STATE_WORDS[state] },
    begunAt: instant(closure.begunAtMs),
    begunBy: handView(closure.begunBy),
    expiresAt: instantOrNull(dueOfClosure(closure)),
    endedAt: instantOrNull(endOf(closure)),
    endedBy: by === null ? null : handView(by),
    page,
    choices: {
      endDeductions: [...choices.endDeductions],
      giveUp:
        choices.giveUp === null
          ? null
          : { redPacket: amount(choices.giveUp.redPacketFen), points: choices.giveUp.points },
    },
    proofs: {
      ways: closure.needs.map((way) => [...way]),
      ...{ given: [...given], missing: [...missing], enough: missing.length === 0 },
    },
    details: details(wallet, closure, page, given),
    wonBy: closure.state === 'overtaken' ? closure.wonBy : null,
    takeBackUntil: instantOrNull(closure.state === 'done' ? closure.takeBackUntilMs : null),
    links: { self, confirm: `${self}/confirm`, stepBack: `${self}/step-back` },
  };
}
