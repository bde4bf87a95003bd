/** Names of what a holder has, as payment apps write them. */
import type {
  AccountClass,
  Binding,
  DeviceCard,
  MovementKind,
  MovementState,
  Service,
  ServiceKind,
  ServicePlace,
  Source,
  Wallet,
  WalletState,
} from './state.ts';

export interface WalletWords {
  readonly zh: string;
  readonly en: string;
}
const w = (zh: string, en: string): WalletWords => ({ zh, en });

export const SERVICE_WORDS: Readonly<Record<ServiceKind, WalletWords>> = {
  tap: w('手机闪付', 'QuickPass tap'),
  'no-pin': w('小额免密免签', 'small amounts without PIN'),
  'pay-code': w('付款码', 'payment code'),
  scan: w('扫码付款', 'scan to pay'),
  deduction: w('自动扣款', 'automatic deduction'),
  transit: w('公交地铁', 'transit'),
};

/** What it does, in half a sentence. */
export const SERVICE_MEANING_WORDS: Readonly<Record<ServiceKind, WalletWords>> = {
  tap: w('手机或手表靠近 POS 机付款', 'pay by holding the phone or watch to a terminal'),
  'no-pin': w('小额闪付不输密码、不签名', 'small taps need neither PIN nor signature'),
  'pay-code': w('出示付款码，由商户扫码收款', 'show a code that the shop scans'),
  scan: w('扫商户的收款码付款', 'scan the code that the shop shows'),
  deduction: w('商户按签约自动扣款', 'merchants take money by contract'),
  transit: w('乘公交、过地铁闸机', 'ride buses and pass gates'),
};

/** What the holder owes, and what to do about it. */
export const ARREARS_WORDS: WalletWords = w(
  '欠款：撤销未成立的付款须重新扣款，余额不足。充值、退款到账先抵欠款，结清前不能用余额付款或提现',
  'You owe this: a void did not stand, and its money had left. A top-up or refund fills it first; nothing is paid ' +
    'from the balance until then',
);

export const SERVICE_STATE_WORDS: Readonly<Record<Service['state'], WalletWords>> = {
  on: w('已开通', 'on'),
  off: w('已关闭', 'off'),
  suspended: w('已暂停', 'suspended'),
};

export const BINDING_STATE_WORDS: Readonly<Record<Binding['state'], WalletWords>> = {
  bound: w('已绑定', 'bound'),
  lost: w('已挂失', 'reported lost'),
  unbound: w('已解绑', 'unbound'),
};

export const DEVICE_CARD_STATE_WORDS: Readonly<Record<DeviceCard['state'], WalletWords>> = {
  active: w('可用', 'active'),
  suspended: w('已暂停', 'suspended'),
  removed: w('已移除', 'removed'),
};

export const DEVICE_WORDS: Readonly<Record<DeviceCard['device']['kind'], WalletWords>> = {
  phone: w('手机', 'phone'),
  watch: w('手表', 'watch'),
};

export const WALLET_STATE_WORDS: Readonly<Record<WalletState['state'], WalletWords>> = {
  open: w('正常', 'open'),
  stopped: w('已紧急停用', 'stopped'),
  closing: w('注销中', 'closing'),
  closed: w('已注销', 'closed'),
};

export const ACCOUNT_CLASS_WORDS: Readonly<Record<AccountClass, WalletWords>> = {
  I: w('I 类支付账户', 'payment account, class I'),
  II: w('II 类支付账户', 'payment account, class II'),
  III: w('III 类支付账户', 'payment account, class III'),
};

export const MOVEMENT_WORDS: Readonly<Record<MovementKind, WalletWords>> = {
  tap: w('闪付', 'tap'),
  'pay-code': w('付款码付款', 'paid by code'),
  scan: w('扫码付款', 'paid by scan'),
  deduction: w('自动扣款', 'automatic deduction'),
  transit: w('乘车', 'transit'),
  'top-up': w('充值', 'top-up'),
  payout: w('提现', 'payout'),
  cover: w('盗刷赔付', 'loss cover'),
  'late-payout': w('销户后退款转付', 'refund after closing, paid on'),
};

export const MOVEMENT_STATE_WORDS: Readonly<Record<MovementState, WalletWords>> = {
  held: w('处理中', 'under way'),
  unknown: w('结果未知', 'outcome unknown'),
  paid: w('成功', 'paid'),
  declined: w('未成功', 'declined'),
  reversed: w('已撤销', 'undone'),
  bounced: w('被退回', 'sent back'),
};

/** `工商银行（尾号 0005）`; of the balance its name. */
export function sourceWords(wallet: Pick<Wallet, 'bindings'>, source: Source): WalletWords {
  if (source.kind === 'balance') return w('余额', 'balance');
  const binding = wallet.bindings.find(({ id }) => id === source.bindingId);
  if (binding === undefined) return w('银行卡', 'bank card');
  const end = binding.card.masked.slice(-4);
  return w(`${binding.bankZh}（尾号 ${end}）`, `${binding.bankEn} ending in ${end}`);
}

/** Where a service works. */
export function placeWords(wallet: Pick<Wallet, 'bindings'>, place: ServicePlace): WalletWords {
  switch (place.kind) {
    case 'everywhere':
      return w('所有商户', 'everywhere');
    case 'merchant':
      return w(place.nameZh, place.nameEn);
    case 'terminal':
      return w(`${place.nameZh}终端 ${place.terminalId}`, `${place.nameEn}, terminal ${place.terminalId}`);
    case 'source':
      return sourceWords(wallet, place.source);
  }
}

/** The service with its place, where it is not everywhere: what the person reads on every page. */
export function serviceName(
  wallet: Pick<Wallet, 'bindings'>,
  { kind, place }: Pick<Service, 'kind' | 'place'>,
): WalletWords {
  const name = SERVICE_WORDS[kind];
  if (place.kind === 'everywhere') return name;
  const where = placeWords(wallet, place);
  return w(`${name.zh}（${where.zh}）`, `${name.en} (${where.en})`);
}
