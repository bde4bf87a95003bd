import { encode, encodeNetworkFrame, type Iso8583Message, networkDialect } from '#wire/iso8583';
import type { NetworkLinkOptions } from './options.ts';

const CENTRE_ID = '00010000';

/** Messages as they go to the centre: encoded, behind the header that names both sides. */
export const framing =
  ({ centreId = CENTRE_ID, stationId }: Pick<NetworkLinkOptions, 'centreId' | 'stationId'>) =>
  (message: Iso8583Message): Uint8Array =>
    encodeNetworkFrame({
      destination: centreId,
      source: stationId,
      body: encode(networkDialect, message),
    });
