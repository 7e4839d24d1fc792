import { describe, expect, it } from 'vitest';
import {
  generateBunqKeyPair,
  normalisePem,
  pspCredentialBytes,
  signBunqBytes,
  verifyBunqBytes,
} from './bunq-signature.js';

// A key made for this file alone. The expected signatures come from `openssl dgst -sha256 -sign`, not from our code.
const privateKeyPem = [
  '-----BEGIN PRIVATE KEY-----',
  'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDIFDgFiywhQL7K',
  'L+4u3mr9iRNmiO1jLn9529KBfDlO352p3Pd1u4zgjq12lMYCZ6vSsatgDsu/zh3z',
  'kgDM8u3GnBn2NNwdcqCuqh9Nv+DJluQLBpX6iZOXZW6ONwdP/pNOnHYy3PMClCzh',
  'Pn+hudPhrPG6F8iQb4c0yWG+mNy1sbCkjfwFyvbvRX8aD8rSbA9k8vU1Huh5kAhv',
  'jiZLaqEhCh0KneaxH2gYM/EL32zAfZkgcQQu6sZbOFiWXjRMtAFuHAMGRYqQHxke',
  'ZCn/CC5Ii9Yv/kTP8nvYeqH5FRW6D7ziMqhWxt5lYHOxW77a1PV2do28DfJR1JOv',
  'jBlFEiOrAgMBAAECggEAXtX2l+oXyMs/o+aEJ4MVg4dtwrQ0kUaA9enUJbwUDebA',
  'fLtYMF3tsKLwZbyu/oTVVNESQj3BJfE1ETarWnnrarCjPahgjTTAJQpOPDQvAF6d',
  'SPyeKlr7sk9Jz+8VcD1i5WgUPpesOBS0ES/mn2nNnLK1AVg0oQG8PLEXu5gJRbVV',
  'S1JMN6EFCCgKk0njKgvvVtXN/jWlQAeC9BTO4Wq8wOM95c22cY2ZEGdd5BMpG2Qp',
  'vn6nXuxPVDNf3aQaLRHVU9pMo+501KrKELCKsEibIB9KEb/jXmOUo400UDWOMXrH',
  '+FVsRF5QnxW38PCeFJyLdpUuOmJgAtbI4HQtCZBnQQKBgQDla8PnnEGsVIiRJM0s',
  'T0v6oFSZkBVp59AKBPjZJ1BRFE5huk2q1BJQb91YiDUWHa1ma6SlDSf3qm1XgQXT',
  'yDxjFYEvVM5/KZ8bXNNBCDhzh55MVb239mYkdv2cK+/MH/tPM9em1AQxo2w2zF3+',
  'bHgkPQrhoh5sB2rjwATCLtP3bwKBgQDfQjhym6omus2nH52MFfSOlLZQ7mKqwrIO',
  '70yO0gIyroWMbhVTJGsVsjlWbPozcTESDL5YsNx3yvG8k008k6nm882nVoYzqCr0',
  'O9d90tpynzf0Ht4TsAWf6MId4vPat98UlgylIVzn+5bTScqIi/FadiKmXn8H7csZ',
  'S6eqcGNZhQKBgQDJO96JsMDWNQvZLEufeyqs+qdaT0zJKWGM+FGCwH4tsD8Ub8Mi',
  'fYRW89hWiJrv/DYV6YNwlvqgvefM4kpHOpLlYn5/EsdSOSLrcF+I4noJtEKAuJCB',
  '5WowwAKyUsOy67aXAWU+WygWlj8cTeSAf4peVwDNa1N99H+op8xEu6iHlwKBgB6D',
  'UW2wgr/KViMaOhEUSxlVj9ldy1RlSaqq3/7BCxXcLlp0DSwQ1SXg9t8uA8AWH0vF',
  'PBqpCWjB7uoEA9FcqSLsfVX6iFr1B/HbX+dNcxepVR9jPJzaONqTGDy3cPaanL2W',
  'iGHlPmpiQ0nbUvf4kGL5tGCil6AAyvpJEcBEnf91AoGAXNL1gUZMli4S+3sqQVD6',
  'avV/8q+KdUMtSUOA3goQ9CB9GLuj1Hf3zNXO2MIJUj8uSaYqEKUuCuMxeE8DVjmK',
  'Ej3JqDzO3mSAwbLtkHiPpVlzVqkAlH6G/DZG9+YRW8F8bv938DrAbqAchETerxU6',
  'W4F0gjSfniWs6nbyNrzsiks=',
  '-----END PRIVATE KEY-----',
].join('\n');
const publicKeyPem = [
  '-----BEGIN PUBLIC KEY-----',
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAyBQ4BYssIUC+yi/uLt5q',
  '/YkTZojtYy5/edvSgXw5Tt+dqdz3dbuM4I6tdpTGAmer0rGrYA7Lv84d85IAzPLt',
  'xpwZ9jTcHXKgrqofTb/gyZbkCwaV+omTl2VujjcHT/6TTpx2MtzzApQs4T5/obnT',
  '4azxuhfIkG+HNMlhvpjctbGwpI38Bcr270V/Gg/K0mwPZPL1NR7oeZAIb44mS2qh',
  'IQodCp3msR9oGDPxC99swH2ZIHEELurGWzhYll40TLQBbhwDBkWKkB8ZHmQp/wgu',
  'SIvWL/5Ez/J72Hqh+RUVug+84jKoVsbeZWBzsVu+2tT1dnaNvA3yUdSTr4wZRRIj',
  'qwIDAQAB',
  '-----END PUBLIC KEY-----',
].join('\n');
const body = '{"description":"Café €1 🚀"}';
const bodySignature =
  'lJaLcHI8XXnG+bLVu9vQl28ivg9ufb7vIze4H1pFCg6W8ka1YFrTUCW1vOOa0wbbhMzyx07SwXEFZiwgL1YLfZ7ZTxElOr+NtY7Gj7UxUxI4TQ3cCDPrayyfaiBJcO5qMAiWS2qjCI5O62g1SY2WSs0YUGfqwwl0Rx4FOCRGRA9GRKI7L6hNnmo1tAoXLnbsHGgzxqTIyu0AuNBD1CSm14J3AtpXxyEMkdhhfjJDAo2q9OBM7bz4G9A20ed8xodmeWH+KYet1PTjA9p0thUWHdoUoMMl6d1Cc54VPhxUhCP3maPq2DTIrvkHP9jNPzH1zWldqjX+EC+2KgPReX8JtA==';
