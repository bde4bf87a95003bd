/** Where messages may go, and where they never go. */
import { describe, expect, test } from 'vitest';
import { mayCall, urlTrouble } from './address-rules.ts';

const LIVE = { allowLoopback: false, urlMax: 1_000 };
const DEMO = { allowLoopback: true, urlMax: 1_000 };

describe('addresses', () => {
  test.each([
    '127.0.0.1',
    '127.9.9.9',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '192.0.2.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    'fe80::1',
    'fc00::1',
    'fd12:3456::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:db8::1',
    '2001:0:4136:e378::1',
    'fe80::1%eth0',
    'localhost',
    '',
    '127.1',
    '0x7f000001',
  ])('%s is never called', (address) => expect(mayCall(address, LIVE)).toBe(false));

  test.each([
    '8.8.8.8',
    '172.15.255.255',
    '172.32.0.1',
    '100.128.0.1',
    '223.5.5.5',
    '2400:3200::1',
    '2606:4700::1111',
  ])('%s is of the public internet', (address) => expect(mayCall(address, LIVE)).toBe(true));

  test('a demonstration may call this machine, and still no other inside', () => {
    for (const address of ['127.0.0.1', '::1']) expect(mayCall(address, DEMO)).toBe(true);
    for (const address of ['10.0.0.1', '169.254.169.254', 'fe80::1'])
      expect(mayCall(address, DEMO)).toBe(false);
  });
});

describe('addresses as merchants write them', () => {
  test.each([
    ['https://shop.example/hooks?a=1', null],
    ['https://shop.example:8443/', null],
    ['https://8.8.8.8/hooks', null],
    ['http://shop.example/', /https/],
    ['ftp://shop.example/', /https/],
    ['javascript:alert(1)', /https/],
    ['file:///etc/passwd', /https/],
    ['https://user:secret@shop.example/', /user name/],
    ['https://shop.example/#part', /fragment/],
    ['https://127.0.0.1/', /private/],
    ['https://[::1]/', /private/],
    ['https://[::ffff:10.0.0.1]/', /private/],
    ['https://2130706433/', /private/],
    ['https://0x7f.1/', /private/],
    ['https://0177.0.0.1/', /private/],
    ['https://169.254.169.254/latest/meta-data', /private/],
    ['https://localhost/', /public host/],
    ['https://intranet/', /public host/],
    ['https://db.internal/', /public host/],
    ['https://printer.local/', /public host/],
    ['not an address', /no address/],
    ['', /no address/],
    [`https://shop.example/${'x'.repeat(1_000)}`, /longer/],
  ] as const)('%s', (url, trouble) => {
    const found = urlTrouble(url, LIVE);
    if (trouble === null) expect(found).toBeNull();
    else expect(found).toMatch(trouble);
  });

  test.each([
    ['http://127.0.0.1:9000/hooks', null],
    ['http://localhost:9000/hooks', null],
    ['http://[::1]:9000/', null],
    ['http://shop.example/', /https/],
    ['http://10.0.0.1/', /https/],
    ['https://10.0.0.1/', /private/],
  ] as const)('in a demonstration: %s', (url, trouble) => {
    const found = urlTrouble(url, DEMO);
    if (trouble === null) expect(found).toBeNull();
    else expect(found).toMatch(trouble);
  });
});
