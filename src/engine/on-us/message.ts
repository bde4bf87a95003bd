/** What a wallet's lane is told of a message, and what the bank of a bound card gets in its place. */
import { networkKeyText, type SealedCard } from '#domain/payment';
import type { OnUsMessage } from '../on-us-commands.ts';
import type { NetworkRequest } from '../ports/index.ts';

export const keyOf = ({ network }: Pick<NetworkRequest, 'network'>): string => networkKeyText(network);

export function messageOf(
  request: NetworkRequest,
  merchant: { readonly nameZh: string; readonly nameEn: string } | null,
): OnUsMessage {
  const { message, original, originalKind, amountFen, entryMode, mcc, merchantId, terminalId } = request;
  const { nameZh = request.merchantName, nameEn = request.merchantName } = merchant ?? {};
  return {
    ...{ message, originalKind, amountFen, entryMode, mcc },
    networkKey: keyOf(request),
    originalKey: original === null ? null : networkKeyText(original.network),
    cardIndex: request.card.index,
    merchant: { merchantId, nameZh, nameEn, terminalId },
  };
}

/** F22: a number on file, no PIN. The device or the code was checked here, and its chip data fit no other number. */
const ON_FILE = '012';
/** A merchant's code that its payer scanned: the bank sees it as that. */
const SCANNED = '04';

/** The same message with the bound card in place of our number. */
export function forwarded(request: NetworkRequest, card: SealedCard): NetworkRequest {
  const { sealedChip: _sealedChip, ...rest } = request;
  return {
    ...rest,
    card,
    channel: 'unionpay.pos',
    entryMode: request.entryMode.startsWith(SCANNED) ? request.entryMode : ON_FILE,
    carried: request.carried === null ? null : { track2: null, pinBlock: null, chipData: null },
  };
}