const emptySignature =
  'EEhMeyMrkzO6UG5/FE9AULXbnEI5onLZebhDrPwtPiaE5xK4I3m1O1kJ+5Xpv3yyjjQ2N+vshhxX9u8cmzZDfQw4qYZdPq/JyjAyuw0z5VxPlcVKX6qcMKZJFZRxkB5Qp6x2vUDpQ7wiZV6XEa9h8Mb57QYiM23VfR34DL+H1X+qvmnMmzd1da1H+ssdqB4IzJAMic6A5WFXNR9Caw2UGJ/5eBUh9mnOlOV5j+1bWBWOChcJRGYB3q5NMQBIWak4W44Gy3XOYnV7Z6BgwCeI6JxVP/I7CganBH9WhEobfRQCGxw31JhSoh0t9MnFIGRzC6aQwR5pRHrYBSKbP3ZUsA==';
const installationToken = 'ab'.repeat(32);
const credentialSignature =
  'k4FAC0Bx0R1Sf8DrKiyjtso2mPXzgdCqS9R7qBh0yLZXpdIQBYrlSk7m3Eme4e6yuMOpB98jEyv5e/hyHIMCHOMd22gadpodiBFvH5J0XO2z/FWPo+MrZax/IuW7F6qPOJjDyYGr6hZ3ELUo36DrguYiSJn5Lsz0VQVY3D0Wsx0V7Oy9Af3hojGQssEO2BM1TTqShpeOl78DcNkI1gy3elu6kuIejFG5YcJF9ud7T3jOhdmSzamlcX2/EBF1fA6VrfNWxawt7LC1tiMsMA8keJ//SSyNLVothyEFUgLZ5B7xd/Vs+lM/fyGJPdHxLUCts6nNXETSd2dwv7939lNdyg==';

describe('signBunqBytes', () => {
  it.each([
    ['a body beyond ASCII', body, bodySignature],
    ['no bytes at all', '', emptySignature],
  ])('gives the known signature over %s', (_, text, expected) => {
    expect(signBunqBytes(Buffer.from(text), privateKeyPem)).toBe(expected);
  });
});

describe('verifyBunqBytes', () => {
  it('accepts the known signature', () => {
    expect(verifyBunqBytes(Buffer.from(body), bodySignature, publicKeyPem)).toBe(true);
  });

  it.each([
    ['another body', `${body} `, bodySignature],
    ['the signature of another body', body, emptySignature],
    ['an empty signature', body, ''],
    ['something that is not base64', body, '%%%'],
  ])('refuses %s', (_, text, signature) => {
    expect(verifyBunqBytes(Buffer.from(text), signature, publicKeyPem)).toBe(false);
  });
});

describe('pspCredentialBytes', () => {
  it.each([0, 1, 2])('signs the one-line-feed form when the key comes with %i line feeds', (count) => {
    const bytes = pspCredentialBytes(`${publicKeyPem}${'\n'.repeat(count)}`, installationToken);
    expect(signBunqBytes(bytes, privateKeyPem)).toBe(credentialSignature);
  });
});

describe('generateBunqKeyPair', () => {
  it('makes a pair whose signatures verify, in the forms bunq takes', async () => {
    const pair = await generateBunqKeyPair();
    expect(pair.publicKeyPem).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
    expect(pair.privateKeyPem).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    expect(normalisePem(pair.publicKeyPem)).toBe(pair.publicKeyPem);
    const bytes = Buffer.from('{}');
    expect(verifyBunqBytes(bytes, signBunqBytes(bytes, pair.privateKeyPem), pair.publicKeyPem)).toBe(true);
  });
});
