import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { publicLookup, type ResolvedAddress } from './host-resolver.js';
import { isPublicAddress } from './public-address.js';
import { checkedTarget } from './webhook-target.js';
import { WebhookTargetRefusedError } from './webhooks.errors.js';

const refusedTargets = [
  'http://shop.example/hooks',
  'ftp://shop.example/hooks',
  'javascript:alert(1)',
  'not a url',
  '',
  'https://',
  'https://user@shop.example/',
  'https://user:secret@shop.example/',
  'https://@shop.example/',
  'https://:@shop.example/',
  'https://shop.example/#part',
  'https://shop.example/#',
  'https://shop.example\\@127.0.0.1/',
  'https://shop.example/\t',
  ' https://shop.example/',
  'https://shop.example/\nHost: internal',
  'https://127。0。0。1/',
  'https://ⓛocalhost/',
  `https://shop.example/${'a'.repeat(2_048)}`,
  'https://localhost/',
  'https://LOCALHOST:8443/',
  'https://localhost./',
  'https://redis/',
  'https://api.localhost/',
  'https://printer.local/',
  'https://metadata.google.internal/computeMetadata/v1/',
  'https://router.home.arpa/',
  'https://127.0.0.1/',
  'https://127.1/',
  'https://2130706433/',
  'https://0x7f000001/',
  'https://0177.0.0.1/',
  'https://0/',
  'https://10.0.0.1/',
  'https://172.16.0.1/',
  'https://192.168.1.1/',
  'https://169.254.169.254/latest/meta-data/',
  'https://100.100.100.200/',
  'https://168.63.129.16/',
  'https://[::1]/',
  'https://[::]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:a9fe:a9fe]/',
  'https://[::127.0.0.1]/',
  'https://[64:ff9b::7f00:1]/',
  'https://[64:ff9b:1::a00:1]/',
  'https://[2002:7f00:1::]/',
  'https://[2001:0:7f00:1::]/',
  'https://[fd00:ec2::254]/',
  'https://[fe80::1]/',
  'https://[ff02::1]/',
  'https://224.0.0.1/',
  'https://255.255.255.255/',
];

describe('checkedTarget', () => {
  it.each(refusedTargets)('refuses %j', (url) => {
    expect(() => checkedTarget(url, false)).toThrow(WebhookTargetRefusedError);
  });

  it.each([
    'https://shop.example/hooks?shop=1',
    'https://shop.example:8443/a@b',
    'https://xn--bcher-kva.example/',
    'https://93.184.215.14/',
    'https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/',
  ])('accepts %s', (url) => {
    expect(checkedTarget(url, false).href).toBe(url);
  });

  it('lets http and internal hosts pass for local development, and nothing more', () => {
    expect(checkedTarget('http://127.0.0.1:3000/hooks', true).port).toBe('3000');
    expect(checkedTarget('http://receiver/hooks', true).hostname).toBe('receiver');
    expect(() => checkedTarget('http://user@localhost/', true)).toThrow(WebhookTargetRefusedError);
    expect(() => checkedTarget('file:///etc/passwd', true)).toThrow(WebhookTargetRefusedError);
  });
});

const internalAddresses = [
  '0.0.0.0',
  '0.1.2.3',
  '10.255.255.255',
  '100.64.0.1',
  '100.127.255.255',
  '127.0.0.1',
  '127.255.255.254',
  '168.63.129.16',
  '169.254.169.254',
  '172.31.255.255',
  '192.0.0.192',
  '192.0.2.1',
  '192.88.99.1',
  '192.168.0.1',
  '198.18.0.1',
  '198.51.100.7',
  '203.0.113.7',
  '224.0.0.251',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::10.0.0.1',
  '::ffff:10.0.0.1',
  '::ffff:8.8.8.8',
  '::ffff:0:10.0.0.1',
  '64:ff9b::a00:1',
  '64:ff9b:1::1',
  '100::1',
  '2001::1',
  '2001:2::1',
  '2001:10::1',
  '2001:20::1',
  '2001:db8::1',
  '2002:a00:1::1',
  '3fff::1',
  '4000::1',
  '5f00::1',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'fe80::1%eth0',
  'fec0::1',
  'ff02::1',
  '0177.0.0.1',
  '127.1',
  'localhost',
  '',
];

describe('isPublicAddress', () => {
  it.each(internalAddresses)('refuses %j', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['8.8.8.8', '93.184.215.14', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450:4001::200e'])(
    'accepts %s',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );
});

const at = (address: string, family: number): ResolvedAddress => ({ address, family: family === 6 ? 6 : 4 });

describe('publicLookup', () => {
  const lookingUp = (addresses: ResolvedAddress[]) => {
    const lookup = publicLookup(() => Promise.resolve(addresses));
    return promisify<ResolvedAddress[]>((callback) => {
      lookup('shop.example', { all: true }, (error, found) =>
        callback(error, Array.isArray(found) ? found.map(({ address, family }) => at(address, family)) : []),
      );
    })();
  };

  it('gives the socket exactly the addresses that were checked', async () => {
    const addresses = [at('93.184.215.14', 4), at('2606:4700::1111', 6)];
    expect(await lookingUp(addresses)).toEqual(addresses);
  });

  it.each([
    [[at('127.0.0.1', 4)]],
    [[at('93.184.215.14', 4), at('10.0.0.1', 4)]],
    [[at('93.184.215.14', 4), at('::ffff:169.254.169.254', 6)]],
    [[at('fd00:ec2::254', 6)]],
    [[]],
  ])('refuses a name that leads to %j', async (addresses) => {
    await expect(lookingUp(addresses)).rejects.toThrow(WebhookTargetRefusedError);
  });
});
