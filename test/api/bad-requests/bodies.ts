import { invalid, malformed, paymentText, type BadRequest } from './bad-request.js';

const mediaType = { status: 415, code: 'media_type_unsupported' };
const tooLarge = { status: 413, code: 'request_too_large' };
const nested = (levels: number) => `{"a":${'['.repeat(levels)}${']'.repeat(levels)}}`;

export const badBodies: BadRequest[] = [
  ['an array as body', paymentText('[]'), invalid('')],
  ['null as body', paymentText('null'), invalid('')],
  ['text as body', paymentText('"pay"'), invalid('')],
  ['an empty body', paymentText(' '), invalid('')],
  ['no body', () => ({ path: '/v1/payments' }), invalid('')],
  ['no body of a consent', () => ({ path: '/v1/consents' }), invalid('')],
  ['half a body', paymentText((right) => right.slice(0, -5)), malformed],
  ['two bodies', paymentText((right) => right + right), malformed],
  ['a trailing comma', paymentText((right) => right.replace(/}$/, ',}')), malformed],
  ['a comment', paymentText((right) => `/* paid */ ${right}`), malformed],
  ['single quotes', paymentText((right) => right.replaceAll('"', "'")), malformed],
  ['NaN', paymentText((right) => right.replace('"12.50"', 'NaN')), malformed],
  ['a raw control character in a text', paymentText((right) => right.replace('Order', 'Or\u0001der')), malformed],
  [
    'a number too large for a number',
    paymentText((right) => right.replace('"12.50"', '1e400')),
    invalid('/amount/value'),
  ],
  ['a member twice', paymentText((right) => right.replace(/}$/, ',"reference":"a","reference":"b"}')), malformed],
  ['a nested member twice', paymentText((right) => right.replace('"12.50"', '"1.00","value":"12.50"')), malformed],
  [
    'a member twice, once escaped',
    paymentText((right) => right.replace('"12.50"', '"1.00","\\u0076alue":"12.50"')),
    malformed,
  ],
  ['__proto__', paymentText((right) => right.replace(/}$/, ',"__proto__":{"isAdmin":true}}')), malformed],
  ['an escaped __proto__', paymentText((right) => right.replace(/}$/, ',"\\u005f_proto__":{}}')), malformed],
  ['constructor', paymentText((right) => right.replace(/}$/, ',"constructor":{"prototype":{}}}')), malformed],
  ['17 levels of nesting', paymentText(nested(16)), malformed],
  ['100 levels of nesting', paymentText(nested(99)), malformed],
  ['30,000 levels of nesting', paymentText(nested(29_999)), malformed],
  ['a body of 1 MB', paymentText((right) => right + ' '.repeat(1024 * 1024)), tooLarge],
  ['a body just over 512 kB', paymentText((right) => right.padEnd(512 * 1024 + 1)), tooLarge],
  ['plain text', paymentText((right) => right, 'text/plain'), mediaType],
  ['XML', paymentText('<payment/>', 'application/xml'), mediaType],
  ['another JSON type', paymentText((right) => right, 'application/vnd.api+json'), mediaType],
  ['a multipart body', paymentText('--x--', 'multipart/form-data; boundary=x'), mediaType],
  ['a form', paymentText('remittance_information=Order', 'application/x-www-form-urlencoded'), mediaType],
  [
    'a consent as a form',
    ({ partner }) => ({
      path: '/v1/consents',
      contentType: 'application/x-www-form-urlencoded',
      text: new URLSearchParams({ type: 'payment_initiation', redirect_uri: partner.redirectUri }).toString(),
    }),
    mediaType,
  ],
];
