/**
 * Where a message may go. A merchant names the address, and this platform calls it from inside its own network:
 * nothing but public addresses is called, whatever a name resolves to.
 */
import { BlockList, isIP, isIPv4 } from 'node:net';

/** Networks that are not of the public internet (IANA special-purpose registries). */
const CLOSED_V4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const;
/** Only 2000::/3 is given out; within it these are for tunnels and documents, which may lead back inside. */
const CLOSED_V6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const;

const closed = new BlockList();
for (const [net, prefix] of CLOSED_V4) closed.addSubnet(net, prefix, 'ipv4');
for (const [net, prefix] of CLOSED_V6) closed.addSubnet(net, prefix, 'ipv6');
const globalV6 = new BlockList();
globalV6.addSubnet('2000::', 3, 'ipv6');
const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

export interface AddressRules {
  /** For a demonstration on one machine: plain HTTP, and this machine itself. */
  readonly allowLoopback: boolean;
  readonly urlMax: number;
}

/** May this address be called? What is no address may not. */
export function mayCall(address: string, { allowLoopback }: Pick<AddressRules, 'allowLoopback'>): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  if (allowLoopback && loopback.check(address, family === 4 ? 'ipv4' : 'ipv6')) return true;
  if (family === 4) return !closed.check(address, 'ipv4');
  return globalV6.check(address, 'ipv6') && !closed.check(address, 'ipv6');
}

export const isLoopbackAddress = (address: string): boolean =>
  isIP(address) !== 0 && loopback.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');

/** The host of an address without the brackets of IPv6. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, '$1');

const isLocalName = (host: string): boolean => host === 'localhost' || isLoopbackAddress(host);

/** What is wrong with an address, as far as it can be told without asking for its name; `null`: nothing. */
export function urlTrouble(text: string, rules: AddressRules): string | null {
  if (text.length > rules.urlMax) return `is longer than ${rules.urlMax} characters`;
  if (!URL.canParse(text)) return 'is no address such as https://shop.example/hooks';
  const url = new URL(text);
  const host = hostOf(url);
  const local = rules.allowLoopback && isLocalName(host);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && local))
    return rules.allowLoopback ? 'must be https, or http on this machine' : 'must be https';
  if (url.username !== '' || url.password !== '') return 'must not carry a user name or password';
  if (url.hash !== '') return 'must not have a fragment (#)';
  if (isIP(host) !== 0 && !mayCall(host, rules)) return 'must not be an address inside a private network';
  if (!local && isIP(host) === 0 && (!host.includes('.') || /\.(?:localhost|local|internal)$/i.test(host)))
    return 'must be a public host name';
  return null;
}
